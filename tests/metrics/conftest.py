"""Fixtures of the figures."""

from tests.fixtures import cast

__all__ = ["cast"]
