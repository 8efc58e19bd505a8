"""The clocks of one ticket while they are worked on."""

import pytest

from tests.factories.worked_tickets import acknowledged
from tests.tickets.world import local, team, ticket_at
from tickets.record.enums import Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_the_desk_orders_by_the_earliest_live_limit(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 18:00")
    assert local(ticket.next_due_at) == "2026-03-16 09:10"
    ticket = acknowledged(cast, ticket, "2026-03-16 09:05")
    assert local(ticket.next_due_at) == "2026-03-16 11:00"
