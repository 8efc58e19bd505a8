"""The sweep finds what was missed, once, at whatever moment it comes."""

from datetime import timedelta

import pytest

from notifications.models import InboxItem
from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import EventKind, Tier
from tickets.record.models import TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_e6_an_outage_hides_no_breach_and_tells_only_the_highest(cast):
    ticket = ticket_at(cast, "2024-05-06 10:00", Tier.URGENT, promised="2024-05-06 20:00")
    clocks.sweep_clocks(at("2024-05-06 12:00"), 100)
    ack = clock(ticket, "ack")
    assert (local(ack.breached_at), local(ack.detected_at)) == (
        "2024-05-06 10:10",
        "2024-05-06 12:00",
    )
    raised = list(Escalation.objects.filter(clock=ack).order_by("planned_at"))
    assert [(one.role, local(one.planned_at), one.is_late, one.has_notified) for one in raised] == [
        ("assignee", "2024-05-06 10:08", True, False),
        ("supervisor", "2024-05-06 10:10", True, False),
        ("manager", "2024-05-06 10:40", True, True),
    ]
    told = InboxItem.objects.filter(dedupe_key__startswith=f"escalation:{ack.pk}:")
    assert {item.user.username for item in told} == {"manager"}


def test_a_second_sweep_changes_nothing(cast):
    ticket_at(cast, "2024-05-06 10:00", Tier.URGENT, promised="2024-05-06 20:00")
    moment = at("2024-05-06 12:00")
    clocks.sweep_clocks(moment, 100)
    before = [
        list(model.objects.order_by("pk").values())
        for model in (SlaClock, Escalation, InboxItem, TicketEvent)
    ]
    assert clocks.sweep_clocks(moment, 100).looked_at == 0
    assert [
        list(model.objects.order_by("pk").values())
        for model in (SlaClock, Escalation, InboxItem, TicketEvent)
    ] == before


def test_e6_progress_every_two_hours(cast):
    ticket = ticket_at(cast, "2024-05-06 09:30", Tier.URGENT, promised="2024-05-06 16:00")
    play = processing(cast, ticket, "2024-05-06 09:45")
    for moment in ("11:30", "13:45"):
        clocks.sweep_clocks(at(f"2024-05-06 {moment}"), 100)
        play.say("正在处理", at(f"2024-05-06 {moment}"))
    clocks.sweep_clocks(at("2024-05-06 15:50"), 100)
    fixed(play, "2024-05-06 16:00")
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="progress").order_by("cycle")
    assert [(local(row.breached_at or row.due_at)[-5:], row.state) for row in rows] == [
        ("11:45", ClockState.MET),
        ("13:30", ClockState.BREACHED_STOPPED),
        ("15:45", ClockState.BREACHED_STOPPED),
    ]


@pytest.mark.parametrize(
    "swept", [True, False], ids=["the sweep saw the missed day", "nobody looked"]
)
def test_e6_progress_once_a_day(cast, swept):
    ticket = ticket_at(cast, "2024-05-06 14:00", Tier.IMPORTANT)
    play = processing(cast, ticket, "2024-05-06 15:00")
    play.say("正在处理", at("2024-05-06 17:00"))
    if swept:
        clocks.sweep_clocks(at("2024-05-08 00:01"), 100)
    play.say("正在处理", at("2024-05-08 09:00"))
    fixed(play, "2024-05-08 16:00")
    rows = SlaClock.objects.filter(ticket=ticket, kind__code="progress").order_by("cycle")
    counted = [
        (local(row.started_at)[5:10], row.state)
        for row in rows
        if row.state != ClockState.CANCELLED
    ]
    assert counted == [
        ("05-06", ClockState.MET),
        ("05-07", ClockState.BREACHED_STOPPED),
        ("05-08", ClockState.MET),
    ]


def test_e6_warnings_at_half_and_four_fifths(cast):
    ticket = ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT)
    clocks.sweep_clocks(at("2024-05-07 04:12"), 100)
    raised = Escalation.objects.filter(clock=clock(ticket, "resolve"), role="assignee").order_by(
        "planned_at"
    )
    assert [local(one.planned_at) for one in raised] == ["2024-05-06 21:00", "2024-05-07 04:12"]


def test_case_53_a_night_breach_of_a_general_ticket_waits_for_the_desk(cast):
    general = ticket_at(cast, "2026-03-14 20:00", Tier.GENERAL)
    urgent = ticket_at(cast, "2026-03-14 20:00", Tier.URGENT, promised="2026-03-15 08:00")
    clocks.sweep_clocks(at("2026-03-14 21:01"), 100)
    shown = {
        ticket.pk: local(
            InboxItem.objects.filter(
                dedupe_key__startswith=f"escalation:{clock(ticket, 'ack').pk}:"
            )
            .latest("pk")
            .shown_from
        )
        for ticket in (general, urgent)
    }
    assert shown == {general.pk: "2026-03-16 09:00", urgent.pk: "2026-03-14 21:01"}


def test_a_sweep_at_a_fraction_of_a_second_writes_the_ledger_and_every_missed_day(cast):
    play = processing(cast, ticket_at(cast, "2024-05-06 09:00", Tier.IMPORTANT), "2024-05-06 10:00")
    swept = clocks.sweep_clocks(at("2024-05-10 10:00") + timedelta(microseconds=123456), 100)
    rows = SlaClock.objects.filter(ticket=play.ticket, kind__code="progress").order_by("cycle")
    assert [local(row.started_at)[:10] for row in rows] == [
        f"2024-05-{day:02d}" for day in (6, 7, 8, 9, 10)
    ]
    missed = TicketEvent.objects.filter(
        ticket=play.ticket, kind=EventKind.CLOCK_BREACHED, data__clock="progress"
    )
    assert missed.count() == 4
    assert swept.breached >= 4
