"""The figures on top of the board, and when one of them will change by the passing of time alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Subquery

from accounts.models import Absence, DutyShift, User
from core.queries import paging
from tickets.board.queries import lanes
from tickets.desk.queries import desk
from tickets.limits.models import SlaClock
from tickets.record.models import Ticket, TicketQuerySet

FIGURES = (
    "unassigned",
    "unassigned_long",
    "due_soon",
    "late",
    "approval",
    "updates_due",
    "waiting_long",
)


def figures_of(user: User, at: datetime) -> dict[str, int]:
    """The counts, capped, in one statement."""
    visible = Ticket.objects.visible_to(user)
    return paging.capped_counts(
        {key: desk.BY_KEY[key].narrow(visible, user, at) for key in FIGURES}
    )


def board_outlook(
    user: User, counts: Mapping[str, int], at: datetime
) -> tuple[dict[str, Any], list[datetime]]:
    """The lane of no department, and the moments at which the board will change by itself. One statement, hung on the person's own row."""
    visible = Ticket.objects.visible_to(user)
    pool = lanes.lane_columns(visible.filter(department__isnull=True), at)
    awaited = _awaited_moments(visible, counts, at)
    asked = {**pool, **{f"m_{n}": moment for n, (moment, _shift) in enumerate(awaited)}}
    row = User.objects.filter(pk=user.pk).annotate(**asked).values(*asked).get()
    moments = [
        row[f"m_{n}"] + shift
        for n, (_moment, shift) in enumerate(awaited)
        if row[f"m_{n}"] is not None
    ]
    return {side: row[side] for side in pool}, moments


def _awaited_moments(
    visible: TicketQuerySet, counts: Mapping[str, int], at: datetime
) -> list[tuple[Subquery, timedelta]]:
    """The next moment of each sort, and what lies between it and the change of a figure. Time alone only adds to what lasts too long:
    a figure beyond its cap stays there, and nobody looks through thousands of tickets for the next one.
    """
    found = [
        (_first_moment(visible.open(), "next_due_at", at), timedelta()),
        (_first_moment(visible.open(), "next_due_at", at + desk.DUE_SOON), -desk.DUE_SOON),
        (_first_moment(SlaClock.objects.all(), "next_check_at", at), timedelta()),
    ]
    if counts["unassigned_long"] <= paging.CAP:
        found.append(
            (
                _first_moment(visible.unassigned(), "reported_at", at - desk.UNASSIGNED_LONG),
                desk.UNASSIGNED_LONG,
            )
        )
    if counts["waiting_long"] <= paging.CAP:
        waiting = visible.open().filter(status__in=desk.WAITING)
        untouched = waiting.filter(wait_until__isnull=True)
        found.append((_first_moment(waiting, "wait_until", at), timedelta()))
        found.append(
            (_first_moment(untouched, "updated_at", at - desk.UNTOUCHED_LONG), desk.UNTOUCHED_LONG)
        )
    spans = (DutyShift.objects.all(), Absence.objects.all())
    return found + [
        (_first_moment(rows, column, at), timedelta())
        for rows in spans
        for column in ("starts_at", "ends_at")
    ]


def _first_moment(rows: Any, column: str, start: datetime) -> Subquery:
    """The earliest value of a column from a moment on."""
    return Subquery(rows.filter(**{f"{column}__gte": start}).order_by(column).values(column)[:1])
