"""The cast of the demo, and a mail server."""

from tests.fixtures import cast
from tests.smtp_sink import sink
from tests.support.history_imports import sample

__all__ = ["cast", "sample", "sink"]
