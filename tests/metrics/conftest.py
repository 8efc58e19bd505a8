"""Fixtures of the figures: the cast, and the sources' May 2024 (vectors.md E9)."""

import pytest

from tests.factories.may_2024 import may_2024
from tests.fixtures import cast
from tests.seed_rows import restore_tables

__all__ = ["cast"]


@pytest.fixture(scope="module")
def may(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield may_2024()
        restore_tables()
