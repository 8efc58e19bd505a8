"""Fixtures of what comes in from other desks."""

from tests.support.history_imports import sample

__all__ = ["sample"]
