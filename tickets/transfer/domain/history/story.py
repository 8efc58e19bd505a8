"""What the lines of one incident say: states, waiting, reopening, who had it. Pure.

Only counted reopenings are called reopened: the old desk's counter is believed, also where its
lines do not show why it rose; a desk without a counter is believed what its states show. The same
holds for reassignments.
"""

from datetime import datetime
from typing import Any

from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind, Move, Status
from tickets.transfer.domain.history.cells import NumberedRows
from tickets.transfer.domain.history.incident import (
    HistoryEntry,
    Incident,
    IncidentLine,
    WaitSpan,
    WorkCycle,
)
from tickets.transfer.domain.history.layout import FileLayout
from tickets.transfer.domain.history.reading import ENDED, IncidentReader, without_repeats
from tickets.transfer.domain.register_sheet import CellProblem

# Characters that the ledger's columns before and after hold.
SHORT = 60

UNCHANGED: dict[str, Any] = {"changes": {}}
UNSEEN: dict[str, Any] = {"unseen": True}
REOPENED: dict[str, Any] = {"move": Move.REOPEN.value}
REOPENED_UNSEEN = {**REOPENED, **UNSEEN}


def judge_incident(number: str, rows: NumberedRows, layout: FileLayout, now: datetime) -> Incident:
    """Read the lines (row and cells) of one incident.

    What is wrong with any of them refuses all of it.
    """
    incident = Incident(number, rows[0][0])
    reader = IncidentReader(incident, layout, now)
    reader.read_rows(without_repeats(rows, reader))
    if not incident.refused:
        walk = _HistoryWalk(incident, layout)
        walk.walk_lines(reader.ordered_lines())
        _settle_moments(incident, reader)
    return incident


class _HistoryWalk:
    """Goes through the lines and notes what each of them changed."""

    def __init__(self, incident: Incident, layout: FileLayout) -> None:
        self.incident = incident
        self.counts_reopened = False
        self.counts_reassigned = False
        self.state_column = layout.names["state"]
        self.department = ""
        self.assignee = ""
        self.tier = ""
        self.priority = ""

    def walk_lines(self, lines: list[IncidentLine]) -> None:
        incident = self.incident
        first = lines[0]
        self.counts_reopened = any(line.reopened is not None for line in lines)
        self.counts_reassigned = any(line.reassigned is not None for line in lines)
        incident.cycles.append(WorkCycle(incident.fields.get("reported_at", first.at)))
        self.department = first.department
        self.assignee = first.assignee
        self.tier = first.tier
        self.priority = first.priority

        last_end = max((n for n, line in enumerate(lines) if line.status in ENDED), default=-1)
        for n, line in enumerate(lines):
            before = len(incident.entries)
            self._take_line(line, is_overtaken=n < last_end)
            # A line that changed nothing we know of is kept all the same: its time is a fact.
            if len(incident.entries) == before:
                self._add_entry(EventKind.EDITED, line, data=UNCHANGED)
        incident.until = lines[-1].at
        incident.lines = len(lines)

    def _add_entry(
        self,
        kind: str,
        line: IncidentLine,
        before: str = "",
        after: str = "",
        data: dict[str, Any] | None = None,
    ) -> None:
        entry = HistoryEntry(kind, line.at, before[:SHORT], after[:SHORT], line.by, data or {})
        self.incident.entries.append(entry)

    def _take_line(self, line: IncidentLine, *, is_overtaken: bool) -> None:
        incident = self.incident
        reopenings = self._counter_rise(line, "reopened")
        is_finished = incident.status in lifecycle.FINISHED
        if not self.counts_reopened and is_finished and line.status in lifecycle.UNSOLVED:
            reopenings = 1
        for _n in range(reopenings):
            self._reopen_incident(line)

        # A later line ends it again: this one was written late, of a state that was over by then.
        is_finished = incident.status in lifecycle.FINISHED
        if is_overtaken and is_finished and line.status not in ENDED:
            problem = CellProblem(line.row, self.state_column, line.word, "stale")
            incident.warned.append(problem)
        elif (line.status, line.reason) != (incident.status, incident.wait_reason):
            self._move_incident(line)
        self._hand_over(line)
        self._change_tier(line)

    def _counter_rise(self, line: IncidentLine, name: str) -> int:
        """How much the old desk's counter rose; one that fell was read on a line out of order."""
        now = getattr(line, name)
        before: int = getattr(self.incident, name)
        if now is None or now <= before:
            return 0
        setattr(self.incident, name, now)
        rise: int = now - before
        return rise

    def _reopen_incident(self, line: IncidentLine) -> None:
        """Counted as back to work.

        If no solution was seen before it, nobody knows when that was: the limits go on as one.
        """
        status = self.incident.status
        data = REOPENED if status in lifecycle.FINISHED else REOPENED_UNSEEN
        self._add_entry(EventKind.MOVED, line, status, Status.PROCESSING, data)
        self._enter_status(Status.PROCESSING, "", line.at)
        if not self.counts_reopened:
            self.incident.reopened += 1

    def _move_incident(self, line: IncidentLine) -> None:
        incident = self.incident
        move = _move_between(incident.status, line.status, incident.came_from)
        data = _move_data(move, line.reason)
        self._add_entry(EventKind.MOVED, line, incident.status, line.status, data)
        self._enter_status(line.status, line.reason, line.at)

    def _enter_status(self, status: Status, reason: str, at: datetime) -> None:
        incident = self.incident
        before = incident.status
        if before in lifecycle.FINISHED and status in lifecycle.UNSOLVED:
            incident.cycles.append(WorkCycle(at, is_reopened=True))
        if status in lifecycle.FINISHED and incident.cycles[-1].stop is None:
            incident.cycles[-1].stop = at
        if incident.waits and incident.waits[-1].end is None:
            incident.waits[-1].end = at
        pause_reason = lifecycle.pause_reason(status, reason)
        if pause_reason:
            incident.waits.append(WaitSpan(pause_reason, at))

        # From one waiting to the next the ticket still came from the work before the first.
        if status not in lifecycle.WAITING:
            incident.came_from = ""
        elif not incident.came_from:
            incident.came_from = before
        if incident.processing_started_at is None and status in lifecycle.WORKED_ON:
            incident.processing_started_at = max(at, incident.cycles[0].start)
        incident.status = status
        incident.wait_reason = reason

    def _hand_over(self, line: IncidentLine) -> None:
        changes: dict[str, list[str]] = {}
        if line.department != self.department:
            changes["department"] = [self.department, line.department]
        if line.assignee != self.assignee:
            changes["assignee"] = [self.assignee, line.assignee]
        rise = self._counter_rise(line, "reassigned")
        if not self.counts_reassigned and changes:
            rise = 1
            self.incident.reassigned += 1
        if rise:
            self._assign_incident(line, rise, is_seen=bool(changes))
        elif changes:
            self._add_entry(EventKind.EDITED, line, data={"changes": changes})
        self.department = line.department
        self.assignee = line.assignee

    def _assign_incident(self, line: IncidentLine, times: int, *, is_seen: bool) -> None:
        if line.assignee != self.assignee:
            had_it = self.assignee
            goes_to = line.assignee
        else:
            had_it = self.department or self.assignee
            goes_to = line.department or line.assignee
        for n in range(times):
            data: dict[str, Any] = {"department": line.department}
            # The line shows where it ended, not the stations that the counter saw before.
            is_last = n == times - 1
            if not (is_seen and is_last):
                data.update(UNSEEN)
            self._add_entry(EventKind.ASSIGNED, line, had_it, goes_to, data)
        self.incident.assigned_at = line.at

    def _change_tier(self, line: IncidentLine) -> None:
        if (line.tier, line.priority) == (self.tier, self.priority):
            return
        before = f"{self.tier}/{self.priority}"
        after = f"{line.tier}/{line.priority}"
        self._add_entry(EventKind.RETIERED, line, before, after)
        self.tier = line.tier
        self.priority = line.priority


