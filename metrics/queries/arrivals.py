"""When tickets are reported, what waits how long, and what takes the time: counts for pictures."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate
from django.utils import timezone

from metrics.domain.figures import DAY, FigureScope, FigureSpan
from metrics.queries.cases import counted_tickets, time_between
from metrics.queries.sources.backlog import UNSOLVED
from tickets.record.domain.scope import TicketScope

MICROSECONDS_OF_HOUR = 3_600_000_000

# Whole days of age at which a step ends; what is older forms the last one.
AGES = (1, 3, 7, 14, 30)


@dataclass(frozen=True, slots=True)
class AgeStep:
    """Unsolved tickets of an age: those reported in `span`, and nothing older in the last one."""

    since_days: int
    until_days: int | None
    count: int
    span: FigureSpan


@dataclass(frozen=True, slots=True)
class HandledTime:
    """Of an issue type: solved tickets and the hours from report to solution together."""

    key: int | None
    name: str
    name_en: str
    count: int
    hours: Decimal


def arrivals_by_hour(
    span: FigureSpan, scope: FigureScope, *, seen: TicketScope | None = None
) -> Counter[tuple[int, int]]:
    """By day of the week (1 is Monday) and hour, by the desk's clock: tickets reported in the
    period. One statement.
    """
    zone = timezone.get_default_timezone()
    start, end = span.moments(zone)
    rows = (
        counted_tickets(scope, seen)
        .filter(reported_at__gte=start, reported_at__lt=end)
        .order_by()
        .values_list(
            ExtractIsoWeekDay("reported_at", tzinfo=zone), ExtractHour("reported_at", tzinfo=zone)
        )
        .annotate(times=Count("pk"))
    )
    return Counter({(day, hour): times for day, hour, times in rows})


def ages_of_unsolved(
    at: datetime, scope: FigureScope, *, seen: TicketScope | None = None
) -> list[AgeStep]:
    """What waits for its solution now, in steps of whole days since the day of the report. One
    statement.
    """
    zone = timezone.get_default_timezone()
    today = timezone.localdate(at)
    rows = (
        counted_tickets(scope, seen)
        .filter(UNSOLVED, reported_at__lte=at)
        .order_by()
        .values_list(TruncDate("reported_at", tzinfo=zone))
        .annotate(times=Count("pk"))
    )
    ages = {(today - day).days: times for day, times in rows}
    oldest = max(ages, default=0)
    steps = []
    for since, until in zip((0, *AGES), (*AGES, None), strict=True):
        last = (until or max(oldest, since) + 1) - 1
        count = sum(times for age, times in ages.items() if since <= age <= last)
        span = FigureSpan(today - last * DAY, today - since * DAY)
        steps.append(AgeStep(since, until, count, span))
    return steps


def time_by_issue_type(
    span: FigureSpan, scope: FigureScope, *, seen: TicketScope | None = None
) -> list[HandledTime]:
    """Of the tickets solved in the period, the most time first. One statement."""
    start, end = span.moments(timezone.get_default_timezone())
    rows: Any = (
        counted_tickets(scope, seen)
        .filter(resolved_at__gte=start, resolved_at__lt=end)
        .order_by()
        .values("issue_type", "issue_type__name", "issue_type__name_en")
        .annotate(count=Count("pk"), total=Sum(time_between("reported_at", "resolved_at")))
    )
    found = [
        HandledTime(
            row["issue_type"],
            row["issue_type__name"] or "",
            row["issue_type__name_en"] or "",
            row["count"],
            Decimal(row["total"]) / MICROSECONDS_OF_HOUR,
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.hours, row.name))
