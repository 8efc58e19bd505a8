"""Fixtures of the people of the desk."""

import pytest

from accounts.models import User
from tests.fixtures import cast  # noqa: F401 — a fixture


@pytest.fixture
def person():
    return User.objects.create_user(
        "lina", "lina@example.com", "right-password", display_name="李娜"
    )
