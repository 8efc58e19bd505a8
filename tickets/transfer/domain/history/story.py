"""What the lines of one incident tell: states, waiting, reopening, who had it. Pure.

Only counted reopenings are called reopened: the old desk's counter is believed, also where its
lines do not show why it rose; a desk without a counter is believed what its states show. The same
holds for reassignments.
"""

from datetime import datetime
from typing import Any

from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind, Move, Status
from tickets.transfer.domain.history.incident import (
    HistoryEntry,
    Incident,
    IncidentLine,
    WaitSpan,
    WorkCycle,
)
from tickets.transfer.domain.history.mapping import FileLayout
from tickets.transfer.domain.history.reading import (
    ENDED,
    IncidentReader,
    NumberedRows,
    without_repeats,
)
from tickets.transfer.domain.register_sheet import CellProblem

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
    reading = IncidentReader(incident, layout, now)
    reading.read(without_repeats(rows, reading))
    if not incident.refused:
        walk = _HistoryWalk(incident, layout)
        walk.go(reading.ordered())
        _settle_moments(incident, reading)
    return incident


class _HistoryWalk:
    """Goes through the lines and tells what each of them changed."""

    def __init__(self, incident: Incident, layout: FileLayout) -> None:
        self.one = incident
        self.counts_reopened = self.counts_reassigned = False
        self.state_column = layout.names["state"]
        self.department = self.assignee = self.tier = self.priority = ""

    def go(self, lines: list[IncidentLine]) -> None:
        one, first = self.one, lines[0]
        self.counts_reopened = any(line.reopened is not None for line in lines)
        self.counts_reassigned = any(line.reassigned is not None for line in lines)
        one.cycles.append(WorkCycle(one.fields.get("reported_at", first.at)))
        self.department, self.assignee, self.tier, self.priority = (
            first.department,
            first.assignee,
            first.tier,
            first.priority,
        )
        last_end = max((n for n, line in enumerate(lines) if line.status in ENDED), default=-1)
        for n, line in enumerate(lines):
            before = len(one.told)
            self._step(line, is_overtaken=n < last_end)
            if len(one.told) == before:
                self._tell(EventKind.EDITED, line, data=UNCHANGED)
        one.until, one.lines = lines[-1].at, len(lines)

    def _tell(
        self,
        kind: str,
        line: IncidentLine,
        before: str = "",
        after: str = "",
        data: dict[str, Any] | None = None,
    ) -> None:
        self.one.told.append(
            HistoryEntry(kind, line.at, before[:SHORT], after[:SHORT], line.by, data or {})
        )

    def _step(self, line: IncidentLine, *, is_overtaken: bool) -> None:
        one = self.one
        counted = self._rise(line, "reopened")
        if (
            not self.counts_reopened
            and one.status in lifecycle.FINISHED
            and line.status in lifecycle.UNSOLVED
        ):
            counted = 1
        for _n in range(counted):
            self._reopen(line)
        is_stale = is_overtaken and one.status in lifecycle.FINISHED and line.status not in ENDED
        if is_stale:
            one.warned.append(CellProblem(line.row, self.state_column, line.word, "stale"))
        elif (line.status, line.reason) != (one.status, one.wait_reason):
            self._move(line)
        self._hand_over(line)
        self._retier(line)

    def _rise(self, line: IncidentLine, name: str) -> int:
        """How much the old desk's counter rose; one that fell was read on a line out of order."""
        now, before = getattr(line, name), getattr(self.one, name)
        if now is None or now <= before:
            return 0
        setattr(self.one, name, now)
        return now - before

    def _reopen(self, line: IncidentLine) -> None:
        """Counted as back to work.

        If no solution was seen before it, nobody knows when that was: the limits go on as one.
        """
        one = self.one
        was_finished = one.status in lifecycle.FINISHED
        self._tell(
            EventKind.MOVED,
            line,
            one.status,
            Status.PROCESSING,
            REOPENED if was_finished else REOPENED_UNSEEN,
        )
        self._enter(Status.PROCESSING, "", line.at)
        if not self.counts_reopened:
            one.reopened += 1

    def _move(self, line: IncidentLine) -> None:
        one = self.one
        move = _move_between(one.status, line.status, one.came_from)
        self._tell(EventKind.MOVED, line, one.status, line.status, _move_data(move, line.reason))
        self._enter(line.status, line.reason, line.at)

    def _enter(self, status: Status, reason: str, at: datetime) -> None:
        one, before = self.one, self.one.status
        if before in lifecycle.FINISHED and status in lifecycle.UNSOLVED:
            one.cycles.append(WorkCycle(at, is_reopened=True))
        if status in lifecycle.FINISHED and one.cycles[-1].stop is None:
            one.cycles[-1].stop = at
        if one.waits and one.waits[-1].end is None:
            one.waits[-1].end = at
        pause_reason = lifecycle.pause_reason(status, reason)
        if pause_reason:
            one.waits.append(WaitSpan(pause_reason, at))
        if status in lifecycle.WAITING:
            one.came_from = one.came_from or before
        else:
            one.came_from = ""
        if one.processing_started_at is None and status in lifecycle.WORKED_ON:
            one.processing_started_at = max(at, one.cycles[0].start)
        one.status, one.wait_reason = status, reason

    def _hand_over(self, line: IncidentLine) -> None:
        changes: dict[str, list[str]] = {}
        for name in ("department", "assignee"):
            before, after = getattr(self, name), getattr(line, name)
            if before != after:
                changes[name] = [before, after]
        rise = self._rise(line, "reassigned")
        if not self.counts_reassigned and changes:
            rise = 1
            self.one.reassigned += 1
        if rise:
            self._assign(line, rise, is_seen=bool(changes))
        elif changes:
            self._tell(EventKind.EDITED, line, data={"changes": changes})
        self.department, self.assignee = line.department, line.assignee

    def _assign(self, line: IncidentLine, times: int, *, is_seen: bool) -> None:
        goes_to = (
            line.assignee if line.assignee != self.assignee else line.department or line.assignee
        )
        had_it = (
            self.assignee if line.assignee != self.assignee else self.department or self.assignee
        )
        for n in range(times):
            told = {} if is_seen and n == times - 1 else UNSEEN
            self._tell(
                EventKind.ASSIGNED, line, had_it, goes_to, {"department": line.department, **told}
            )
        self.one.assigned_at = line.at

    def _retier(self, line: IncidentLine) -> None:
        if (line.tier, line.priority) != (self.tier, self.priority):
            before, after = f"{self.tier}/{self.priority}", f"{line.tier}/{line.priority}"
            self._tell(EventKind.RETIERED, line, before, after)
            self.tier, self.priority = line.tier, line.priority


