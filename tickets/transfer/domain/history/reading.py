"""Turns the cells of one incident into lines and fields, and notes every cell that is wrong.

Pure.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.domain import text
from tickets.record.domain import lifecycle
from tickets.record.enums import Status
from tickets.transfer.domain.history.cells import CellReader, NumberedRows
from tickets.transfer.domain.history.incident import Incident, IncidentLine
from tickets.transfer.domain.history.layout import FileLayout
from tickets.transfer.domain.history.stamps import IncidentStamps

LONGEST = {"number": 16, "customer": 120, "contact": 60, "phone": 40, "department": 60}
INCIDENT_WORDS = ("urgency", "impact", "nature", "business_type", "channel")
ACCEPTED_NAME_LENGTH = 40

# So much of a summary is the title of its ticket.
SUMMARY_LENGTH = 120

# An incident with more lines is a file whose number column is none.
MAX_LINES = 2000

ENDED = lifecycle.FINISHED | {Status.CANCELLED}

# Stands for state and wait reason of a line that gives none, until the line before lends them.
STATELESS = (Status.NEW, "")


class IncidentReader(CellReader):
    """The cells of one incident, turned into lines and fields; notes every cell that is wrong."""

    def __init__(self, incident: Incident, layout: FileLayout, now: datetime) -> None:
        super().__init__(incident, layout, now)
        self.lines: list[IncidentLine] = []
        self.stateless: set[int] = set()
        self.stamps = IncidentStamps(self)

    def read_rows(self, rows: NumberedRows) -> None:
        """All lines, and from the last one what the ticket says of itself."""
        if not self._has_sane_shape(rows):
            return
        for row, cells in rows:
            self._read_line(row, cells)
        if self.incident.refused:
            return
        self._settle_states()
        if self.incident.refused:
            return
        newest = max(range(len(self.lines)), key=self._moment_and_order)
        self._check_older_words(rows)
        self._take_fields(*rows[newest], self.lines[newest])
        self.stamps.take_rows(rows, self.lines)

    def _has_sane_shape(self, rows: NumberedRows) -> bool:
        """Can the rows be read at all? A number that is too long does not hinder that."""
        incident = self.incident
        number = incident.number
        longest = LONGEST["number"]
        if len(number) > longest:
            self.refuse_cell(incident.row, "number", number, "too_long", str(longest))
        if len(rows) > MAX_LINES:
            self.refuse_cell(incident.row, "number", number, "too_many", str(MAX_LINES))
            return False
        width = self.layout.width
        for row, cells in rows:
            if len(cells) < width:
                self.refuse_cell(row, "number", number, "short", str(width))
                return False
        return True

    def _moment_and_order(self, place: int) -> tuple[datetime, int]:
        line = self.lines[place]
        return line.at, line.order

    def _read_line(self, row: int, cells: Sequence[str]) -> None:
        clean_cell = self.layout.clean_cell
        written = clean_cell(cells, "state")
        # A word that the mapping calls unknown gives no state; an empty cell is a fault.
        is_stateless = not written and bool(cells[self.layout.places["state"]].strip())
        state = STATELESS if is_stateless else self.layout.state_meaning(written)
        if state is None:
            reason = "unknown_status" if written else "missing"
            self.refuse_cell(row, "state", written, reason)
            return
        moment_field = "at" if self.layout.has_lines else "reported_at"
        at = self.read_moment(row, cells, moment_field, is_needed=True)
        if at is None:
            return

        tier = self.read_word(row, cells, "tier")
        priority = self.read_word(row, cells, "priority")
        if is_stateless:
            self.stateless.add(len(self.lines))
        status, wait_reason = state
        line = IncidentLine(
            row,
            at,
            self.read_counter(row, cells, "order") or 0,
            status,
            wait_reason,
            written,
            self.read_counter(row, cells, "reopened"),
            self.read_counter(row, cells, "reassigned"),
            clean_cell(cells, "department"),
            clean_cell(cells, "assignee"),
            tier,
            priority,
            clean_cell(cells, "by"),
        )
        self.lines.append(line)

    def _settle_states(self) -> None:
        """A line that gives no state leaves the one before it as it was."""
        if not self.stateless:
            return
        before: IncidentLine | None = None
        for place in sorted(range(len(self.lines)), key=self._moment_and_order):
            line = self.lines[place]
            if place in self.stateless:
                if before is None:
                    self.refuse_cell(line.row, "state", "", "missing")
                    continue
                line = replace(line, status=before.status, reason=before.reason)
                self.lines[place] = line
            before = line

    def _check_older_words(self, rows: NumberedRows) -> None:
        """Words that only the newest line decides must be known in every line."""
        for name in INCIDENT_WORDS:
            place = self.layout.places.get(name)
            if place is None:
                continue
            # Backwards, so that each word is blamed on the first row that has it.
            first_with_word = {cells[place]: (row, cells) for row, cells in reversed(rows)}
            if len(first_with_word) == 1:
                continue
            for row, cells in first_with_word.values():
                self.read_word(row, cells, name)

    def _take_fields(self, row: int, cells: Sequence[str], line: IncidentLine) -> None:
        clean_cell = self.layout.clean_cell
        defaults = self.layout.mapping.defaults
        fields = self.incident.fields
        for name in INCIDENT_WORDS:
            fields[name] = self.read_word(row, cells, name)
        for name in ("customer", "contact", "phone"):
            fields[name] = clean_cell(cells, name) or defaults.get(name, "")
        fields.update(
            tier=line.tier,
            priority=line.priority,
            department=line.department,
            assignee=line.assignee,
            word=line.word,
        )
        accepted_by = clean_cell(cells, "accepted_by")
        fields["accepted_name"] = accepted_by[:ACCEPTED_NAME_LENGTH]
        if len(accepted_by) > ACCEPTED_NAME_LENGTH:
            limit = str(ACCEPTED_NAME_LENGTH)
            self.warn_of_cell(row, "accepted_by", accepted_by, "too_long", limit)
        for name, longest in LONGEST.items():
            # Some signs are kept as several: ㍻ is 平成.
            if len(text.comparable_text(fields.get(name, ""))) > longest:
                self.refuse_cell(row, name, fields[name], "too_long", str(longest))
        for name in ("customer", "channel"):
            if not fields[name]:
                self.refuse_cell(row, name, "", "missing")
        for name in ("summary", "original_text", "remark"):
            fields[name] = self._joined_text(cells, name)
        fields["summary"] = fields["summary"] or self.incident.number
        if len(fields["summary"]) > SUMMARY_LENGTH:
            # What does not fit the title is not lost.
            fields["original_text"] = fields["original_text"] or fields["summary"]

    def _joined_text(self, cells: Sequence[str], name: str) -> str:
        """The columns of a text, one after the other; a remark says which column says what."""
        unknown = self.layout.mapping.unknown
        parts = []
        for column, place in self.layout.texts.get(name, ()):
            written = cells[place]
            if written in unknown:
                continue
            part = written.strip()
            parts.append(f"{column}: {part}" if name == "remark" else part)
        separator = " / " if name == "summary" else "\n"
        return separator.join(parts)

    def ordered_lines(self) -> list[IncidentLine]:
        """The lines in the order in which they happened.

        Of a desk that keeps one line only the times of the incident make the lines.
        """
        if self.layout.has_lines:
            return sorted(self.lines, key=lambda line: (line.at, line.order, line.row))
        last = self.lines[-1]
        moments = self.stamps.moments
        passed: list[tuple[datetime, Status, str]] = []
        if last.status in lifecycle.FINISHED:
            for name, status in (("resolved_at", Status.RESOLVED), ("closed_at", Status.CLOSED)):
                if name in moments:
                    passed.append((moments[name], status, ""))
        if not passed or passed[-1][1] != last.status:
            # The state that stands needs a moment of its own: the end, else the last one known.
            reached = passed[-1][0] if passed else moments["reported_at"]
            if last.status in ENDED:
                reached = moments.get("closed_at") or reached
            passed.append((reached, last.status, last.reason))
        return [
            replace(last, at=at, order=0, status=status, reason=reason)
            for at, status, reason in passed
        ]


def without_repeats(rows: NumberedRows, reader: IncidentReader) -> NumberedRows:
    """Lines that say exactly the same are one line."""
    layout = reader.layout
    # Only lines of one moment can be equal: they alone are compared, cell by cell.
    by_moment: dict[str, list[tuple[int, Sequence[str]]]] = {}
    distinct = []
    for row, cells in rows:
        moment = layout.raw_cell(cells, "at") if len(cells) >= layout.width else ""
        alike = by_moment.setdefault(moment, [])
        earlier = next((other for other, its_cells in alike if its_cells == cells), None)
        if earlier is None:
            alike.append((row, cells))
            distinct.append((row, cells))
        else:
            reader.warn_of_cell(row, "number", reader.incident.number, "repeated", str(earlier))
    return distinct