_MOVE_DATA: dict[tuple[str, str], dict[str, Any]] = {}


def _move_data(move: str, reason: str) -> dict[str, Any]:
    """The ledger's data of a move.

    Equal ones are the same object, which is what makes writing them quick.
    """
    key = (move, reason)
    if key not in _MOVE_DATA:
        pairs = (("move", move), ("reason", reason))
        _MOVE_DATA[key] = {name: value for name, value in pairs if value}
    return _MOVE_DATA[key]


def _move_between(before: Status, after: Status, came_from: str) -> str:
    """Our own name of the step; empty where our desk has no such step.

    Reopening is named only where it is counted.
    """
    if before in lifecycle.WAITING and after in lifecycle.UNSOLVED - lifecycle.WAITING:
        return Move.RESUME.value
    for move, target in lifecycle.LIFECYCLE[before].items():
        if target == after and move != Move.REOPEN:
            return move.value
    return ""


def _settle_moments(incident: Incident, reader: IncidentReader) -> None:
    """The ticket's own times.

    The solution's is the file's, if it belongs to the last cycle; otherwise its line's.
    """
    moments = reader.stamps.moments
    fields = incident.fields
    for name in ("reported_at", "first_responded_at", "promised_at", "recorded_at"):
        fields[name] = moments.get(name)
    incident.cycles[0].start = incident.reported_at
    if incident.processing_started_at:
        incident.processing_started_at = max(incident.processing_started_at, incident.reported_at)

    fields["resolved_at"] = None
    fields["closed_at"] = None
    fields["cancelled_at"] = None
    if incident.status in lifecycle.FINISHED:
        fields["resolved_at"] = _solved_at(incident, reader)
    if incident.status in lifecycle.CLOSED_LOOP:
        fields["closed_at"] = moments.get("closed_at") or incident.until
    if incident.status in lifecycle.UNCOUNTED:
        fields["cancelled_at"] = moments.get("closed_at") or incident.until
    _require_sane_times(incident, reader)


def _solved_at(incident: Incident, reader: IncidentReader) -> datetime | None:
    """When the last cycle ended, by the file's own time if that can be true."""
    cycle = incident.cycles[-1]
    stamp = reader.stamps.moments.get("resolved_at")
    if stamp is None:
        return cycle.stop
    if stamp >= cycle.start:
        cycle.stop = stamp
    if stamp != cycle.stop:
        written = reader.stamps.written["resolved_at"]
        reader.warn_of_cell(incident.row, "resolved_at", written, "before_reopening")
    return cycle.stop


def _require_sane_times(incident: Incident, reader: IncidentReader) -> None:
    """What the lines say must not contradict what the file says of the incident itself."""
    resolved = incident.fields["resolved_at"]
    closed = incident.fields["closed_at"]
    written = reader.stamps.written
    if resolved and resolved < incident.reported_at:
        as_written = written.get("resolved_at", "")
        reader.refuse_cell(incident.row, "resolved_at", as_written, "before_report")
    if resolved and closed and closed < resolved:
        as_written = written.get("closed_at", "")
        reader.refuse_cell(incident.row, "closed_at", as_written, "before_solution")
