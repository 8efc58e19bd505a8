"""Fixtures of the work order."""

from tests.fixtures import cast

__all__ = ["cast"]
