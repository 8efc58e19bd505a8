"""Fixtures of the reports: the sources' May 2024 (vectors.md E9)."""

import pytest

from tests.factories.may_2024 import may_2024
from tests.seed_rows import restore_tables


@pytest.fixture(scope="module")
def may(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield may_2024()
        restore_tables()
