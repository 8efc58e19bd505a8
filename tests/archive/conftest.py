"""The cast of the demo."""

from tests.fixtures import cast

__all__ = ["cast"]
