"""The figures on top of the board, and when the next of them changes by time alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Subquery

from accounts.models import Absence, DutyShift, User
from core.queries import paging
from tickets.board.queries import lanes
from tickets.desk.queries import desk, saved_views
from tickets.limits.models import SlaClock
from tickets.record.domain import lifecycle
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

# The next value of a column, and what lies between it and the change of a figure.
AwaitedMoment = tuple[Subquery, timedelta]

AT_ONCE = timedelta()


def board_figures(viewpoint: saved_views.Viewpoint) -> dict[str, int]:
    """The counts by key, capped, in one statement."""
    return desk.counts_of_views(viewpoint, [saved_views.BY_KEY[key] for key in FIGURES])


def board_outlook(
    viewpoint: saved_views.Viewpoint, counts: Mapping[str, int]
) -> tuple[dict[str, Any], list[datetime]]:
    """The lane of no department, and the moments at which the board will change by itself.

    One statement, hung on the person's own row.
    """
    visible = Ticket.objects.visible_to(viewpoint.user)
    pool = lanes.lane_columns(visible.filter(department__isnull=True), viewpoint.at)
    awaited = _awaited_moments(visible, counts, viewpoint)
    asked = {f"m_{n}": moment for n, (moment, _shift) in enumerate(awaited)}

    person = User.objects.filter(pk=viewpoint.user.pk).annotate(**pool, **asked)
    row = person.values(*pool, *asked).get()
    moments = []
    for name, (_moment, shift) in zip(asked, awaited, strict=True):
        if row[name] is not None:
            moments.append(row[name] + shift)
    return {side: row[side] for side in pool}, moments


def _awaited_moments(
    visible: TicketQuerySet, counts: Mapping[str, int], viewpoint: saved_views.Viewpoint
) -> list[AwaitedMoment]:
    """The next moment of each sort at which a figure of the board changes."""
    at = viewpoint.at
    due_soon = viewpoint.numbers.due_soon
    awaited = [
        (_first_moment(visible.open(), "next_due_at", at), AT_ONCE),
        (_first_moment(visible.open(), "next_due_at", at + due_soon), -due_soon),
        (_first_moment(SlaClock.objects.all(), "next_check_at", at), AT_ONCE),
    ]

    # Time alone only adds to what lasts too long: a figure beyond its cap stays there, and nobody
    # looks through thousands of tickets for the next one.
    if counts["unassigned_long"] <= paging.CAP:
        awaited.append(_next_long_unassigned(visible, viewpoint))
    if counts["waiting_long"] <= paging.CAP:
        awaited += _next_long_waits(visible, viewpoint)

    for spans in (DutyShift.objects.all(), Absence.objects.all()):
        for column in ("starts_at", "ends_at"):
            awaited.append((_first_moment(spans, column, at), AT_ONCE))
    return awaited


def _next_long_unassigned(
    visible: TicketQuerySet, viewpoint: saved_views.Viewpoint
) -> AwaitedMoment:
    span = viewpoint.numbers.unassigned_long
    return _first_moment(visible.unassigned(), "reported_at", viewpoint.at - span), span


def _next_long_waits(
    visible: TicketQuerySet, viewpoint: saved_views.Viewpoint
) -> list[AwaitedMoment]:
    span = viewpoint.numbers.untouched_long
    waiting = visible.open().filter(status__in=lifecycle.WAITING)
    untouched = waiting.filter(wait_until__isnull=True)
    return [
        (_first_moment(waiting, "wait_until", viewpoint.at), AT_ONCE),
        (_first_moment(untouched, "updated_at", viewpoint.at - span), span),
    ]


def _first_moment(rows: QuerySet[Any], column: str, start: datetime) -> Subquery:
    """The earliest value of a column from a moment on."""
    later = rows.filter(**{f"{column}__gte": start})
    return Subquery(later.order_by(column).values(column)[:1])
