"""Turns the cells of one incident into lines and fields, and notes every cell that is wrong.

Pure.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tickets.record.domain import lifecycle
from tickets.record.enums import Status
from tickets.transfer.domain.history.incident import Incident, IncidentLine
from tickets.transfer.domain.history.mapping import FileLayout
from tickets.transfer.domain.register_sheet import (
    BadMoment,
    CellProblem,
)

LONGEST = {"number": 16, "customer": 120, "contact": 60, "phone": 40, "department": 60}
INCIDENT_WORDS = ("urgency", "impact", "nature", "business_type", "channel")
NAME = 40
MAX_LINES = 2000
"""An incident with more lines is a file whose number column is none."""

FUTURE = timedelta(minutes=5)
ENDED = lifecycle.FINISHED | {Status.CANCELLED}

UNTOLD = ("", "")
"""State and wait reason of a line that tells none."""

NumberedRows = Sequence[tuple[int, Sequence[str]]]
"""Row numbers and cells."""


class IncidentReader:
    """The cells of one incident, turned into lines and fields; notes every cell that is wrong."""

    def __init__(self, incident: Incident, layout: FileLayout, now: datetime) -> None:
        self.incident, self.layout, self.now = incident, layout, now
        self.lines: list[IncidentLine] = []
        self.stamps: dict[str, datetime] = {}
        self.written: dict[str, str] = {}
        self.claims: dict[str, dict[str, tuple[int, datetime]]] = {}

    def refuse(self, row: int, name: str, value: str, reason: str, about: str = "") -> None:
        self.incident.refused.append(
            CellProblem(row, self.layout.names.get(name, name), value, reason, about)
        )

    def warn(self, row: int, name: str, value: str, reason: str, about: str = "") -> None:
        self.incident.warned.append(
            CellProblem(row, self.layout.names.get(name, name), value, reason, about)
        )

    def read(self, rows: NumberedRows) -> None:
        """All lines, and from the last one what the ticket says of itself."""
        if len(self.incident.number) > LONGEST["number"]:
            self.refuse(
                self.incident.row,
                "number",
                self.incident.number,
                "too_long",
                str(LONGEST["number"]),
            )
        if len(rows) > MAX_LINES:
            self.refuse(
                self.incident.row, "number", self.incident.number, "too_many", str(MAX_LINES)
            )
            return
        for row, cells in rows:
            if len(cells) < self.layout.width:
                self.refuse(row, "number", self.incident.number, "short", str(self.layout.width))
                return
        for row, cells in rows:
            self._line(row, cells)
        if self.incident.refused:
            return
        self._settle_states()
        if self.incident.refused:
            return
        newest = max(range(len(self.lines)), key=lambda n: (self.lines[n].at, self.lines[n].order))
        self._words(rows)
        self._fields(*rows[newest], self.lines[newest])
        self._stamps(rows)

    def _line(self, row: int, cells: Sequence[str]) -> None:
        cell, written = self.layout.cell, self.layout.cell(cells, "state")
        is_untold = not written and bool(cells[self.layout.places["state"]].strip())
        state = UNTOLD if is_untold else self.layout.state(written)
        if state is None:
            self.refuse(row, "state", written, "unknown_status" if written else "missing")
            return
        at = self._moment(
            row, cells, "at" if self.layout.has_lines else "reported_at", is_needed=True
        )
        if at is None:
            return
        tier, priority = self._word(row, cells, "tier"), self._word(row, cells, "priority")
        self.lines.append(
            IncidentLine(
                row,
                at,
                self._count(row, cells, "order") or 0,
                *state,
                written,
                self._count(row, cells, "reopened"),
                self._count(row, cells, "reassigned"),
                cell(cells, "department"),
                cell(cells, "assignee"),
                tier,
                priority,
                cell(cells, "by"),
            )
        )

    def _settle_states(self) -> None:
        """A line that tells no state leaves the one before it as it was."""
        state = UNTOLD
        for n in sorted(
            range(len(self.lines)), key=lambda n: (self.lines[n].at, self.lines[n].order)
        ):
            line = self.lines[n]
            if line.status:
                state = line.status, line.reason
            elif state == UNTOLD:
                self.refuse(line.row, "state", "", "missing")
            else:
                self.lines[n] = replace(line, status=state[0], reason=state[1])

    def _moment(
        self, row: int, cells: Sequence[str], name: str, *, is_needed: bool = False
    ) -> datetime | None:
        written = self.layout.raw(cells, name)
        if not written:
            if is_needed:
                self.refuse(row, name, "", "missing")
            return None
        try:
            moment = self.layout.moment(written)
        except BadMoment:
            self.refuse(row, name, written, "moment")
            return None
        if moment > self.now + FUTURE and name != "promised_at":
            self.refuse(row, name, written, "future")
            return None
        return moment

    def _count(self, row: int, cells: Sequence[str], name: str) -> int | None:
        written = self.layout.raw(cells, name).strip()
        if written.isdecimal() and len(written) < 5:
            return int(written)
        if written and name != "order":
            self.refuse(row, name, written, "count")
        return None

    def _word(self, row: int, cells: Sequence[str], name: str) -> str:
        written = self.layout.cell(cells, name)
        meaning = self.layout.meaning(name, written)
        if meaning is None:
            self.refuse(
                row,
                name,
                written,
                f"unknown_{name}" if name in ("channel", "tier") else "unknown_word",
            )
        return meaning or ""

    def _words(self, rows: NumberedRows) -> None:
        """Words that only the newest line decides must be known in every line."""
        for name in INCIDENT_WORDS:
            place = self.layout.places.get(name)
            if place is not None:
                first = {cells[place]: (row, cells) for row, cells in reversed(rows)}
                for row, cells in first.values() if len(first) > 1 else ():
                    self._word(row, cells, name)

    def _fields(self, row: int, cells: Sequence[str], line: IncidentLine) -> None:
        cell, fields = self.layout.cell, self.incident.fields
        for name in INCIDENT_WORDS:
            fields[name] = self._word(row, cells, name)
        for name in ("customer", "contact", "phone"):
            fields[name] = cell(cells, name) or self.layout.mapping.defaults.get(name, "")
        fields.update(
            tier=line.tier,
            priority=line.priority,
            department=line.department,
            assignee=line.assignee,
            word=line.word,
        )
        fields["accepted_name"] = cell(cells, "accepted_by")[:NAME]
        for name, longest in LONGEST.items():
            if len(fields.get(name, "")) > longest:
                self.refuse(row, name, fields[name], "too_long", str(longest))
        if not fields["customer"]:
            self.refuse(row, "customer", "", "missing")
        if not fields["channel"]:
            self.refuse(row, "channel", "", "missing")
        for name in ("summary", "original_text", "remark"):
            fields[name] = self._text(cells, name)
        fields["summary"] = fields["summary"] or self.incident.number

    def _text(self, cells: Sequence[str], name: str) -> str:
        told = [(column, cells[place]) for column, place in self.layout.texts.get(name, ())]
        known = [
            (column, written)
            for column, written in told
            if written not in self.layout.mapping.unknown
        ]
        if name == "remark":
            return "\n".join(f"{column}: {written.strip()}" for column, written in known)
        return (" / " if name == "summary" else "\n").join(
            written.strip() for _column, written in known
        )

    def _stamps(self, rows: NumberedRows) -> None:
        """Times of the incident itself: of the last line that tells them."""
        for name in (
            "reported_at",
            "recorded_at",
            "first_responded_at",
            "resolved_at",
            "closed_at",
            "promised_at",
        ):
            if name in self.layout.places:
                self._stamp(rows, name)
        stamps = self.stamps
        if "reported_at" not in stamps:
            if not self.incident.refused:
                self.refuse(rows[-1][0], "reported_at", "", "missing")
            return
        for later in ("first_responded_at", "promised_at", "resolved_at", "closed_at"):
            self._require_after_report(later)
        if self.incident.refused:
            return
        resolved, closed = stamps.get("resolved_at"), stamps.get("closed_at")
        if resolved and closed and closed < resolved:
            self.refuse(
                self.claims["closed_at"][self.written["closed_at"]][0],
                "closed_at",
                self.written["closed_at"],
                "before_solution",
            )
        early = [
            (row, cells)
            for (row, cells), line in zip(rows, self.lines, strict=True)
            if line.at < stamps["reported_at"]
        ]
        for row, cells in early[:1]:
            self.warn(row, "at", self.layout.cell(cells, "at"), "before_report")

    def _stamp(self, rows: NumberedRows, name: str) -> None:
        """Every different value is read; the last one stands, of the report the first one."""
        claims = self.claims[name] = {}
        for row, cells in rows:
            written = self.layout.raw(cells, name)
            if not written or written in claims:
                continue
            moment = self._moment(row, cells, name)
            if moment is None:
                continue
            if claims and name == "reported_at":
                self.warn(row, name, written, "differs", self.written[name])
            else:
                self.stamps[name], self.written[name] = moment, written
            claims[written] = (row, moment)

    def _require_after_report(self, name: str) -> None:
        for written, (row, moment) in self.claims.get(name, {}).items():
            if moment < self.stamps["reported_at"]:
                self.refuse(row, name, written, "before_report")

    def ordered(self) -> list[IncidentLine]:
        """The lines in the order in which they happened; a desk that keeps one line only is told
        what its times tell.
        """
        if self.layout.has_lines:
            return sorted(self.lines, key=lambda line: (line.at, line.order, line.row))
        last = self.lines[-1]
        stamps = (
            [("resolved_at", Status.RESOLVED), ("closed_at", Status.CLOSED)]
            if last.status in lifecycle.FINISHED
            else []
        )
        passed = [(self.stamps[name], status, "") for name, status in stamps if name in self.stamps]
        if not passed or passed[-1][1] != last.status:
            ended = self.stamps.get("closed_at") if last.status in ENDED else None
            passed.append(
                (
                    ended or (passed[-1][0] if passed else self.stamps["reported_at"]),
                    last.status,
                    last.reason,
                )
            )
        return [
            IncidentLine(
                last.row,
                at,
                0,
                status,
                reason,
                last.word,
                last.reopened,
                last.reassigned,
                last.department,
                last.assignee,
                last.tier,
                last.priority,
                last.by,
            )
            for at, status, reason in passed
        ]


def without_repeats(rows: NumberedRows, reading: IncidentReader) -> NumberedRows:
    """Lines that say exactly the same are one line."""
    first: dict[str, list[tuple[int, Sequence[str]]]] = {}
    kept = []
    for row, cells in rows:
        alike = first.setdefault(
            reading.layout.raw(cells, "at") if len(cells) >= reading.layout.width else "", []
        )
        known = next((other for other, said in alike if said == cells), None)
        if known is None:
            alike.append((row, cells))
            kept.append((row, cells))
        else:
            reading.warn(row, "number", reading.incident.number, "repeated", str(known))
    return kept
