"""The supervisor's live board: figures, lanes of risk, load; and the mark by which a browser learns that nothing changed.

The mark of a board (its ETag) is made of what can change it: the end of the ledger, who looks in which language, and the next
moment at which a figure changes by the passing of time alone. Asking costs one look at the ledger and never touches a ticket.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import copysign, sqrt
from typing import Any

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.utils.translation import get_language

from accounts.models import Absence, Department, DutyShift, User
from core.queries import paging
from core.templatetags.desk import short_moment
from tickets.enums import Tier
from tickets.models import SlaClock, Ticket, TicketEvent, TicketQuerySet
from tickets.queries import chips, desk

FIGURES = ("unassigned", "unassigned_long", "due_soon", "late", "approval", "updates_due", "waiting_long")
SIDE, DOTS = 30, 160
"""Dots drawn of one lane on either side of now, those nearest to it; and of all lanes together."""
ANY_LANE = -1
"""Stands for the key of a department in a statement that is worded once for all of them."""
PEOPLE = 30
LANE_CAP, HELD_CAP = 200, 100
"""So far the tickets of one lane, on either side, and of one person are counted."""
LONGEST = timedelta(minutes=2)
"""What leaves no line in the ledger (names, duty roster) shows after this time at the latest."""
LOOKED_BACK = 500
"""Lines at the end of the ledger that make its mark: a line that was numbered early and committed late changes it too."""
EDGE = timedelta(hours=24)
AXIS = tuple(timedelta(hours=hours) for hours in (-24, -12, -4, -1, 0, 1, 4, 12, 24))
ROWS, ROW_HEIGHT, DOT_GAP = 5, 14, 13


class Capped(Subquery):
    """How many rows a queryset has, counted to a cap; `kept` narrows the rows so counted."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted WHERE %(kept)s)"
    empty_result_set_value = 0

    def __init__(self, rows: Any, cap: int = paging.CAP, kept: str = "1 = 1", columns: tuple[str, ...] = ("pk",)) -> None:
        super().__init__(rows.order_by().values(*columns)[: cap + 1], output_field=IntegerField(), kept=kept)


# --- has anything changed? ----------------------------------------------------------------------------------------------


def may_watch(user: Any) -> bool:
    """Supervisors and managers: those who assign, or see everything."""
    return user.has_perm("tickets.view_ticket") and (user.has_perm("tickets.assign_ticket") or user.has_perm("tickets.see_all"))


def ledger_mark(user: User) -> str:
    """Names the end of the ledger as this person, with these rights and this language, would see it. One statement by primary key."""
    last = TicketEvent.objects.order_by("-pk").values("pk")[:LOOKED_BACK].aggregate(last=Max("pk"), total=Sum("pk"))
    rights = ",".join(sorted(user.get_all_permissions()))
    parts = (user.pk, user.department_id, user.is_superuser, get_language(), last["last"], last["total"], rights)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def tag(mark: str, until: datetime) -> str:
    """The ETag of a board that stays true until a moment, as long as the ledger does not grow."""
    return f'"{int(until.timestamp() * 1_000_000)}-{mark}"'


def is_current(given: str, mark: str, at: datetime) -> bool:
    """Is the board that a browser holds still true at a moment?"""
    until, _dash, known = given.removeprefix("W/").strip('"').partition("-")
    return known == mark and until.isdecimal() and len(until) < 20 and int(until) >= at.timestamp() * 1_000_000


# --- the board ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """One ticket on the axis of time left: `x` in per mille of the lane, `row` from the top; `moment` and `when` are its due time."""

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
    tone: str

    @property
    def cx(self) -> str:
        return f"{self.x / 10:.1f}%"

    @property
    def cy(self) -> int:
        return self.row * ROW_HEIGHT + ROW_HEIGHT // 2 + 2

    @property
    def radius(self) -> float:
        return {Tier.URGENT: 6, Tier.IMPORTANT: 5}.get(Tier(self.tier), 4)


@dataclass(frozen=True, slots=True)
class Lane:
    """The open tickets of one department; `more_*` are those not drawn on either side."""

    name: str
    late: int
    ahead: int
    standing: str
    dots: list[Dot]
    more_late: str
    more_ahead: str

    @property
    def height(self) -> int:
        return max(2, max((dot.row for dot in self.dots), default=0) + 1) * ROW_HEIGHT + 4

    @property
    def top(self) -> int:
        """A single row of dots stands in the middle."""
        return 0 if any(dot.row for dot in self.dots) else ROW_HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Load:
    """What one person holds, the parts as x and width in per mille of the longest bar."""

    user: User
    held: str
    late: str
    parts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Board:
    """The board at a moment, true `until` another one."""

    at: datetime
    until: datetime
    figures: dict[str, int]
    lanes: list[Lane]
    loads: list[Load]


