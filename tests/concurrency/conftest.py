"""Fixtures of the races."""

from tests.fixtures import cast

__all__ = ["cast"]
