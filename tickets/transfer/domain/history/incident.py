"""One incident of another desk: its lines as read, and what becomes of it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tickets.record.enums import Status
from tickets.transfer.domain.register_sheet import CellProblem


class HistoryEntry(NamedTuple):
    """One line for the ledger; `by` is a name of the old desk, `data` is JSON."""

    kind: str
    at: datetime
    before: str
    after: str
    by: str
    data: dict[str, Any]


@dataclass(slots=True)
class WaitSpan:
    """A span in which somebody was waited for."""

    reason: str
    start: datetime
    end: datetime | None = None


@dataclass(slots=True)
class WorkCycle:
    """From the report, or a reopening, to the solution."""

    start: datetime
    is_reopened: bool = False
    stop: datetime | None = None


@dataclass(slots=True)
class IncidentLine:
    """One line of the file, read. A counter that the file does not give is None."""

    row: int
    at: datetime
    order: int
    status: Status
    reason: str
    word: str
    reopened: int | None = None
    reassigned: int | None = None
    department: str = ""
    assignee: str = ""
    tier: str = ""
    priority: str = ""
    by: str = ""


@dataclass(slots=True)
class Incident:
    """What becomes of an incident: the ticket's own fields, the ledger's entries, waits and cycles.

    `fields` holds texts by the names of the ticket's columns and aware moments or None; `until` is
    the moment of the last line, `lines` their number.
    """

    number: str
    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    status: Status = Status.NEW
    came_from: str = ""
    wait_reason: str = ""
    entries: list[HistoryEntry] = field(default_factory=list)
    waits: list[WaitSpan] = field(default_factory=list)
    cycles: list[WorkCycle] = field(default_factory=list)
    until: datetime | None = None
    lines: int = 0
    reopened: int = 0
    reassigned: int = 0
    assigned_at: datetime | None = None
    processing_started_at: datetime | None = None
    refused: list[CellProblem] = field(default_factory=list)
    warned: list[CellProblem] = field(default_factory=list)

    @property
    def reported_at(self) -> datetime:
        reported_at: datetime = self.fields["reported_at"]
        return reported_at

    @property
    def last_line_at(self) -> datetime:
        """When anything last happened. Raises `ValueError` before the lines were walked through."""
        if self.until is None:
            raise ValueError(self.number)
        return self.until
