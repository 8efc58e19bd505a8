"""The course of a limit as a bar: what counted, what was outside hours, what stood still, what is beyond due, where it escalates.

Everything comes from the clock's frozen calendar and its pauses; positions are whole per mille of the bar.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from core.domain import worktime
from core.formats import MomentWriter
from tickets.limits.domain import sla
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.limits.queries import chips, explain, recipients
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.enums import WaitReason

NARROWEST = 2
"""Per mille; narrower parts are drawn with their neighbours."""
SHORTEST = timedelta(minutes=1)
Piece = tuple[datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar. `kind` is counted, closed, late, ahead (still to come), spare (not needed) or `paused:<reason>`."""

    x: int
    width: int
    kind: str

    @property
    def tone(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def reason(self) -> str:
        reason = self.kind.partition(":")[2]
        return str(WaitReason(reason).label) if reason else ""

    @property
    def left(self) -> str:
        return f"{self.x / 10:.1f}%"

    @property
    def wide(self) -> str:
        return f"{self.width / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class Tick:
    """An escalation step: planned, raised or dropped (its limit ended before)."""

    x: int
    state: str
    words: str
    role: str
    at: datetime | None
    raised_at: datetime | None = None
    is_late: bool = False
    told: str = ""

    @property
    def left(self) -> str:
        return f"{self.x / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class Strip:
    """One limit as drawn. `due_at` of a standing limit is when it would be due if it went on now."""

    row: SlaClock
    chip: chips.Chip
    label: LimitLabel
    story: list[str]
    begin: datetime
    end: datetime
    due_at: datetime | None
    segments: list[Segment]
    ticks: list[Tick]
    due_left: str
    now_left: str
    cycles: list[int]

    @property
    def is_live(self) -> bool:
        return self.row.stopped_at is None and self.row.cancelled_at is None

    @property
    def before(self) -> int | None:
        """The cycle before the one drawn."""
        return max((cycle for cycle in self.cycles if cycle < self.row.cycle), default=None)

    @property
    def after(self) -> int | None:
        return min((cycle for cycle in self.cycles if cycle > self.row.cycle), default=None)


def strips(rows: Iterable[SlaClock], chosen: Mapping[str, int], at: datetime) -> list[Strip]:
    """A bar for each kind of limit, those that run first: of the cycle chosen by the kind's code, else the one due first, else the last."""
    kinds: dict[int, list[SlaClock]] = {}
    for row in rows:
        kinds.setdefault(row.kind_id, []).append(row)
    found = [
        _strip(
            _cycle(cycles, chosen.get(cycles[0].kind.code), at), [row.cycle for row in cycles], at
        )
        for cycles in kinds.values()
    ]
    running = sorted((one for one in found if one.is_live), key=lambda one: chips.urgency(one.chip))
    return running + [one for one in found if not one.is_live]


def _cycle(rows: list[SlaClock], wanted: int | None, at: datetime) -> SlaClock:
    found = next((row for row in rows if row.cycle == wanted), None)
    first = chips.next_due(rows, at)
    return found or (first.clock if first else rows[-1])


def _strip(row: SlaClock, cycles: list[int], at: datetime) -> Strip:
    pauses, chip = list(row.pauses.all()), chips.chip(row, at)
    seen = max(at, row.started_at)
    finish = row.stopped_at or row.cancelled_at or seen
    due = _due(row, finish)
    end = max(due or finish, finish, row.started_at + SHORTEST)
    scale = Scale(row.started_at, end)
    is_live = row.stopped_at is None and row.cancelled_at is None
    drawn = pieces(row.target.calendar, row.started_at, end, due, pauses, finish, is_live)
    return Strip(
        row=row,
        chip=chip,
        label=limit_label(chip, MomentWriter.for_reader(at)),
        story=explain.story(row, at, pauses),
        begin=row.started_at,
        end=end,
        due_at=due,
        segments=segments(drawn, scale),
        ticks=_ticks(row, due, finish, scale),
        due_left=scale.left(due) if due else "",
        now_left=scale.left(seen) if is_live else "",
        cycles=cycles,
    )


def _due(row: SlaClock, finish: datetime) -> datetime | None:
    """When it is or was due; of a standing one, when it would be if it went on now; None for a cancelled one."""
    if row.cancelled_at:
        return None
    return (
        row.due_at
        or row.breached_at
        or worktime.after(row.target.calendar, finish, row.budget - row.spent)
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Moments as per mille of a bar."""

    begin: datetime
    end: datetime

    def x(self, moment: datetime) -> int:
        return max(0, min(1000, round(1000 * ((moment - self.begin) / (self.end - self.begin)))))

    def left(self, moment: datetime) -> str:
        return f"{self.x(moment) / 10:.1f}%"


def pieces(
    calendar: worktime.WorkCalendar,
    begin: datetime,
    end: datetime,
    due: datetime | None,
    pauses: Iterable[SlaPause],
    finish: datetime,
    is_live: bool,
) -> list[Piece]:
    """The bar from `begin` to `end` in order, without gaps: pauses over everything, beyond due late, before it open or closed."""
    limit = min(due, end) if due else end
    stood = [
        (pause.started_at, pause.ended_at or finish, f"paused:{pause.reason}") for pause in pauses
    ]
    opened = list(_open(calendar, begin, limit))
    edges = {
        begin,
        end,
        limit,
        finish,
        *(edge for start, stop in opened for edge in (start, stop)),
        *(e for p in stood for e in p[:2]),
    }
    cuts = sorted(edge for edge in edges if begin <= edge <= end)
    going = iter(opened)
    current = next(going, None)
    found: list[Piece] = []
    for start, stop in pairwise(cuts):
        while current and current[1] <= start:
            current = next(going, None)
        paused = next((kind for since, until, kind in stood if since <= start < until), "")
        is_open = current is not None and current[0] <= start
        counted = "counted" if start < finish else ("ahead" if is_live else "spare")
        found.append(
            (
                start,
                stop,
                paused
                or ("late" if start >= limit and due else (counted if is_open else "closed")),
            )
        )
    return found


def _open(
    calendar: worktime.WorkCalendar, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The open spans between two instants."""
    if calendar.is_always:
        yield begin, end
        return
    day, last = calendar.local_date(begin) - worktime.DAY, calendar.local_date(end)
    while day <= last:
        for opens, closes in calendar.spans_on(day):
            if opens < end and closes > begin:
                yield max(opens, begin), min(closes, end)
        day += worktime.DAY


def segments(drawn: Iterable[Piece], scale: Scale) -> list[Segment]:
    """The pieces as whole per mille without gaps; what would be narrower than `NARROWEST` goes with what follows, under the larger name."""
    found: list[Segment] = []
    held: dict[str, timedelta] = {}
    x = 0
    for start, stop, kind in drawn:
        held[kind] = held.get(kind, timedelta()) + (stop - start)
        to = scale.x(stop)
        if to - x >= NARROWEST:
            _append(found, Segment(x, to - x, _name(held)))
            held, x = {}, to
    if x < 1000 and held:
        _append(found, Segment(x, 1000 - x, _name(held)))
    return found


def _name(held: Mapping[str, timedelta]) -> str:
    return max(held, key=lambda kind: (held[kind], kind))


def _append(found: list[Segment], one: Segment) -> None:
    """Neighbours of one kind are one segment."""
    if found and found[-1].kind == one.kind:
        found[-1] = replace(found[-1], width=found[-1].width + one.width)
    else:
        found.append(one)


# --- escalation steps ---------------------------------------------------------------------------------------------------


def _ticks(row: SlaClock, due: datetime | None, finish: datetime, scale: Scale) -> list[Tick]:
    """The steps in the order in which they come."""
    raised = {one.step: one for one in row.escalations.all()}
    is_live = row.stopped_at is None and row.cancelled_at is None
    going = _as_if_going(row.law, due, finish)
    ticks = []
    for copied, step in zip(row.steps, going.target.steps, strict=True):
        words, role = (
            explain.step_words(step.share, step.offset),
            str(StepRole(copied["role"]).label),
        )
        if step.key in raised:
            ticks.append(_raised(raised[step.key], words, role, scale))
        else:
            at = sla.reaches(going, step)
            state = "raised" if step.key in row.raised else ("planned" if is_live else "dropped")
            ticks.append(Tick(scale.x(at) if at else 1000, state, words, role, at))
    return sorted(ticks, key=lambda tick: (tick.at or scale.end, tick.x))


def _as_if_going(clock: sla.Clock, due: datetime | None, finish: datetime) -> sla.Clock:
    """The clock as if it ran: a standing or ended one from `finish` on, so that its steps have a place."""
    if clock.since is not None:
        return clock
    due = due or worktime.after(clock.target.calendar, finish, clock.budget - clock.spent)
    return replace(
        clock, since=finish, due_at=due, paused_at=None, stopped_at=None, cancelled_at=None
    )


def _raised(one: Escalation, words: str, role: str, scale: Scale) -> Tick:
    told = recipients.in_words(one.told)
    return Tick(
        scale.x(one.planned_at),
        "raised",
        words,
        role,
        one.planned_at,
        one.raised_at,
        one.is_late,
        told,
    )
