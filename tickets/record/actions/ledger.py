"""Writes the ledger of a ticket."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from core import tracing
from core.models.bulk import insert_with_keys
from tickets.record.enums import EventKind, Source, Visibility
from tickets.record.models import Ticket, TicketEvent


def ledger_line(
    ticket: Ticket,
    kind: EventKind,
    *,
    by: User | None,
    at: datetime,
    seen_at: datetime | None = None,
    before: str = "",
    after: str = "",
    note: str = "",
    visibility: str = Visibility.INTERNAL,
    source: str = "",
    **data: object,
) -> TicketEvent:
    """An unsaved line: it happened `at`, was seen `seen_at`.

    Without a person it comes from the system.
    """
    return TicketEvent(
        ticket=ticket,
        kind=kind,
        at=at,
        recorded_at=seen_at or at,
        actor=by,
        before=before,
        after=after,
        note=note,
        visibility=visibility,
        source=source or _source_now(by),
        data=data,
    )


def _source_now(by: User | None) -> str:
    if by is None:
        return Source.SYSTEM
    return Source.API if tracing.is_program() else Source.WEB


def write_line(ticket: Ticket, kind: EventKind, **fields: Any) -> TicketEvent:
    """Write one line."""
    line = ledger_line(ticket, kind, **fields)
    write_lines([line])
    return line


def write_lines(events: Iterable[TicketEvent]) -> None:
    """Write several lines in one statement."""
    insert_with_keys(TicketEvent, list(events))