def board(user: User, at: datetime) -> Board:
    """Everything on the board: four statements, whatever the number of tickets and people."""
    figures, moments = _figures(user, at)
    lanes = _lanes(user, at, figures)
    return Board(at, min((*moments, at + LONGEST)), {key: figures[key] for key in FIGURES}, lanes, _loads(user, at))


def _figures(user: User, at: datetime) -> tuple[dict[str, int], list[datetime]]:
    """The counts, capped, and the moments at which one of them will change by itself: hung on one row, the person's own."""
    visible = Ticket.objects.visible_to(user)
    counts = {key: Capped(desk.BY_KEY[key].narrow(visible, user, at)) for key in FIGURES}
    counts |= {f"nobodys_{side}": Capped(rows.filter(department__isnull=True), LANE_CAP) for side, rows in _sides(visible, at).items()}
    awaited = _awaited(visible, at)
    asked = {f"n_{key}": count for key, count in counts.items()} | {f"m_{n}": moment for n, (moment, _shift) in enumerate(awaited)}
    row = User.objects.filter(pk=user.pk).annotate(**asked).values(*asked).get()
    moments = [row[f"m_{n}"] + shift for n, (_moment, shift) in enumerate(awaited) if row[f"m_{n}"] is not None]
    return {key: row[f"n_{key}"] for key in counts}, moments


def _awaited(visible: TicketQuerySet, at: datetime) -> list[tuple[Subquery, timedelta]]:
    """The next moment of each sort, and what lies between it and the change of a figure."""
    waiting = visible.open().filter(status__in=desk.WAITING)
    found = [
        (_first(visible.open(), "next_due_at", at), timedelta()),
        (_first(visible.open(), "next_due_at", at + desk.DUE_SOON), -desk.DUE_SOON),
        (_first(visible.unassigned(), "reported_at", at - desk.UNASSIGNED_LONG), desk.UNASSIGNED_LONG),
        (_first(waiting, "wait_until", at), timedelta()),
        (_first(waiting.filter(wait_until__isnull=True), "updated_at", at - desk.UNTOUCHED_LONG), desk.UNTOUCHED_LONG),
        (_first(SlaClock.objects.all(), "next_check_at", at), timedelta()),
    ]
    spans = (DutyShift.objects.all(), Absence.objects.all())
    return found + [(_first(rows, column, at), timedelta()) for rows in spans for column in ("starts_at", "ends_at")]


def _first(rows: Any, column: str, start: datetime) -> Subquery:
    """The earliest value of a column from a moment on."""
    return Subquery(rows.filter(**{f"{column}__gte": start}).order_by(column).values(column)[:1])


# --- lanes ------------------------------------------------------------------------------------------------------------------


def _sides(visible: TicketQuerySet, at: datetime) -> dict[str, TicketQuerySet]:
    """Open tickets before and behind their limit, nearest to now first, and those without a running one."""
    rows = visible.open()
    return {
        "late": rows.filter(next_due_at__lt=at).order_by("-next_due_at", "-pk"),
        "ahead": rows.filter(next_due_at__gte=at).order_by("next_due_at", "pk"),
        "standing": rows.filter(next_due_at__isnull=True),
    }


def _lanes(user: User, at: datetime, figures: Mapping[str, int]) -> list[Lane]:
    """A lane for each department that has open tickets, and one for those that belong to none."""
    sides = _sides(Ticket.objects.visible_to(user), at)
    counts = {side: Capped(rows.filter(department=OuterRef("pk")), LANE_CAP) for side, rows in sides.items()}
    departments = list(Department.objects.annotate(**counts).values("pk", "name", *counts))
    departments.append({"pk": None, "name": ""} | {side: figures[f"nobodys_{side}"] for side in sides})
    wanted = [(row["pk"], side) for row in departments for side in ("late", "ahead") if row[side]]
    drawn: dict[int | None, list[Ticket]] = {}
    for ticket in _nearest(sides, wanted):
        drawn.setdefault(ticket.department_id, []).append(ticket)
    return [_lane(row, drawn.get(row["pk"], []), at) for row in departments if any(row[side] for side in sides)]


