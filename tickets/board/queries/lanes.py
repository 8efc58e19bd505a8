"""Lanes of risk: the open tickets of each department on an axis of time left, those nearest to now as dots."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import copysign, sqrt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Department, User
from core.formats import short_moment_of
from tickets.board.queries.counting import Ahead, Capped, capped
from tickets.limits.models import SlaClock
from tickets.limits.queries import chips
from tickets.record.enums import Tier
from tickets.record.models import Ticket, TicketQuerySet

SIDE, DOTS = 30, 160
"""Dots drawn of one lane on either side of now, those nearest to it; and of all lanes together."""
LANE_CAP = 100
"""So far the tickets of one lane are counted, on either side."""
EDGE = timedelta(hours=24)
AXIS = tuple(timedelta(hours=hours) for hours in (-24, -12, -4, -1, 0, 1, 4, 12, 24))
ROWS, ROW_HEIGHT, DOT_GAP = 5, 14, 13
NARROW_ROWS, NARROW_GAP = 16, 46
"""The same for a lane of a phone, four times as narrow. What finds no room there stands in the table only."""
RADIUS = {Tier.URGENT.value: 6, Tier.IMPORTANT.value: 5, Tier.GENERAL.value: 4}


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
    """One ticket on the axis of time left: `x` in per mille of the lane, `row` from the top, `narrow` the same on a phone (None: not
    drawn there); `moment` and `when` are its due time.
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
    def narrow_class(self) -> str:
        """How far down it stands on a phone, as the style sheet names it."""
        return "no-room" if self.narrow is None else f"down-{self.narrow}"

    @property
    def radius(self) -> int:
        return RADIUS[self.tier]


@dataclass(frozen=True, slots=True)
class LaneSide:
    """One side of now: how many tickets a lane has there, counted to the cap, and how many of them are drawn."""

    view: str
    count: int
    drawn: int

    @property
    def count_text(self) -> str:
        return capped(self.count, LANE_CAP)

    @property
    def undrawn_text(self) -> str:
        """How many have no dot; empty if all have one."""
        undrawn = self.count - self.drawn
        return capped(undrawn, LANE_CAP - self.drawn) if undrawn > 0 else ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The open tickets of one department: how many are late, ahead of their limit and without a running one; the nearest as dots."""

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
        return capped(self.standing, LANE_CAP) if self.standing else ""

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


def columns(rows: TicketQuerySet, at: datetime) -> dict[str, Subquery]:
    """Of a department's tickets: those before and behind their limit, nearest to now first, and those without a running one."""
    rows = rows.open()
    return {
        "late": Ahead(
            rows.filter(next_due_at__lt=at).order_by("-next_due_at", "-pk"), LANE_CAP, SIDE
        ),
        "ahead": Ahead(
            rows.filter(next_due_at__gte=at).order_by("next_due_at", "pk"), LANE_CAP, SIDE
        ),
        "standing": Capped(rows.filter(next_due_at__isnull=True), LANE_CAP),
    }


def lanes_of(user: User, pool: Mapping[str, Any], at: datetime) -> list[Lane]:
    """A lane for each department that has open tickets, and one for those that belong to none (`pool`). Two statements."""
    asked = columns(Ticket.objects.visible_to(user).filter(department=OuterRef("pk")), at)
    departments = [
        *Department.objects.annotate(**asked).values("name", *asked),
        {"name": "", **pool},
    ]
    sides = [keys for row in departments for _count, keys in (row["late"], row["ahead"]) if keys]
    few = max(1, min(SIDE, DOTS // max(1, len(sides))))
    near = _near([key for keys in sides for key in keys[:few]])
    return [
        _lane(row, near, few, at)
        for row in departments
        if row["late"][0] or row["ahead"][0] or row["standing"]
    ]


def _near(keys: list[int]) -> dict[int, Near]:
    """The tickets with the name of the limit that is due first."""
    name = "kind__name_en" if get_language() == "en" else "kind__name"
    first = (
        SlaClock.objects.live()
        .filter(ticket=OuterRef("pk"), due_at=OuterRef("next_due_at"))
        .order_by("pk")
        .values(name)[:1]
    )
    rows = (
        Ticket.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk", "number", "summary", "tier", "next_due_at", Subquery(first))
    )
    return {row[0]: Near._make(row) for row in rows}


def _lane(row: Mapping[str, Any], near: Mapping[int, Near], few: int, at: datetime) -> Lane:
    (late, late_keys), (ahead, ahead_keys) = row["late"], row["ahead"]
    drawn = [
        near[key] for key in (*(late_keys or ())[:few], *(ahead_keys or ())[:few]) if key in near
    ]
    return Lane(row["name"], late, ahead, row["standing"], _swarm(drawn, at))


def place(left: timedelta) -> int:
    """Where on the axis a time left stands, in per mille: the root gives the hours around now most of the room."""
    share = max(-1.0, min(1.0, left / EDGE))
    return round(500 + copysign(sqrt(abs(share)) * 500, share))


def _swarm(tickets: Iterable[Near], at: datetime) -> list[Dot]:
    """Dots that do not cover each other: each in the first row that is free there; what finds no room is counted, not drawn."""
    wide, narrow, dots = _Rows(ROWS, DOT_GAP), _Rows(NARROW_ROWS, NARROW_GAP), []
    zone, this_year = timezone.get_current_timezone(), timezone.localtime(at).year
    for one in sorted(tickets, key=lambda one: (one.due_at, one.pk)):
        left = one.due_at - at
        x = place(left)
        row = wide.free_at(x)
        if row is not None:
            local = one.due_at.astimezone(zone)
            when = short_moment_of(local, this_year)
            moment, below = local.isoformat(), narrow.free_at(x)
            dots.append(
                Dot(
                    one.number,
                    one.summary,
                    one.tier,
                    one.limit or "",
                    one.due_at,
                    moment,
                    when,
                    left,
                    x,
                    row,
                    below,
                    _tone(left),
                )
            )
    return dots


class _Rows:
    """Where the rows of a lane are taken, from the left."""

    def __init__(self, count: int, gap: int) -> None:
        self.ends, self.gap = [-gap] * count, gap

    def free_at(self, x: int) -> int | None:
        """The first row with room at a place, which is taken then."""
        row = next((n for n, end in enumerate(self.ends) if x - end >= self.gap), None)
        if row is not None:
            self.ends[row] = x
        return row


def _tone(left: timedelta) -> str:
    if left < timedelta():
        return "late"
    return "near" if left < chips.VERY_SOON else ("soon" if left < chips.SOON else "calm")
