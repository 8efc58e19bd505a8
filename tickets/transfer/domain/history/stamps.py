"""The times that a file gives of an incident as a whole, whichever of its lines says them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from tickets.transfer.domain.history.cells import CellReader, NumberedRows
from tickets.transfer.domain.history.incident import IncidentLine

STAMPS = (
    "reported_at",
    "recorded_at",
    "first_responded_at",
    "resolved_at",
    "closed_at",
    "promised_at",
)
AFTER_REPORT = ("first_responded_at", "promised_at", "resolved_at", "closed_at")


class IncidentStamps:
    """Times by the names of our fields.

    `moments` holds the time that stands, `written` how the file writes it, and `claims` all that
    the lines gave: how it is written to row and time.
    """

    def __init__(self, cells: CellReader) -> None:
        self.cells = cells
        self.moments: dict[str, datetime] = {}
        self.written: dict[str, str] = {}
        self.claims: dict[str, dict[str, tuple[int, datetime]]] = {}

    def take_rows(self, rows: NumberedRows, lines: Sequence[IncidentLine]) -> None:
        """Read the times of `rows`, which `lines` were read from one by one; note what is wrong."""
        places = self.cells.layout.places
        for name in STAMPS:
            if name in places:
                self._take_stamp(rows, name)
        incident = self.cells.incident
        if "reported_at" not in self.moments:
            # A report that is there but cannot be read was refused already.
            if not incident.refused:
                self.cells.refuse_cell(rows[-1][0], "reported_at", "", "missing")
            return

        for later in AFTER_REPORT:
            self._require_after_report(later)
        if incident.refused:
            return
        self._require_closed_after_solved()
        self._warn_of_lines_before_report(rows, lines)

    def _take_stamp(self, rows: NumberedRows, name: str) -> None:
        """Every different value is read; the last one stands, of the report the first one."""
        claims: dict[str, tuple[int, datetime]] = {}
        self.claims[name] = claims
        for row, cells in rows:
            written = self.cells.layout.raw_cell(cells, name)
            if not written or written in claims:
                continue
            moment = self.cells.read_moment(row, cells, name)
            if moment is None:
                continue
            if claims and name == "reported_at":
                self.cells.warn_of_cell(row, name, written, "differs", self.written[name])
            else:
                self.moments[name] = moment
                self.written[name] = written
            claims[written] = (row, moment)

    def _require_after_report(self, name: str) -> None:
        for written, (row, moment) in self.claims.get(name, {}).items():
            if moment < self.moments["reported_at"]:
                self.cells.refuse_cell(row, name, written, "before_report")

    def _require_closed_after_solved(self) -> None:
        resolved = self.moments.get("resolved_at")
        closed = self.moments.get("closed_at")
        if resolved and closed and closed < resolved:
            written = self.written["closed_at"]
            row, _moment = self.claims["closed_at"][written]
            self.cells.refuse_cell(row, "closed_at", written, "before_solution")

    def _warn_of_lines_before_report(
        self, rows: NumberedRows, lines: Sequence[IncidentLine]
    ) -> None:
        reported_at = self.moments["reported_at"]
        for (row, cells), line in zip(rows, lines, strict=True):
            if line.at < reported_at:
                # The first one is enough: whoever reads it looks at the incident.
                written = self.cells.layout.clean_cell(cells, "at")
                self.cells.warn_of_cell(row, "at", written, "before_report")
                return
