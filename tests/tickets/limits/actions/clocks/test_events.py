"""Events start and stop the clocks of a ticket: the worked cases of vectors.md E1, E6 and of sla.md on real rows."""

import pytest

from tests.factories.worked_tickets import acknowledged, fixed, processing
from tests.tickets.world import at, clock, kinds, local, team, ticket_at
from tickets.limits.enums import ClockState
from tickets.record.enums import Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_e1_every_limit_of_the_source_ticket(cast):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    assert local(clock(ticket, "ack").due_at) == "2024-05-01 09:40"
    assert local(clock(ticket, "start").due_at) == "2024-05-01 11:30"
    assert local(clock(ticket, "promise").due_at) == "2024-05-01 12:00"
    assert kinds(ticket) == {"ack", "start", "promise"}


@pytest.mark.parametrize(
    ("moment", "state"),
    [("2024-05-01 09:40", ClockState.MET), ("2024-05-01 09:40:01", ClockState.BREACHED_STOPPED)],
)
def test_e1_the_acknowledgement_bound_is_included(cast, moment, state):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    acknowledged(cast, ticket, moment)
    assert clock(ticket, "ack").state == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-05-01 11:50", ClockState.MET),
        ("2024-05-01 12:00", ClockState.MET),
        ("2024-05-01 12:01", ClockState.BREACHED_STOPPED),
    ],
)
def test_e1_the_promise_is_judged_at_the_fix(cast, moment, state):
    ticket = ticket_at(cast, "2024-05-01 09:30", Tier.URGENT, promised="2024-05-01 12:00")
    play = processing(cast, ticket, "2024-05-01 09:40")
    assert local(clock(ticket, "progress").due_at) == "2024-05-01 11:40"
    fixed(play, moment)
    play.confirm(at("2024-05-01 18:00"))
    promise = clock(ticket, "promise")
    assert promise.state == state
    assert local(promise.stopped_at) == moment
