"""The cast of the demo, a mail server, and a CRM."""

from tests.fixtures import cast
from tests.smtp_sink import sink
from tests.support.api_client import crm

__all__ = ["cast", "crm", "sink"]
