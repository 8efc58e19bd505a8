"""Reads single cells of one incident, and notes every cell that is wrong. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tickets.transfer.domain.history.incident import Incident
from tickets.transfer.domain.history.layout import FileLayout
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.domain.written_moments import BadMoment

# The clock of the other desk may run ahead of ours by as much.
FUTURE_TOLERANCE = timedelta(minutes=5)
COUNTER_DIGITS = 4

# Fields whose unknown words have a reason of their own.
NAMED_IN_PROBLEMS = ("channel", "tier")

# Row numbers and cells.
NumberedRows = Sequence[tuple[int, Sequence[str]]]


class CellReader:
    """The cells of one incident by the names of our fields; `now` is the moment of the import."""

    def __init__(self, incident: Incident, layout: FileLayout, now: datetime) -> None:
        self.incident = incident
        self.layout = layout
        self.now = now

    def refuse_cell(self, row: int, name: str, value: str, reason: str, about: str = "") -> None:
        column = self.layout.names.get(name, name)
        self.incident.refused.append(CellProblem(row, column, value, reason, about))

    def warn_of_cell(self, row: int, name: str, value: str, reason: str, about: str = "") -> None:
        column = self.layout.names.get(name, name)
        self.incident.warned.append(CellProblem(row, column, value, reason, about))

    def read_moment(
        self, row: int, cells: Sequence[str], name: str, *, is_needed: bool = False
    ) -> datetime | None:
        """In UTC and to the second; None for an empty cell, and for a bad one, which is noted."""
        written = self.layout.raw_cell(cells, name)
        if not written:
            if is_needed:
                self.refuse_cell(row, name, "", "missing")
            return None
        try:
            moment = self.layout.read_moment(written)
        except BadMoment:
            self.refuse_cell(row, name, written, "moment")
            return None
        if moment > self.now + FUTURE_TOLERANCE and name != "promised_at":
            self.refuse_cell(row, name, written, "future")
            return None
        return moment

    def read_counter(self, row: int, cells: Sequence[str], name: str) -> int | None:
        written = self.layout.raw_cell(cells, name).strip()
        if written.isdecimal() and len(written) <= COUNTER_DIGITS:
            return int(written)
        # An order only sorts lines of one moment: without a good one they stay as they stand.
        if written and name != "order":
            self.refuse_cell(row, name, written, "count")
        return None

    def read_word(self, row: int, cells: Sequence[str], name: str) -> str:
        """Our word for the file's; empty for one that the mapping does not know, which is noted."""
        written = self.layout.clean_cell(cells, name)
        meaning = self.layout.word_meaning(name, written)
        if meaning is None:
            reason = f"unknown_{name}" if name in NAMED_IN_PROBLEMS else "unknown_word"
            self.refuse_cell(row, name, written, reason)
            return ""
        return meaning
