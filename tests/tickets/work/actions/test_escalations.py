"""What a step does besides telling, and the reason of a miss."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.errors import LawBroken
from tests.factories.escalation_steps import step, told
from tests.fixtures import browser_of, moment, play_of, reported
from tickets.limits.actions import clocks
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import Tier
from tickets.record.models import CauseCode, Ticket, TicketEvent
from tickets.work.actions import escalations

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MORNING = moment("2026-03-16 10:00")


def test_a_step_raises_the_tier_with_its_limits_once(cast):
    step(cast, "ack", raises_tier=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    assert escalations.carry_out_steps(at=at, limit=50) == 1
    assert escalations.carry_out_steps(at=at, limit=50) == 0
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.tier, ticket.tier_by) == (Tier.IMPORTANT, None)
    line = TicketEvent.objects.get(ticket=ticket, kind="retiered")
    assert (line.before, line.after, line.actor) == ("general/low", "important/low", None)
    assert SlaClock.objects.filter(ticket=ticket, kind__code="resolve").exists(), (
        "the graver tier brings its limits"
    )
    assert Escalation.objects.get(step="100%+0m:supervisor").outcome == [
        {"act": "raise_tier", "outcome": "important"}
    ]


def test_what_is_worked_on_without_a_promise_does_not_become_urgent(cast):
    step(cast, "resolve", tier=Tier.IMPORTANT, raises_tier=True)
    play = play_of(cast, MORNING, tier=Tier.IMPORTANT, issue_type=cast.types["硬件故障"])
    play.say("已登记", MORNING + MINUTE, "ack")
    play.accept(MORNING + MINUTE)
    play.assign(MORNING + 2 * MINUTE)
    play.take_over(MORNING + 3 * MINUTE)
    at = MORNING + DAY + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    escalations.carry_out_steps(at=at, limit=50)
    assert Ticket.objects.get(pk=play.ticket.pk).tier == Tier.IMPORTANT
    assert Escalation.objects.get(acts=["raise_tier"]).outcome == [
        {"act": "raise_tier", "outcome": "no_promise"}
    ]


def test_a_step_hands_the_ticket_to_whom_it_tells(cast):
    step(cast, "ack", role=StepRole.MANAGER, reassigns=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    escalations.carry_out_steps(at=at, limit=50)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.assignee == cast.staff["manager"]
    assert ticket.assignments.filter(ended_at__isnull=True).count() == 1
    assert told("assigned") == ["manager"]
    line = TicketEvent.objects.get(ticket=ticket, kind="assigned")
    assert (line.actor, line.note) == (None, "100%+0m:manager")


def test_a_finished_ticket_is_left_alone(cast):
    step(cast, "ack", raises_tier=True)
    ticket = reported(cast, MORNING)
    at = MORNING + HOUR + MINUTE
    clocks.sweep_clocks(at=at, limit=50)
    from tickets.work.actions import moves

    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=at, note="重复")
    escalations.carry_out_steps(at=at, limit=50)
    assert Ticket.objects.get(pk=ticket.pk).tier == Tier.GENERAL
    assert Escalation.objects.get(acts=["raise_tier"]).outcome == [
        {"act": "raise_tier", "outcome": "finished"}
    ]


def test_the_reason_of_a_miss(cast):
    step(cast, "ack", asks_reason=True)
    ticket = reported(cast, MORNING, issue_type=cast.types["硬件故障"])
    cause = CauseCode.objects.get(name="资源不足")
    at = MORNING + HOUR + MINUTE
    page = reverse("tickets:do", args=[ticket.number, "explain"])
    supervisor = browser_of(cast.staff["supervisor"])
    assert supervisor.get(page).status_code == 409, "nobody asks yet"
    clocks.sweep_clocks(at=at, limit=50)
    assert escalations.carry_out_steps(at=at, limit=50) == 0, "asking is no work for the system"
    assert (
        "explain" in supervisor.get(reverse("tickets:page", args=[ticket.number])).content.decode()
    )
    assert browser_of(cast.staff["agent"]).get(page).status_code == 403, (
        "neither assignee nor supervisor"
    )
    answer = supervisor.post(page, {"cause": cause.pk, "note": "周末只有一人值班"})
    assert answer.status_code == 302
    row = Escalation.objects.get(wants_reason=True)
    assert (row.reason_code, row.reason_note, row.reason_by) == (
        cause,
        "周末只有一人值班",
        cast.staff["supervisor"],
    )
    with pytest.raises(LawBroken):
        escalations.explain_miss(ticket, by=cast.staff["supervisor"], at=at, cause=cause)
    line = TicketEvent.objects.get(ticket=ticket, kind="reason_given")
    assert (line.note, line.data["name"]) == ("周末只有一人值班", "资源不足")
