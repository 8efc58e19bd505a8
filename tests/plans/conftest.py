"""Fixtures of the optimization plan."""

import pytest
from django.utils import translation

from tests.fixtures import cast

__all__ = ["cast"]


@pytest.fixture
def in_english():
    """Words of the reader are English."""
    with translation.override("en"):
        yield
