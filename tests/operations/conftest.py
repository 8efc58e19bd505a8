"""The cast of the demo, real processes, and a mail server."""

from tests.fixtures import cast
from tests.processes import processes
from tests.smtp_sink import sink

__all__ = ["cast", "processes", "sink"]
