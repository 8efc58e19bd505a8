"""Fixtures of the limits."""

from __future__ import annotations

import pytest

from tests.fixtures import browser_of


@pytest.fixture
def admin(cast):
    return browser_of(cast.staff["admin"])
