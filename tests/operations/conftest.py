"""Fixtures of operation."""

from tests.fixtures import cast
from tests.processes import processes

__all__ = ["cast", "processes"]
