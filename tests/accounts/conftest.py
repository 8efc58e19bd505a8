"""Fixtures of the people of the desk."""

import pytest

from accounts.models import User


@pytest.fixture
def person():
    return User.objects.create_user(
        "lina", "lina@example.com", "right-password", display_name="李娜"
    )
