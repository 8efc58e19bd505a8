"""Raising the steps of a clock: all at once, after an outage, and never down the ladder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.escalation_steps import step, told
from tests.fixtures import moment, play_of, reported
from tickets.limits.actions import clocks, rulebooks
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, EscalationStep, SlaTarget
from tickets.record.enums import Status, Tier
from tickets.record.models import Ticket, TicketEvent

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MORNING = moment("2026-03-16 10:00")


@pytest.mark.parametrize("others_level", [1, 3])
def test_steps_of_the_same_moment_all_tell_their_people(cast, others_level):
    target = SlaTarget.objects.get(kind__code="ack", policy__tier=Tier.GENERAL)
    EscalationStep.objects.create(
        target=target, share=100, role=StepRole.MANAGER, level=others_level
    )
    step(cast, "respond")
    EscalationStep.objects.filter(target=target).exclude(share=100).delete()
    rulebooks.publish_rulebook(by=cast.staff["admin"], at=MORNING - HOUR, reason="两级同时")
    reported(cast, MORNING)
    clocks.sweep_clocks(at=MORNING + HOUR + MINUTE, limit=50)
    assert told() == ["manager", "supervisor"]


def test_after_an_outage_all_is_recorded_and_only_the_highest_tells(cast):
    ticket = reported(cast, MORNING)
    at = MORNING + 6 * HOUR
    clocks.sweep_clocks(at=at, limit=50)
    rows = list(
        Escalation.objects.filter(clock__ticket=ticket, clock__kind__code="ack").order_by(
            "planned_at"
        )
    )
    assert [(row.step, row.is_late, row.has_notified) for row in rows] == [
        ("80%+0m:assignee", True, False),
        ("100%+0m:supervisor", True, False),
        ("100%+240m:manager", True, True),
    ]
    assert [row.planned_at for row in rows] == [
        MORNING + 48 * MINUTE,
        MORNING + HOUR,
        MORNING + 5 * HOUR,
    ]
    assert told() == ["manager"]
    assert TicketEvent.objects.get(ticket=ticket, kind="clock_breached").at == MORNING + HOUR


def test_the_level_of_a_ticket_never_goes_down(cast):
    play = play_of(cast, MORNING, issue_type=cast.types["硬件故障"])
    clocks.sweep_clocks(at=MORNING + 6 * HOUR, limit=50)
    play.say("已联系", MORNING + 6 * HOUR, "ack")
    levels = Escalation.objects.filter(clock__ticket=play.ticket).values_list("level", flat=True)
    assert max(levels) == 3
    assert Ticket.objects.get(pk=play.ticket.pk).status == Status.NEW
