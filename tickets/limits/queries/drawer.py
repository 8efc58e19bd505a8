"""The course of a limit as drawn on a ticket's page: its bar, its escalation steps, its story.

Everything comes from the clock's frozen calendar and its pauses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.domain import worktime
from pages.formats import MomentWriter
from tickets.limits.domain import sla
from tickets.limits.enums import StepRole
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries import changed_terms, chips, explain, recipients
from tickets.limits.queries.bars import (
    WIDTH,
    BarScale,
    BarSegment,
    bar_pieces,
    bar_segments,
    in_percent,
)
from tickets.limits.queries.changed_terms import ChangedTerms
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.limits.queries.limit_words import step_words

# A bar shows at least so much: a clock that was met at once has a bar too.
SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StepTick:
    """An escalation step: planned, raised or dropped (its limit ended before)."""

    x: int
    state: str
    words: str
    role: str
    at: datetime | None
    raised_at: datetime | None = None
    is_late: bool = False
    recipients: str = ""

    @property
    def left(self) -> str:
        return in_percent(self.x)


@dataclass(frozen=True, slots=True)
class LimitStrip:
    """One limit as drawn.

    `due_at` of a standing limit is when it would be due if it went on now.
    """

    row: SlaClock
    chip: chips.Chip
    label: LimitLabel
    story: list[str]
    begin: datetime
    end: datetime
    due_at: datetime | None
    segments: list[BarSegment]
    ticks: list[StepTick]
    due_left: str
    now_left: str
    cycles: list[int]

    @property
    def is_live(self) -> bool:
        return self.row.is_live

    @property
    def is_decided_by_seconds(self) -> bool:
        """Did it end in the very minute in which it was due, but not at that moment?"""
        if self.due_at is None or self.row.stopped_at in (None, self.due_at):
            return False

        ended_at = self.row.stopped_at.replace(second=0)
        return ended_at == self.due_at.replace(second=0, microsecond=0)

    @property
    def before(self) -> int | None:
        """The cycle before the one drawn."""
        return max((cycle for cycle in self.cycles if cycle < self.row.cycle), default=None)

    @property
    def after(self) -> int | None:
        return min((cycle for cycle in self.cycles if cycle > self.row.cycle), default=None)


def limit_strips(
    rows: Iterable[SlaClock], chosen: Mapping[str, int], at: datetime
) -> list[LimitStrip]:
    """A bar for each kind of limit, those that run first.

    Of the cycle `chosen` by the kind's code, else the one due first, else the last.
    """
    rows = list(rows)
    lines = changed_terms.lines_of_changes({row.ticket_id for row in rows})
    rows_by_kind: dict[int, list[SlaClock]] = {}
    for row in rows:
        rows_by_kind.setdefault(row.kind_id, []).append(row)

    running: list[LimitStrip] = []
    over: list[LimitStrip] = []
    for cycles in rows_by_kind.values():
        row = _cycle_to_draw(cycles, chosen.get(cycles[0].kind.code), at)
        changes = changed_terms.changed_terms(row, lines)
        strip = _strip_of(row, [cycle.cycle for cycle in cycles], changes, at)
        if strip.is_live:
            running.append(strip)
        else:
            over.append(strip)

    running.sort(key=lambda strip: chips.chip_urgency(strip.chip))
    return running + over


def _cycle_to_draw(rows: list[SlaClock], wanted: int | None, at: datetime) -> SlaClock:
    for row in rows:
        if row.cycle == wanted:
            return row

    live = [row for row in rows if row.is_live]
    if not live:
        return rows[-1]

    return min(live, key=lambda row: chips.chip_urgency(chips.chip_of(row, at)))


def _strip_of(
    row: SlaClock, cycles: list[int], changes: list[ChangedTerms], at: datetime
) -> LimitStrip:
    chip = chips.chip_of(row, at)
    pauses = list(row.pauses.all())
    seen_at = max(at, row.started_at)
    finish = row.stopped_at or row.cancelled_at or seen_at
    due_at = _due_as_drawn(row, finish)
    end = max(due_at or finish, finish, row.started_at + SHORTEST)

    scale = BarScale(row.started_at, end)
    calendar = row.target.calendar
    pieces = bar_pieces(calendar, row.started_at, end, due_at, pauses, finish, row.is_live)
    return LimitStrip(
        row=row,
        chip=chip,
        label=limit_label(chip, MomentWriter.for_reader(at)),
        story=explain.clock_story(row, at, pauses, changes),
        begin=row.started_at,
        end=end,
        due_at=due_at,
        segments=bar_segments(pieces, scale),
        ticks=_step_ticks(row, due_at, finish, scale),
        due_left=scale.left(due_at) if due_at else "",
        now_left=scale.left(seen_at) if row.is_live else "",
        cycles=cycles,
    )


def _due_as_drawn(row: SlaClock, finish: datetime) -> datetime | None:
    """When it is or was due; of a standing one, when it would be if it went on now.

    None for a cancelled one.
    """
    if row.cancelled_at:
        return None

    known = row.due_at or row.breached_at
    return known or worktime.after(row.target.calendar, finish, row.budget - row.spent)


# --- escalation steps ---------------------------------------------------------------------------


def _step_ticks(
    row: SlaClock, due_at: datetime | None, finish: datetime, scale: BarScale
) -> list[StepTick]:
    """The steps in the order in which they come."""
    raised = {escalation.step: escalation for escalation in row.escalations.all()}
    running = _as_if_running(row.clock, due_at, finish)

    ticks = []
    for copied, step in zip(row.steps, running.target.steps, strict=True):
        words = step_words(step.share, step.offset)
        role = str(StepRole(copied["role"]).label)
        if step.key in raised:
            ticks.append(_raised_tick(raised[step.key], words, role, scale))
            continue

        moment = sla.step_moment(running, step)
        x = scale.x(moment) if moment else WIDTH
        ticks.append(StepTick(x, _step_state(row, step.key), words, role, moment))

    return sorted(ticks, key=lambda tick: (tick.at or scale.end, tick.x))


def _step_state(row: SlaClock, key: str) -> str:
    # Raised without an escalation: it was reached before the ticket was imported.
    if key in row.raised:
        return "raised"

    return "planned" if row.is_live else "dropped"


def _as_if_running(clock: sla.Clock, due_at: datetime | None, finish: datetime) -> sla.Clock:
    """The clock as if it ran.

    A standing or ended one runs from `finish` on, so that its steps have a place.
    """
    if clock.since is not None:
        return clock

    left = clock.budget - clock.spent
    return replace(
        clock,
        since=finish,
        due_at=due_at or worktime.after(clock.target.calendar, finish, left),
        paused_at=None,
        stopped_at=None,
        cancelled_at=None,
    )


def _raised_tick(escalation: Escalation, words: str, role: str, scale: BarScale) -> StepTick:
    return StepTick(
        scale.x(escalation.planned_at),
        "raised",
        words,
        role,
        escalation.planned_at,
        escalation.raised_at,
        escalation.is_late,
        recipients.recipients_in_words(escalation.recipients),
    )