def _nearest(sides: Mapping[str, TicketQuerySet], wanted: list[tuple[int | None, str]]) -> Iterable[Ticket]:
    """The tickets nearest to now of several lanes, each read off its index, all in one statement that is worded once for each side."""
    if not wanted:
        return []
    few = max(1, min(SIDE, DOTS // len(wanted)))
    worded = {side: _compiled(rows.filter(department=ANY_LANE), few) for side, rows in sides.items() if side != "standing"}
    worded |= {f"nobodys_{side}": _compiled(sides[side].filter(department__isnull=True), few) for side in list(worded)}
    parts, params = [], []
    for department, side in wanted:
        sql, values = worded[side if department else f"nobodys_{side}"]
        parts.append(f"SELECT * FROM ({sql}) lane_{len(parts)}")
        params += [department if value == ANY_LANE else value for value in values]
    return Ticket.objects.raw(" UNION ALL ".join(parts), params)


def _compiled(rows: TicketQuerySet, few: int) -> tuple[str, tuple[Any, ...]]:
    return _with_limit(rows)[:few].query.sql_with_params()


def _with_limit(rows: TicketQuerySet) -> TicketQuerySet:
    """With the name of the limit that is due first."""
    name = "kind__name_en" if get_language() == "en" else "kind__name"
    first = SlaClock.objects.live().filter(ticket=OuterRef("pk"), due_at=OuterRef("next_due_at")).order_by("pk").values(name)[:1]
    return rows.annotate(limit_name=Subquery(first)).values("id", "number", "summary", "tier", "department_id", "next_due_at", "limit_name")


def _lane(row: Mapping[str, Any], tickets: list[Ticket], at: datetime) -> Lane:
    dots = _swarm(tickets, at)
    late = sum(dot.due_at < at for dot in dots)
    more = {"late": row["late"] - late, "ahead": row["ahead"] - (len(dots) - late)}
    shown = {side: f"{LANE_CAP}+" if row[side] > LANE_CAP else (f"+{count}" if count else "") for side, count in more.items()}
    return Lane(row["name"], row["late"], row["ahead"], _shown(row["standing"], LANE_CAP), dots, shown["late"], shown["ahead"])


def _shown(count: int, cap: int) -> str:
    """`200+` beyond the cap, nothing for none."""
    return f"{cap}+" if count > cap else (str(count) if count else "")


def place(left: timedelta) -> int:
    """Where on the axis a time left stands, in per mille: the root gives the hours around now most of the room."""
    share = max(-1.0, min(1.0, left / EDGE))
    return round(500 + copysign(sqrt(abs(share)) * 500, share))


def _swarm(tickets: list[Ticket], at: datetime) -> list[Dot]:
    """Dots that do not cover each other: each in the first row that is free there; what finds no room is counted, not drawn."""
    ends, dots = [-DOT_GAP] * ROWS, []
    for ticket in sorted(tickets, key=lambda one: (one.next_due_at, one.pk)):
        left = ticket.next_due_at - at
        x = place(left)
        row = next((n for n, end in enumerate(ends) if x - end >= DOT_GAP), None)
        if row is not None:
            ends[row] = x
            limit, due = ticket.limit_name or "", ticket.next_due_at
            shown = due.isoformat(), short_moment(due)
            dots.append(Dot(ticket.number, ticket.summary, ticket.tier, limit, due, *shown, left, x, row, _tone(left)))
    return dots


def _tone(left: timedelta) -> str:
    if left < timedelta():
        return "late"
    return "near" if left < chips.VERY_SOON else ("soon" if left < chips.SOON else "calm")


# --- load -------------------------------------------------------------------------------------------------------------------


def _loads(user: User, at: datetime) -> list[Load]:
    """Who holds how much, the longest bar first."""
    held = Ticket.objects.visible_to(user).open().filter(assignee=OuterRef("pk"))
    tiers = {f"n_{tier}": Capped(held, HELD_CAP, f"counted.tier = '{tier}'", ("tier",)) for tier in Tier.values}
    covers = Q(starts_at__lt=at, ends_at__gte=at)  # as all figures: what begins at a moment shows right after it
    people = (
        User.objects.annotate(
            held=Capped(held, HELD_CAP),
            held_late=Capped(held.filter(next_due_at__lt=at), HELD_CAP),
            on_shift=Exists(DutyShift.objects.filter(covers, person=OuterRef("pk"))),
            is_away=Exists(Absence.objects.filter(covers, person=OuterRef("pk"))),
            **tiers,
        )
        .select_related("department")
        .only("username", "display_name", "is_on_duty", "is_active", "department__name")
        .order_by("-held", "display_name", "pk")[:PEOPLE]
    )
    rows = [person for person in people if person.held]
    longest = max((person.held for person in rows), default=1)
    return [_load(person, longest) for person in rows]


def _load(person: User, longest: int) -> Load:
    parts, start = [], 0
    for tier in (Tier.URGENT, Tier.IMPORTANT, Tier.GENERAL):
        count = getattr(person, f"n_{tier}")
        end = start + count
        x, width = 1000 * start // longest, 1000 * end // longest - 1000 * start // longest
        parts.append({"tier": tier.value, "label": tier.label, "count": count, "x": f"{x / 10:.1f}%", "width": f"{width / 10:.1f}%"})
        start = end
    return Load(person, _shown(person.held, HELD_CAP), _shown(person.held_late, HELD_CAP), parts)
