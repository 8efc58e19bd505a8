"""Many of a thing in few statements, and what sweeps owe and leave behind."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.models import Outbox
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import Ticket, TicketEvent


def copies(ticket: Ticket, count: int) -> list[Ticket]:
    """So many more tickets that are like one, with limits like its own."""
    series = f"{ticket.pk:06d}"
    tickets = [
        _new(ticket, number=f"{series}-{n:05d}", issue_no=f"CX{series}{n:05d}")
        for n in range(count)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=500)
    clocks = list(SlaClock.objects.filter(ticket=ticket))
    SlaClock.objects.bulk_create(
        (_new(clock, ticket=one) for one in tickets for clock in clocks), batch_size=1000
    )
    return tickets


def _new(row: Any, **changes: Any) -> Any:
    fresh = copy.copy(row)
    fresh._state = copy.copy(row._state)
    fresh._state.adding, fresh._state.fields_cache = True, dict(row._state.fields_cache)
    fresh.pk = None
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def messages(
    user: User, count: int, *, at: datetime, topic: str = "breach", key: str = "t", **told: Any
) -> list[Outbox]:
    """So many messages to a person, to be sent from `at` on."""
    rows = (
        Outbox(
            channel="mail",
            topic=topic,
            user=user,
            dedupe_key=f"{key}:{n}",
            created_at=at,
            next_at=at,
            data={"summary": f"{key} {n}", "number": f"{n}", "path": "/"},
            **told,
        )
        for n in range(count)
    )
    return Outbox.objects.bulk_create(rows)


def message_id(row: Outbox, host: str = "localhost") -> str:
    return f"<{row.message_id}@{host}>"


def states() -> dict[str, int]:
    return dict(Counter(Outbox.objects.values_list("state", flat=True)))


def all_steps() -> set[tuple[int, str]]:
    """(clock, step) for every step of every limit there is."""
    return {
        (pk, step["key"])
        for pk, steps in SlaClock.objects.values_list("pk", "steps")
        for step in steps
    }


def raised() -> Counter[tuple[int, str]]:
    """(clock, step) with how often it stands in the table of escalations."""
    return Counter(Escalation.objects.values_list("clock", "step"))


def told(kind: str) -> Counter[tuple[int, str | None]]:
    """(clock, step) with how often a ledger line of a kind tells it; no step for a miss."""
    clocks = {
        (t, kind, cycle): pk
        for pk, t, kind, cycle in SlaClock.objects.values_list(
            "pk", "ticket", "kind__code", "cycle"
        )
    }
    lines = TicketEvent.objects.filter(kind=kind).values_list("ticket", "data")
    return Counter((clocks[t, data["clock"], data["cycle"]], data.get("step")) for t, data in lines)


def once(things: Any) -> Counter[Any]:
    """Each thing, once."""
    return Counter(dict.fromkeys(things, 1))
