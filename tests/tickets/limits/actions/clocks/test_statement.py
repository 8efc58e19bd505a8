"""The one-statement sweep decides what the law decides, row for row, on clocks of every kind and at every moment."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from calendars.models import WorkCalendar
from core.domain import worktime
from notifications.models import InboxItem
from tests.fixtures import moment, reported
from tickets.limits.actions import rulebooks
from tickets.limits.actions.clocks import statement, sweeping
from tickets.limits.enums import StepRole, Unit
from tickets.limits.models import Escalation, EscalationStep, SlaClock, SlaTarget
from tickets.record.enums import Tier, WaitReason
from tickets.record.models import TicketEvent
from tickets.work.actions import moves

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
            escalations = list(
                Escalation.objects.order_by("clock_id", "planned_at", "step").values()
            )
            events = list(TicketEvent.objects.filter(pk__gt=known).values())
            items = list(
                InboxItem.objects.values(
                    "dedupe_key",
                    "user",
                    "topic",
                    "subject",
                    "data",
                    "path",
                    "created_at",
                    "shown_from",
                )
            )
            raise Undone
    except Undone:
        return swept, *compared_by_name(clocks, escalations, events, items)


def compared_by_name(clocks, escalations, events, items):
    """In an order, and clocks by ticket, kind and cycle: keys that were given and taken back are not given again."""
    names = {row.pop("id"): (row["ticket_id"], row["kind_id"], row["cycle"]) for row in clocks}
    for row in (*escalations, *events):
        row.pop("id")
    for row in escalations:
        row["clock"] = names[row.pop("clock_id")]
    for row in items:
        _escalation, key, step = row["dedupe_key"].split(":", 2)
        row["dedupe_key"] = (names[int(key)], step)
    return (
        sorted(clocks, key=lambda row: (row["ticket_id"], row["kind_id"], row["cycle"])),
        sorted(escalations, key=lambda row: (row["clock"], row["planned_at"], row["step"])),
        sorted(
            events,
            key=lambda row: (
                row["ticket_id"],
                row["kind"],
                row["at"],
                str(sorted(row["data"].items())),
            ),
        ),
        sorted(items, key=lambda row: row["dedupe_key"]),
    )


@pytest.fixture
def desk(cast):
    """Limits by hours and by working time, steps before and after due and on the same moment, acts, pauses."""
    dice = random.Random(SEED)
    workdays = WorkCalendar.objects.get(code="workdays")
    for target in SlaTarget.objects.filter(kind__code__in=["ack", "resolve", "respond"]).order_by(
        "pk"
    ):
        if dice.random() < 0.5:
            target.calendar, target.unit, target.amount = workdays, Unit.HOUR, dice.randint(1, 12)
            target.save()
        for _n in range(2):
            step = EscalationStep(
                target=target,
                share=dice.choice([30, 75, 100, 120]),
                offset_minutes=dice.choice([0, -10, 15, 90]),
                level=dice.randint(1, 3),
                role=dice.choice(StepRole.values),
                raises_tier=dice.random() < 0.3,
                asks_reason=dice.random() < 0.3,
            )
            if not target.steps.filter(
                share=step.share, offset_minutes=step.offset_minutes, role=step.role
            ).exists():
                step.save()
    rulebooks.publish_rulebook(by=cast.staff["admin"], at=FRIDAY - HOUR, reason="混合")
    tickets = [
        reported(
            cast,
            FRIDAY + dice.randint(0, 600) * MINUTE,
            tier=dice.choice([Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT]),
        )
        for _n in range(40)
    ]
    for ticket in tickets[::4]:
        ticket.status = "accepted"  # as far as the clocks are concerned
        ticket.save()
        moves.start_waiting(
            ticket,
            by=cast.staff["engineer"],
            at=ticket.reported_at + 30 * MINUTE,
            reason=WaitReason.CUSTOMER,
        )
        moves.resume_work(
            ticket,
            by=cast.staff["engineer"],
            at=ticket.reported_at + dice.randint(31, 3000) * MINUTE,
        )
    for ticket in tickets[
        1::4
    ]:  # whoever works on it owes the customer an update every day, or every two hours
        ticket.status, ticket.promised_at = "accepted", ticket.reported_at + 300 * HOUR
        ticket.save()
        moves.start_diagnosis(ticket, by=cast.staff["engineer"], at=ticket.reported_at + HOUR)
    return tickets


def test_statement_and_law_write_the_same(desk):
    """At fifty moments over some weeks, with outages of days, each sweep following the one before it."""
    daily = SlaClock.objects.filter(repeats=True, unit=Unit.CALENDAR_DAY)
    dice, at, compared, began_with = random.Random(SEED), FRIDAY, 0, daily.count()
    for _round in range(50):
        at += dice.choice([1, 7, 60, 240, 600, 4000]) * MINUTE + dice.randint(0, 59) * timedelta(
            seconds=1
        )
        law = outcome(lambda at=at: by_law_alone(at))
        quick = outcome(lambda at=at: sweeping.sweep_clocks(at, 10_000))
        for one, other in zip(quick, law, strict=True):
            assert one == other, f"seed {SEED}, {at}"
        compared += law[0].raised
        sweeping.sweep_clocks(at, dice.choice([3, 10_000]))
    assert compared > 200
    assert daily.count() > 3 * began_with > 0, "days were missed and followed by others"


def by_law_alone(at):
    """What a sweep would write without its statement."""
    at = worktime.whole_second(at)
    done = sweeping.sweep_in_python(
        [key for keys in statement.claim_due_keys(at, 10_000) for key in keys], at
    )
    return done + (by_law_alone(at) if done.begun else sweeping.NOTHING_SWEPT)


def test_rows_of_the_first_release_are_swept_by_the_law_and_get_their_plan(cast):
    reported(cast, FRIDAY)
    SlaClock.objects.update(step_schedule=None)
    planned, others = statement.claim_due_keys(FRIDAY + 2 * HOUR, 50)
    assert others and not planned
    assert sweeping.sweep_clocks(FRIDAY + 2 * HOUR, 50).breached == 1
    assert SlaClock.objects.get(kind__code="ack").step_schedule is not None
