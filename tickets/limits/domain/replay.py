"""A clock computed again from the ledger: the same operations in the order of writing.

Pure (spec: sla.md, case 63).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from core.domain.worktime import WorkCalendar
from tickets.limits.domain import sla
from tickets.limits.domain.sla import Clock, LimitTarget


class ClockOperation(StrEnum):
    """What was done to a clock, as its ledger lines name it."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    SYNC = "sync"
    SETTLE = "settle"
    CANCEL = "cancel"
    BREACH = "breach"
    RETARGET = "retarget"
    RECOUNT = "recount"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class ClockEntry:
    """One ledger line: `operation` happened `at` and was written down `seen_at`.

    `target` is the one that held after the line, `started_at` the start after a correction. Lines
    of earlier releases tell of changed terms that counted the past by the new hours.
    """

    operation: ClockOperation
    at: datetime
    seen_at: datetime
    target: LimitTarget | None = None
    started_at: datetime | None = None
    counts_past_anew: bool = False


@dataclass(slots=True)
class Replay:
    """A clock on its way through the entries, and the spans in which it stood still."""

    clock: Clock
    ended: list[tuple[datetime, datetime]] = field(default_factory=list)
    open_since: datetime | None = None
    earlier: list[tuple[datetime, WorkCalendar]] = field(default_factory=list)

    def apply(self, entry: ClockEntry) -> None:
        """Do what the entry says."""
        before = self.clock
        self.clock = OPERATIONS[entry.operation](self, entry)
        self._note_pause(before, entry.at)

    def _note_pause(self, before: Clock, at: datetime) -> None:
        was_paused = before.since is None and before.is_live
        is_paused = self.clock.since is None and self.clock.is_live

        if is_paused and not was_paused:
            self.open_since = self.clock.paused_at or at
        elif was_paused and not is_paused and self.open_since is not None:
            self.ended.append((self.open_since, max(at, self.open_since)))
            self.open_since = None

    def pauses_until(self, moment: datetime) -> list[tuple[datetime, datetime]]:
        """All spans so far; the open one up to `moment`."""
        if self.open_since is None:
            return list(self.ended)

        return [*self.ended, (self.open_since, moment)]


def _pause(replay: Replay, entry: ClockEntry) -> Clock:
    return sla.pause_clock(replay.clock, entry.at, pauses=replay.ended, earlier=replay.earlier)


def _resume(replay: Replay, entry: ClockEntry) -> Clock:
    return sla.resume_clock(replay.clock, entry.at)


def _stop(replay: Replay, entry: ClockEntry) -> Clock:
    pauses = replay.pauses_until(entry.seen_at)
    return sla.stop_clock(
        replay.clock, entry.at, seen_at=entry.seen_at, pauses=pauses, earlier=replay.earlier
    )


def _stop_synchronous(replay: Replay, _entry: ClockEntry) -> Clock:
    return sla.stop_synchronous(replay.clock)


def _settle(replay: Replay, entry: ClockEntry) -> Clock:
    return sla.settle_clock(replay.clock, entry.at)


def _cancel(replay: Replay, entry: ClockEntry) -> Clock:
    return sla.cancel_clock(replay.clock, entry.at)


def _record_breach(replay: Replay, entry: ClockEntry) -> Clock:
    # The line of a miss carries its due time; the miss was found out when the line was written.
    return sla.record_breach(replay.clock, entry.seen_at)


def _retarget(replay: Replay, entry: ClockEntry) -> Clock:
    clock = replay.clock
    target = entry.target or clock.target
    if not clock.is_live or clock.target.calendar == target.calendar:
        return sla.retarget_clock(clock, target, entry.at)

    if not entry.counts_past_anew:
        replay.earlier.append((entry.at, clock.target.calendar))
        return sla.retarget_clock(clock, target, entry.at)

    end = entry.at if clock.since else (clock.paused_at or entry.at)
    spent = sla.worked_time(target.calendar, clock.started_at, end, replay.ended)
    counted = replace(clock, spent=spent, since=entry.at if clock.since else None)
    return sla.retarget_clock(counted, target, entry.at)


def _recount(replay: Replay, entry: ClockEntry) -> Clock:
    target = entry.target or replay.clock.target
    return sla.recount_clock(
        replay.clock, target, entry.at, pauses=replay.ended, earlier=replay.earlier
    )


def _correct_start(replay: Replay, entry: ClockEntry) -> Clock:
    """The start was corrected: the whole course again, with its pauses.

    A limit that the grace decided keeps its time.
    """
    clock = replay.clock
    budget = clock.budget if clock.is_retargeted_late else None

    spans: list[tuple[datetime, datetime | None]] = [*replay.ended]
    if replay.open_since:
        spans.append((replay.open_since, None))

    again = sla.replay_clock(
        clock.target,
        entry.started_at or clock.started_at,
        spans,
        clock.stopped_at,
        entry.at,
        budget=budget,
        earlier=replay.earlier,
    )
    return replace(again, is_retargeted_late=clock.is_retargeted_late)


OPERATIONS: dict[ClockOperation, Callable[[Replay, ClockEntry], Clock]] = {
    ClockOperation.PAUSE: _pause,
    ClockOperation.RESUME: _resume,
    ClockOperation.STOP: _stop,
    ClockOperation.SYNC: _stop_synchronous,
    ClockOperation.SETTLE: _settle,
    ClockOperation.CANCEL: _cancel,
    ClockOperation.BREACH: _record_breach,
    ClockOperation.RETARGET: _retarget,
    ClockOperation.RECOUNT: _recount,
    ClockOperation.REPLAY: _correct_start,
}


def replay_entries(
    target: LimitTarget, started_at: datetime, entries: Iterable[ClockEntry]
) -> Replay:
    """The clock that began then under `target`, after all the entries."""
    replay = Replay(sla.start_clock(target, started_at))
    for entry in entries:
        replay.apply(entry)

    return replay
