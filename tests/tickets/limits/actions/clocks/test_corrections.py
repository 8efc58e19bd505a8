"""A corrected report time on the clocks that began with it."""

import pytest

from tests.factories.rulebooks import on_workdays, publish
from tests.factories.worked_tickets import acknowledged
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState, Unit
from tickets.record.enums import Priority, Tier
from tickets.work.actions import triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_a_corrected_report_time_replays_the_clocks(cast):
    ticket = acknowledged(
        cast, ticket_at(cast, "2026-03-16 09:30", Tier.IMPORTANT), "2026-03-16 10:20"
    )
    assert clock(ticket, "ack").state == ClockState.MET
    triage.correct_report_time(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2026-03-16 11:00"),
        reported_at=at("2026-03-16 09:00"),
        reason="录入错误",
    )
    assert (clock(ticket, "ack").state, local(clock(ticket, "resolve").due_at)) == (
        ClockState.BREACHED_STOPPED,
        "2026-03-17 09:00",
    )


def test_a_corrected_report_time_leaves_later_clocks_and_the_grace_alone(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.GENERAL)
    supervisor = cast.staff["supervisor"]
    triage.change_tier(
        ticket,
        by=supervisor,
        at=at("2026-03-16 09:58"),
        tier=Tier.IMPORTANT,
        priority=Priority.HIGH,
        reason="升级",
    )
    ack, resolve = clock(ticket, "ack"), clock(ticket, "resolve")
    assert (local(ack.due_at), ack.is_retargeted_late) == ("2026-03-16 10:13", True)
    triage.correct_report_time(
        ticket,
        by=supervisor,
        at=at("2026-03-16 10:00"),
        reported_at=at("2026-03-16 08:59"),
        reason="录入",
    )
    assert (local(clock(ticket, "ack").due_at), clock(ticket, "ack").state) == (
        "2026-03-16 10:12",
        ClockState.RUNNING,
    )
    assert clock(ticket, "resolve").due_at == resolve.due_at


def test_a_corrected_report_time_is_counted_by_the_hours_of_each_time(cast):
    ticket = ticket_at(cast, "2026-03-16 12:00", Tier.IMPORTANT)
    on_workdays(amount=40, unit=Unit.HOUR)
    publish(cast, at=at("2026-03-16 12:10"))
    supervisor = cast.staff["supervisor"]
    triage.change_tier(
        ticket,
        by=supervisor,
        at=at("2026-03-16 12:30"),
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误判",
    )
    assert local(clock(ticket, "ack").due_at) == "2026-03-20 16:00"
    triage.correct_report_time(
        ticket,
        by=supervisor,
        at=at("2026-03-16 13:00"),
        reported_at=at("2026-03-16 08:00"),
        reason="录入错误",
    )
    # Round the clock from 08:00 to the change: 4.5 h, of which the desk's hours know only 3.5.
    row = clock(ticket, "ack")
    assert local(row.due_at) == "2026-03-20 12:00"
    assert not clocks.rebuild_clock(row).differs
