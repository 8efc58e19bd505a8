"""Fixtures of the optimization plan."""

from tests.fixtures import cast

__all__ = ["cast"]
