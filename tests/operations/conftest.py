"""Fixtures of operation."""

from tests.fixtures import cast

__all__ = ["cast"]
