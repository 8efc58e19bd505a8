"""Lanes of risk: the open tickets of each department on an axis of time left.

Those nearest to now are dots.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import copysign, sqrt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Department, User
from customers.rules import ContactVisibility, contact_visibility
from pages.formats import short_moment_of
from tickets.board.queries.counting import CappedCount, CountWithKeys, capped_text
from tickets.limits.models import SlaClock
from tickets.limits.queries import chips
from tickets.record.enums import Tier
from tickets.record.models import Ticket, TicketQuerySet
from tickets.record.queries.hidden_texts import known_names_of

# Dots drawn of one lane on either side of now, those nearest to it.
SIDE = 30

# Dots drawn of all lanes together.
DOTS = 160

# So far the tickets of one lane are counted, on either side.
LANE_CAP = 100

EDGE = timedelta(hours=24)
AXIS = tuple(timedelta(hours=hours) for hours in (-24, -12, -4, -1, 0, 1, 4, 12, 24))

ROWS = 5
ROW_HEIGHT = 14

# Pixels of a row, and per mille of the lane between two dots of one row.
DOT_GAP = 13

NARROW_ROWS = 16

# The same for a lane of a phone, four times as narrow.
#
# What finds no room there stands in the table only.
NARROW_GAP = 46

RADIUS = {Tier.URGENT.value: 6, Tier.IMPORTANT.value: 5, Tier.GENERAL.value: 4}
NOW = timedelta()


class Near(NamedTuple):
    """A ticket near its limit, as the statement brings it."""

    pk: int
    number: str
    summary: str
    tier: str
    due_at: datetime
    limit: str | None


@dataclass(frozen=True, slots=True)
class Dot:
    """One ticket on the axis of time left.

    `x` in per mille of the lane, `row` from the top, `narrow` the same on a phone (None: not drawn
    there); `moment` and `when` are its due time for the browser and for readers.
    """

    number: str
    summary: str
    tier: str
    limit: str
    due_at: datetime
    moment: str
    when: str
    left: timedelta
    x: int
    row: int
    narrow: int | None
    tone: str

    @property
    def cx(self) -> str:
        return f"{self.x / 10:.1f}%"

    @property
    def cy(self) -> int:
        return self.row * ROW_HEIGHT + ROW_HEIGHT // 2 + 2

    @property
    def radius(self) -> int:
        return RADIUS[self.tier]

    @property
    def narrow_class(self) -> str:
        """How far down it stands on a phone, as the style sheet names it."""
        return "no-room" if self.narrow is None else f"down-{self.narrow}"


@dataclass(frozen=True, slots=True)
class LaneSide:
    """One side of now: how many tickets a lane has there, to the cap, and how many are drawn."""

    view: str
    count: int
    drawn: int

    @property
    def count_text(self) -> str:
        return capped_text(self.count, LANE_CAP)

    @property
    def undrawn_text(self) -> str:
        """How many have no dot; empty if all have one."""
        undrawn = self.count - self.drawn
        if undrawn <= 0:
            return ""
        return capped_text(undrawn, LANE_CAP - self.drawn)


@dataclass(frozen=True, slots=True)
class Lane:
    """The open tickets of one department: the nearest as dots, all of them as numbers.

    How many are late, ahead of their limit, and without a running one.
    """

    name: str
    late: int
    ahead: int
    standing: int
    dots: list[Dot]

    @property
    def late_side(self) -> LaneSide:
        return LaneSide("late", self.late, sum(dot.tone == "late" for dot in self.dots))

    @property
    def ahead_side(self) -> LaneSide:
        return LaneSide("ahead", self.ahead, sum(dot.tone != "late" for dot in self.dots))

    @property
    def standing_text(self) -> str:
        return capped_text(self.standing, LANE_CAP) if self.standing else ""

    @property
    def rows(self) -> int:
        return max((dot.row for dot in self.dots), default=0) + 1

    @property
    def narrow_rows(self) -> int:
        return max((dot.narrow or 0 for dot in self.dots), default=0) + 1

    @property
    def height(self) -> int:
        return max(2, self.rows) * ROW_HEIGHT + 4

    @property
    def top(self) -> int:
        """A single row of dots stands in the middle."""
        return 0 if self.rows > 1 else ROW_HEIGHT // 2


def lane_columns(rows: TicketQuerySet, at: datetime) -> dict[str, Subquery]:
    """Of a department's tickets: those before and behind their limit, and those without one.

    The keys of the first two are nearest to now first.
    """
    rows = rows.open()
    late = rows.filter(next_due_at__lt=at).order_by("-next_due_at", "-pk")
    ahead = rows.filter(next_due_at__gte=at).order_by("next_due_at", "pk")
    return {
        "late": CountWithKeys(late, LANE_CAP, SIDE),
        "ahead": CountWithKeys(ahead, LANE_CAP, SIDE),
        "standing": CappedCount(rows.filter(next_due_at__isnull=True), LANE_CAP),
    }


def lanes_of(user: User, pool: Mapping[str, Any], at: datetime) -> list[Lane]:
    """A lane for each department that has open tickets, and one for those of none (`pool`).

    Two statements, four for a reader without names.
    """
    columns = lane_columns(Ticket.objects.visible_to(user).filter(department=OuterRef("pk")), at)
    departments = list(Department.objects.annotate(**columns).values("name", *columns))
    rows = [row for row in (*departments, {"name": "", **pool}) if _has_tickets(row)]

    sides = _sides_with_keys(rows)
    # All lanes share the dots, so that many departments do not make a page of thousands of them.
    few = max(1, min(SIDE, DOTS // max(1, len(sides))))
    drawn: list[int] = []
    for keys in sides:
        drawn += keys[:few]
    near = _nearest_tickets(drawn, contact_visibility(user))
    return [_department_lane(row, near, few, at) for row in rows]


def _has_tickets(row: Mapping[str, Any]) -> bool:
    return bool(row["late"][0] or row["ahead"][0] or row["standing"])


def _sides_with_keys(rows: Iterable[Mapping[str, Any]]) -> list[list[int]]:
    """The keys of each side of each lane, of those that have any."""
    sides = []
    for row in rows:
        for _count, keys in (row["late"], row["ahead"]):
            if keys:
                sides.append(keys)
    return sides


def _nearest_tickets(keys: list[int], visibility: ContactVisibility) -> dict[int, Near]:
    """By key: the tickets with the name of the limit that is due first."""
    name = "kind__name_en" if get_language() == "en" else "kind__name"
    due_first = SlaClock.objects.live().filter(
        ticket=OuterRef("pk"), due_at=OuterRef("next_due_at")
    )
    limit = Subquery(due_first.order_by("pk").values(name)[:1])
    tickets = Ticket.objects.filter(pk__in=keys).order_by()
    rows = tickets.values_list("pk", "number", "summary", "tier", "next_due_at", limit)
    near = {row[0]: Near._make(row) for row in rows}
    names = known_names_of(near, visibility)
    return {
        key: one._replace(summary=visibility.shown_text(one.summary, names.get(key)))
        for key, one in near.items()
    }


def _department_lane(
    row: Mapping[str, Any], near: Mapping[int, Near], few: int, at: datetime
) -> Lane:
    late, late_keys = row["late"]
    ahead, ahead_keys = row["ahead"]
    keys = [*(late_keys or ())[:few], *(ahead_keys or ())[:few]]
    # A ticket may have been closed between the two statements.
    drawn = [near[key] for key in keys if key in near]
    return Lane(row["name"], late, ahead, row["standing"], _placed_dots(drawn, at))


def axis_position(left: timedelta) -> int:
    """Where on the axis a time left stands, in per mille.

    The root gives the hours around now most of the room.
    """
    share = max(-1.0, min(1.0, left / EDGE))
    return round(500 + copysign(sqrt(abs(share)) * 500, share))


def _placed_dots(tickets: Iterable[Near], at: datetime) -> list[Dot]:
    """Dots that do not cover each other: each in the first row that is free at its place.

    What finds no room is counted, not drawn.
    """
    wide = _FreeRows(ROWS, DOT_GAP)
    narrow = _FreeRows(NARROW_ROWS, NARROW_GAP)
    zone = timezone.get_current_timezone()
    this_year = timezone.localtime(at).year

    dots = []
    for near in sorted(tickets, key=lambda near: (near.due_at, near.pk)):
        left = near.due_at - at
        x = axis_position(left)
        row = wide.take_row(x)
        if row is None:
            continue
        local = near.due_at.astimezone(zone)
        dots.append(
            Dot(
                number=near.number,
                summary=near.summary,
                tier=near.tier,
                limit=near.limit or "",
                due_at=near.due_at,
                moment=local.isoformat(),
                when=short_moment_of(local, this_year),
                left=left,
                x=x,
                row=row,
                narrow=narrow.take_row(x),
                tone=_dot_tone(left),
            )
        )
    return dots


class _FreeRows:
    """Where the rows of a lane are taken, from the left."""

    def __init__(self, count: int, gap: int) -> None:
        self.ends = [-gap] * count
        self.gap = gap

    def take_row(self, x: int) -> int | None:
        """The first row with room at a place, which is taken then; None when all are full."""
        for row, end in enumerate(self.ends):
            if x - end >= self.gap:
                self.ends[row] = x
                return row
        return None


def _dot_tone(left: timedelta) -> str:
    if left < NOW:
        return "late"
    if left < chips.VERY_SOON:
        return "near"
    return "soon" if left < chips.SOON else "calm"