_MOVED: dict[tuple[str, str], dict[str, Any]] = {}


def _move_data(move: str, reason: str) -> dict[str, Any]:
    """The ledger's data of a move; equal ones are the same object, which is what makes writing them
    quick.
    """
    told = {name: value for name, value in (("move", move), ("reason", reason)) if value}
    return _MOVED.setdefault((move, reason), told)


def _move_between(before: Status, after: Status, came_from: str) -> str:
    """Our own name of the step; empty where our desk has no such step.

    Reopening is named only where it is counted.
    """
    if before in lifecycle.WAITING and after in lifecycle.UNSOLVED - lifecycle.WAITING:
        return Move.RESUME.value
    moves = lifecycle.LIFECYCLE[before].items()
    return next(
        (move.value for move, target in moves if target == after and move != Move.REOPEN), ""
    )


def _settle_moments(one: Incident, reading: IncidentReader) -> None:
    """The ticket's own times.

    The solution's is the file's, if it belongs to the last cycle; otherwise its line's.
    """
    stamps, cycle = reading.stamps, one.cycles[-1]
    fields = one.fields
    fields.update(
        {name: stamps.get(name) for name in ("reported_at", "first_responded_at", "promised_at")}
    )
    one.cycles[0].start = stamps["reported_at"]
    if one.processing_started_at:
        one.processing_started_at = max(one.processing_started_at, stamps["reported_at"])
    fields["recorded_at"] = stamps.get("recorded_at")
    fields["resolved_at"] = fields["closed_at"] = fields["cancelled_at"] = None
    if one.status in lifecycle.FINISHED:
        told = stamps.get("resolved_at")
        cycle.stop = told if told and told >= cycle.start else cycle.stop
        fields["resolved_at"] = cycle.stop
        if told and told != cycle.stop:
            reading.warn(one.row, "resolved_at", reading.written["resolved_at"], "before_reopening")
    if one.status in lifecycle.CLOSED_LOOP:
        fields["closed_at"] = stamps.get("closed_at") or one.until
    if one.status in lifecycle.UNCOUNTED:
        fields["cancelled_at"] = stamps.get("closed_at") or one.until
    _require_sane_times(one, reading)


def _require_sane_times(one: Incident, reading: IncidentReader) -> None:
    """What the lines tell must not contradict what the file says of the incident itself."""
    resolved, closed = one.fields["resolved_at"], one.fields["closed_at"]
    if resolved and resolved < one.reported_at:
        reading.refuse(
            one.row, "resolved_at", reading.written.get("resolved_at", ""), "before_report"
        )
    if resolved and closed and closed < resolved:
        reading.refuse(
            one.row, "closed_at", reading.written.get("closed_at", ""), "before_solution"
        )
