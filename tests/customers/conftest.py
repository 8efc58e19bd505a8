"""The cast of the demo, and a CRM."""

from tests.fixtures import cast
from tests.support.api_client import crm

__all__ = ["cast", "crm"]
