"""How a limit looks on the page: the verb, the moment, the colour that means its state.

Four verbs, never colour alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from core.names import in_language
from core.queries.compiled import KEYS, CompiledQuery
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock

SOON = timedelta(hours=1)
VERY_SOON = timedelta(minutes=30)


class Glance(NamedTuple):
    """As much of a clock as a chip needs: lists read a hundred, and a clock has forty columns."""

    ticket_id: int
    state: str
    started_at: datetime
    budget: timedelta
    spent: timedelta
    due_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None
    cancelled_at: datetime | None
    kind__name: str
    kind__name_en: str

    @property
    def is_live(self) -> bool:
        """As `SlaClock.is_live`."""
        return self.stopped_at is None and self.cancelled_at is None

    @property
    def kind(self) -> str:
        """In the reader's language, as `SlaKind` says it."""
        return in_language(self.kind__name, self.kind__name_en)


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit as shown.

    `tone` is calm, soon, near, late, paused, kept or missed; `left` counts to or from due.
    """

    clock: SlaClock | Glance
    tone: str
    due_at: datetime | None
    left: timedelta

    @property
    def kind(self) -> str:
        return str(self.clock.kind)

    @property
    def is_ticking(self) -> bool:
        """Does the number change by itself?"""
        return self.tone in ("calm", "soon", "near", "late")


# Asked by every page of a list.
LIVE_CLOCKS = CompiledQuery(
    SlaClock.objects.live().filter(ticket__any_of=KEYS).order_by().values_list(*Glance._fields),
    by_key=True,
    tickets=KEYS,
)


def live_glances(ticket_ids: Iterable[int]) -> Iterator[Glance]:
    """The clocks of some tickets that still wait for their event, in no order. One statement."""
    return map(Glance._make, LIVE_CLOCKS.ask(tickets=list(ticket_ids)))


def chip_of(row: SlaClock | Glance, at: datetime) -> Chip:
    """The look of a clock at a moment."""
    if row.state in (ClockState.MET, ClockState.BREACHED_STOPPED):
        return _ended_chip(row)

    # A promised time keeps its due time while it stands still, and a cancelled clock has none.
    if row.state == ClockState.PAUSED or row.due_at is None:
        return Chip(row, "paused", row.due_at, row.budget - row.spent)

    left = row.due_at - at
    return Chip(row, _running_tone(left, row.state), row.due_at, left)


def _running_tone(left: timedelta, state: str) -> str:
    if left < timedelta() or state == ClockState.BREACHED_RUNNING:
        return "late"

    if left < VERY_SOON:
        return "near"

    return "soon" if left < SOON else "calm"


def _ended_chip(row: SlaClock | Glance) -> Chip:
    if row.state == ClockState.BREACHED_STOPPED and row.breached_at:
        stopped_at = row.stopped_at or row.started_at
        return Chip(row, "missed", row.breached_at, stopped_at - row.breached_at)

    return Chip(row, "kept", row.due_at, row.spent)


def first_due_chip(rows: Iterable[SlaClock | Glance], at: datetime) -> Chip | None:
    """The limit that comes first: late ones on top, standing ones last."""
    live = [chip_of(row, at) for row in rows if row.is_live]
    return min(live, key=chip_urgency, default=None)


def chip_urgency(chip: Chip) -> tuple[bool, datetime | timedelta]:
    """Sorts chips: by due time, standing clocks behind all others by what is left."""
    if chip.tone == "paused":
        return True, chip.left

    return False, chip.due_at or chip.clock.started_at
