"""The cast of the demo, and a mail server."""

from tests.fixtures import cast
from tests.smtp_sink import sink

__all__ = ["cast", "sink"]
