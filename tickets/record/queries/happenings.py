"""What lines of the ledger tell other programs: thin, and nothing of it says who somebody is.

Notes and whatever else is for colleagues alone tell nothing, and neither does what was imported.
"""

from collections.abc import Iterator
from typing import Any

from notifications.domain.webhooks import Happening
from notifications.enums import EventType
from tickets.record.enums import (
    SCORED_PURPOSES,
    Direction,
    EventKind,
    Move,
    Purpose,
    Source,
    Status,
)
from tickets.record.models import Communication, TicketEvent

TELLING = (
    EventKind.REGISTERED,
    EventKind.MOVED,
    EventKind.ASSIGNED,
    EventKind.CONTACT,
    EventKind.CLOCK_BREACHED,
)
COLUMNS = (
    "pk",
    "kind",
    "at",
    "recorded_at",
    "before",
    "after",
    "note",
    "data",
    "ticket__number",
    "ticket__external_id",
    "ticket__version",
)

# Moves that have an event of their own beside that of the status.
OF_STATES = {
    Status.RESOLVED: EventType.TICKET_SOLVED,
    Status.CLOSED: EventType.TICKET_CLOSED,
    Status.MERGED: EventType.TICKET_MERGED,
}
SCORED = (*SCORED_PURPOSES, Purpose.LOW_CALLBACK)


def ticket_happenings(after: int, until: int) -> Iterator[Happening]:
    """What the lines behind `after` up to `until` tell, in their order. Two statements at most."""
    lines = TicketEvent.objects.filter(pk__gt=after, pk__lte=until, kind__in=TELLING)
    lines = lines.exclude(source=Source.IMPORT).order_by("pk")
    rows = list(lines.values(*COLUMNS))
    scored = _scored_contacts(rows)
    for row in rows:
        for event, data in _events_of(row, scored):
            yield Happening(
                type=event.value,
                subject=f"/tickets/{row['ticket__number']}/",
                sequence=row["pk"],
                recorded_at=row["recorded_at"],
                data={**_common_data(row), **data},
            )


def _common_data(row: dict[str, Any]) -> dict[str, Any]:
    """The version is that of now: at least the one that the event has made."""
    return {
        "number": row["ticket__number"],
        "external_id": row["ticket__external_id"],
        "version": row["ticket__version"],
        "at": row["at"].isoformat(),
    }


def _scored_contacts(rows: list[dict[str, Any]]) -> set[int]:
    """Those contacts in which the customer gave a score."""
    keys = [row["data"]["communication"] for row in rows if row["data"].get("purpose") in SCORED]
    if not keys:
        return set()
    scored = Communication.objects.filter(pk__in=keys, score__isnull=False)
    return set(scored.order_by().values_list("pk", flat=True))


def _events_of(row: dict[str, Any], scored: set[int]) -> Iterator[tuple[EventType, dict[str, Any]]]:
    kind, data = row["kind"], row["data"]
    if kind == EventKind.REGISTERED:
        yield EventType.TICKET_CREATED, {}
    elif kind == EventKind.MOVED:
        yield from _events_of_move(row)
    elif kind == EventKind.ASSIGNED:
        yield EventType.TICKET_ASSIGNED, {}
    elif kind == EventKind.CLOCK_BREACHED:
        limit = {"limit": data.get("clock"), "cycle": data.get("cycle")}
        yield EventType.TICKET_LIMIT, {**limit, "due_at": data.get("due_at")}
    elif data.get("communication") in scored:
        yield EventType.TICKET_SURVEY, {"message": data["communication"]}
    elif data.get("direction") == Direction.IN:
        yield EventType.TICKET_MESSAGE_IN, {"message": data.get("communication")}
    elif data.get("is_answered"):
        yield EventType.TICKET_MESSAGE_OUT, {"message": data.get("communication")}


def _events_of_move(row: dict[str, Any]) -> Iterator[tuple[EventType, dict[str, Any]]]:
    """The status, and what that means: both stand behind the same line."""
    states = {"before": row["before"], "after": row["after"]}
    yield EventType.TICKET_STATUS, states
    own = OF_STATES.get(row["after"])
    if own is EventType.TICKET_MERGED:
        # The note of a merge is the number of the other ticket.
        yield own, {**states, "into": row["note"]}
    elif own is not None:
        yield own, states
    if row["data"].get("move") in (Move.REOPEN, Move.REFUSE):
        yield EventType.TICKET_REOPENED, states
