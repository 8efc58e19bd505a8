"""Changed terms of a ticket on its clocks: tier, promise, report time (vectors.md E6)."""

import pytest

from tests.factories.worked_tickets import acknowledged, fixed, processing
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import Priority, Tier
from tickets.record.models import Ticket
from tickets.work.actions import triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_e6_upgrade_starts_what_was_not_promised_and_keeps_what_was_met(cast):
    ticket = acknowledged(
        cast, ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL), "2024-05-06 09:30"
    )
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 13:00"),
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="产线停机",
        promised_at=at("2024-05-06 18:00"),
    )
    assert clock(ticket, "ack").state == ClockState.MET
    assert SlaClock.objects.filter(ticket=ticket, kind__code="ack").count() == 1
    assert local(clock(ticket, "start").due_at) == "2024-05-06 15:00"
    assert clock(ticket, "respond").state == ClockState.CANCELLED
    play = processing(cast, Ticket.objects.get(pk=ticket.pk), "2024-05-06 14:00")
    assert local(clock(play.ticket, "progress").due_at) == "2024-05-06 16:00"


def test_e6_a_downgrade_takes_no_breach_back(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.URGENT, promised="2024-05-06 18:00")
    clocks.sweep_clocks(at("2024-05-06 09:30"), 100)
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 10:00"),
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误判",
    )
    ack = clock(ticket, "ack")
    assert (ack.state, local(ack.breached_at), local(ack.due_at)) == (
        ClockState.BREACHED_RUNNING,
        "2024-05-06 09:10",
        "2024-05-06 09:10",
    )


def test_a_missed_promise_stays_missed_and_the_next_one_is_a_new_cycle(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 10:00")
    triage.promise_time(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2026-03-16 11:00"),
        promised_at=at("2026-03-16 15:00"),
        reason="等备件",
    )
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="promise").order_by("cycle")
    assert [(row.cycle, row.state) for row in rows] == [
        (1, ClockState.BREACHED_STOPPED),
        (2, ClockState.RUNNING),
    ]
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == clock(ticket, "ack").due_at


def test_a_miss_survives_what_calls_the_limit_off(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.URGENT, promised="2024-05-06 18:00")
    triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 12:00"),
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误判",
    )
    start = clock(ticket, "start")
    assert (start.state, local(start.breached_at)) == (
        ClockState.BREACHED_STOPPED,
        "2024-05-06 11:00",
    )


def test_retiering_a_fixed_ticket_starts_nothing_that_is_over(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.GENERAL), "2024-05-06 09:30")
    fixed(play, "2024-05-06 11:00")
    triage.change_tier(
        play.ticket,
        by=cast.staff["supervisor"],
        at=at("2024-05-06 11:30"),
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="影响扩大",
        promised_at=at("2024-05-06 18:00"),
    )
    assert clock(play.ticket, "start") is None
    assert clock(play.ticket, "progress").state == ClockState.CANCELLED


def test_the_reopen_target_stays_through_an_edit(cast):
    from tickets.limits.actions import rulebooks
    from tickets.limits.models import SlaTarget
    from tickets.record.enums import BusinessType
    from tickets.work.actions import register

    SlaTarget.objects.filter(kind__code="resolve").update(reopen_amount=8)
    rulebooks.publish_rulebook(
        by=cast.staff["admin"], at=at("2026-03-01 09:00"), reason="返工时限 8 小时"
    )
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.reopen(at("2026-03-17 10:00"), "又出现")
    assert local(clock(play.ticket, "resolve").due_at) == "2026-03-17 18:00"
    ticket = Ticket.objects.get(pk=play.ticket.pk)
    register.edit_description(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-17 11:00"),
        version=ticket.version,
        business_type=BusinessType.REPAIR,
    )
    assert local(clock(ticket, "resolve").due_at) == "2026-03-17 18:00"
