"""The cast of the demo, the CRM that asks for its supervisor, and a ticket."""

import pytest
from django.utils import timezone

from demo.people import Cast
from tests.fixtures import cast, reported
from tests.support.api_client import crm
from tickets.record.models import Ticket

__all__ = ["cast", "crm"]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return reported(cast, timezone.now())
