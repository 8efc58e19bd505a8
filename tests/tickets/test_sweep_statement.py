"""The one-statement sweep decides what the law decides, row for row, on clocks of every kind and at every moment."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core.models import WorkCalendar
from notifications.models import InboxItem
from tests.fixtures import moment, reported
from tickets.actions import moves, rulebooks
from tickets.actions.clocks import sweeping
from tickets.enums import StepRole, Tier, Unit, WaitReason
from tickets.models import Escalation, EscalationStep, SlaClock, SlaTarget, TicketEvent

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FRIDAY = moment("2026-02-13 16:00")
SEED = 20260213


class Undone(Exception):
    """Takes everything back."""


def outcome(act):
    """What a sweep wrote, taken back afterwards."""
    try:
        with transaction.atomic():
            known = TicketEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            swept = act()
            clocks = list(SlaClock.objects.order_by("pk").values())
            escalations = list(Escalation.objects.order_by("clock_id", "planned_at", "step").values())
            events = list(TicketEvent.objects.filter(pk__gt=known).values())
            items = list(InboxItem.objects.values("dedupe_key", "user", "topic", "subject", "data", "path", "created_at", "shown_from"))
            raise Undone
    except Undone:
        for row in (*escalations, *events):
            row.pop("id")
        ordered = sorted(events, key=lambda row: (row["ticket_id"], row["kind"], row["at"], str(sorted(row["data"].items()))))
        return swept, clocks, escalations, ordered, sorted(items, key=lambda row: row["dedupe_key"])


@pytest.fixture
def desk(cast):
    """Limits by hours and by working time, steps before and after due and on the same moment, acts, pauses."""
    dice = random.Random(SEED)
    workdays = WorkCalendar.objects.get(code="workdays")
    for target in SlaTarget.objects.filter(kind__code__in=["ack", "resolve", "respond"]).order_by("pk"):
        if dice.random() < 0.5:
            target.calendar, target.unit, target.amount = workdays, Unit.HOUR, dice.randint(1, 12)
            target.save()
        for _n in range(2):
            step = EscalationStep(
                target=target, share=dice.choice([30, 75, 100, 120]), offset_minutes=dice.choice([0, -10, 15, 90]), level=dice.randint(1, 3),
                role=dice.choice(StepRole.values), raises_tier=dice.random() < 0.3, asks_reason=dice.random() < 0.3,
            )  # fmt: skip
            if not target.steps.filter(share=step.share, offset_minutes=step.offset_minutes, role=step.role).exists():
                step.save()
    rulebooks.publish(by=cast.staff["admin"], at=FRIDAY - HOUR, reason="混合")
    tickets = [
        reported(cast, FRIDAY + dice.randint(0, 600) * MINUTE, tier=dice.choice([Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT]))
        for _n in range(40)
    ]
    for ticket in tickets[::4]:
        ticket.status = "accepted"  # as far as the clocks are concerned
        ticket.save()
        moves.wait(ticket, by=cast.staff["engineer"], at=ticket.reported_at + 30 * MINUTE, reason=WaitReason.CUSTOMER)
        moves.resume(ticket, by=cast.staff["engineer"], at=ticket.reported_at + dice.randint(31, 3000) * MINUTE)
    return tickets


def test_statement_and_law_write_the_same(desk):
    """At fifty moments over eleven days, each sweep following the one before it."""
    assert connection.vendor == "postgresql"
    dice, at, compared = random.Random(SEED), FRIDAY, 0
    for _round in range(50):
        at += dice.choice([1, 7, 60, 240, 600]) * MINUTE + dice.randint(0, 59) * timedelta(seconds=1)
        law = outcome(lambda at=at: sweeping.by_law(at, 10_000))
        quick = outcome(lambda at=at: _both(at, 10_000))
        for one, other in zip(quick, law, strict=True):
            assert one == other, f"seed {SEED}, {at}"
        compared += law[0].raised
        sweeping.sweep(at, dice.choice([3, 10_000]))
    assert compared > 200


def _both(at, limit):
    """What the statement leaves to the law is done by the law."""
    return sweeping.by_statement(at, limit) + sweeping.by_law(at, limit)


def test_rows_of_the_first_release_are_swept_by_the_law_and_get_their_plan(cast):
    reported(cast, FRIDAY)
    SlaClock.objects.update(plan=None)
    assert sweeping.by_statement(FRIDAY + 2 * HOUR, 50).looked_at == 0
    assert sweeping.sweep(FRIDAY + 2 * HOUR, 50).breached == 1
    assert SlaClock.objects.get(kind__code="ack").plan is not None
