"""Registering a problem."""

from datetime import timedelta

import pytest

from tests.tickets.world import clock, local, team, ticket_at
from tickets.limits.enums import ClockState
from tickets.record.enums import Nature, Priority, Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_e6_a_complaint_about_a_trifle_takes_the_stricter_limit(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL, nature=Nature.COMPLAINT)
    assert ticket.priority == Priority.HIGH
    assert local(clock(ticket, "ack").due_at) == "2024-05-06 09:10"
    assert local(clock(ticket, "respond").due_at) == "2024-05-09 18:00"


def test_case_57_opened_during_the_call(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", is_synchronous=True)
    ack = clock(ticket, "ack")
    assert (ack.state, ack.spent, ack.is_synchronous, ticket.first_responded_at) == (
        ClockState.MET,
        timedelta(),
        True,
        ticket.reported_at,
    )
