"""A clock told anew from the ledger: the same verbs, in the order in which they were written. Pure (spec: sla.md, case 63)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tickets.limits.domain import sla
from tickets.limits.domain.sla import Clock, Target


class Verb(StrEnum):
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
class Line:
    """One line: `verb` happened `at` and was written down `seen_at`. `target` after a change of terms, `started_at` after a correction."""

    verb: Verb
    at: datetime
    seen_at: datetime
    target: Target | None = None
    started_at: datetime | None = None


@dataclass(slots=True)
class Telling:
    """A clock on its way through the lines, and the spans in which it stood still."""

    clock: Clock
    ended: list[tuple[datetime, datetime]] = field(default_factory=list)
    open_since: datetime | None = None

    def hear(self, line: Line) -> None:
        """Do what the line says."""
        before = self.clock
        self.clock = VERBS[line.verb](self, line)
        self._note_pause(before, line.at)

    def _note_pause(self, before: Clock, at: datetime) -> None:
        stood, stands = (
            before.since is None and before.is_live,
            self.clock.since is None and self.clock.is_live,
        )
        if stands and not stood:
            self.open_since = self.clock.paused_at or at
        elif stood and not stands and self.open_since is not None:
            self.ended.append((self.open_since, max(at, self.open_since)))
            self.open_since = None

    def pauses(self, until: datetime) -> list[tuple[datetime, datetime]]:
        """All spans so far; the open one up to `until`."""
        return [*self.ended, (self.open_since, until)] if self.open_since else list(self.ended)


def _stop(told: Telling, line: Line) -> Clock:
    return sla.stop(told.clock, line.at, seen_at=line.seen_at, pauses=told.pauses(line.seen_at))


def _retarget(told: Telling, line: Line) -> Clock:
    return sla.retarget(told.clock, line.target or told.clock.target, line.at, pauses=told.ended)


def _recount(told: Telling, line: Line) -> Clock:
    return sla.recount(told.clock, line.target or told.clock.target, line.at, pauses=told.ended)


def _replay(told: Telling, line: Line) -> Clock:
    """The start was corrected: the whole course again, with its pauses; a limit that the grace decided keeps its time."""
    clock = told.clock
    budget: timedelta | None = clock.budget if clock.is_retargeted_late else None
    spans = [*told.ended, *([(told.open_since, None)] if told.open_since else [])]
    again = sla.replay(
        clock.target,
        line.started_at or clock.started_at,
        spans,
        clock.stopped_at,
        line.at,
        budget=budget,
    )
    return replace(again, is_retargeted_late=clock.is_retargeted_late)


VERBS: dict[Verb, Callable[[Telling, Line], Clock]] = {
    Verb.PAUSE: lambda told, line: sla.pause(told.clock, line.at, pauses=told.ended),
    Verb.RESUME: lambda told, line: sla.resume(told.clock, line.at),
    Verb.STOP: _stop,
    Verb.SYNC: lambda told, line: sla.stop_synchronous(told.clock),
    Verb.SETTLE: lambda told, line: sla.settle(told.clock, line.at),
    Verb.CANCEL: lambda told, line: sla.cancel(told.clock, line.at),
    Verb.BREACH: lambda told, line: sla.breach(told.clock, line.seen_at),
    Verb.RETARGET: _retarget,
    Verb.RECOUNT: _recount,
    Verb.REPLAY: _replay,
}


def retell(target: Target, started_at: datetime, lines: Iterable[Line]) -> Telling:
    """The clock that began then under `target`, after all the lines."""
    told = Telling(sla.start(target, started_at))
    for line in lines:
        told.hear(line)
    return told
