"""Waiting pauses the clocks of a ticket (vectors.md E6)."""

import pytest

from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaPause
from tickets.record.enums import Tier, WaitReason
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


@pytest.mark.parametrize(
    ("moment", "state"),
    [("13:59", ClockState.MET), ("14:00", ClockState.MET), ("14:01", ClockState.BREACHED_STOPPED)],
)
def test_e6_waiting_for_the_customer_moves_the_resolution_but_not_the_acknowledgement(
    cast, moment, state
):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT)
    assert local(clock(ticket, "resolve").due_at) == "2024-05-07 09:00"
    play = processing(cast, ticket, "2024-05-06 09:30")
    engineer = cast.staff["engineer"]
    play.ticket = moves.start_waiting(
        play.ticket, by=engineer, at=at("2024-05-06 10:00"), reason=WaitReason.CUSTOMER
    )
    assert clock(ticket, "resolve").due_at is None
    assert clock(ticket, "resolve").state == ClockState.PAUSED
    play.ticket = moves.resume_work(play.ticket, by=engineer, at=at("2024-05-06 15:00"))
    assert local(clock(ticket, "resolve").due_at) == "2024-05-07 14:00"
    assert local(clock(ticket, "ack").due_at) == "2024-05-06 10:00"
    pause = SlaPause.objects.get(clock=clock(ticket, "resolve"))
    assert (local(pause.started_at), local(pause.ended_at), pause.reason) == (
        "2024-05-06 10:00",
        "2024-05-06 15:00",
        "customer",
    )
    fixed(play, f"2024-05-07 {moment}")
    play.confirm(at("2024-05-08 20:00"))
    assert clock(ticket, "resolve").state == state


def test_e6_a_refused_confirmation_was_a_pause(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT), "2024-05-06 09:30")
    engineer = cast.staff["engineer"]
    play.ticket = moves.start_waiting(
        play.ticket, by=engineer, at=at("2024-05-06 10:00"), reason=WaitReason.CUSTOMER
    )
    play.ticket = moves.resume_work(play.ticket, by=engineer, at=at("2024-05-06 15:00"))
    fixed(play, "2024-05-06 20:00")
    play.confirm(at("2024-05-07 08:00"), result="not_solved")
    resolve = clock(play.ticket, "resolve")
    assert (local(resolve.due_at), resolve.state, resolve.cycle) == (
        "2024-05-08 02:00",
        ClockState.RUNNING,
        1,
    )
    assert play.ticket.reopen_count == 1


def test_waiting_for_parts_pauses_nothing_that_the_customer_was_promised(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    before = local(clock(play.ticket, "resolve").due_at)
    play.ticket = moves.start_waiting(
        play.ticket, by=cast.staff["engineer"], at=at("2026-03-16 11:00"), reason=WaitReason.PARTS
    )
    assert (clock(play.ticket, "resolve").state, local(clock(play.ticket, "resolve").due_at)) == (
        ClockState.RUNNING,
        before,
    )
