"""The figures of months are kept, so that a page need not count them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from analytics.models import MonthFigures
from analytics.queries.month_facts import MONTHS, month_facts, months_with_tickets
from analytics.queries.month_tables import Asked
from metrics.domain.figures import FigureSpan
from tickets.record.models import TicketEvent

# Figures compare with the same month of the year before.
KEPT_MONTHS = MONTHS + 12

# Months that one run makes at the most; the newest first.
AT_ONCE = 6

# Lines of the ledger that are younger may stand beside others that nobody sees yet.
SETTLED = timedelta(minutes=1)


def measure_months(at: datetime) -> list[date]:
    """Make anew what has changed, and everything once a day; the months that were made.

    Two runs at once do the same twice.
    """
    this = timezone.localdate(at).replace(day=1)
    newest = _newest_line(at)
    kept = {row.month: row for row in MonthFigures.objects.defer("data")}
    moved = _moved_months(min((row.seen_event for row in kept.values()), default=newest), newest)
    due = [
        month
        for month in reversed(months_with_tickets(this, KEPT_MONTHS))
        if month not in kept
        or moved.get(month, 0) > kept[month].seen_event
        or _is_of_yesterday(kept[month], at)
    ]
    made = due[:AT_ONCE]
    for month in made:
        _keep_month(month, newest, at)
    # What nothing happened to is as new as what was made.
    MonthFigures.objects.exclude(month__in=due).update(seen_event=newest)
    return made


def _newest_line(at: datetime) -> int:
    settled = TicketEvent.objects.filter(recorded_at__lte=at - SETTLED)
    return settled.order_by("-pk").values_list("pk", flat=True).first() or 0


def _is_of_yesterday(row: MonthFigures, at: datetime) -> bool:
    """Ages and limits move by themselves; a repeated ticket of June harms one of May."""
    return timezone.localdate(row.made_at) < timezone.localdate(at)


# Of the tickets that moved, the months in which they count, and those of what happened to them;
# with the newest line about each.
MOVED_MONTHS = """
SELECT date_trunc('month', moment AT TIME ZONE %(zone)s)::date, max(event.id)
FROM tickets_ticketevent event
JOIN tickets_ticket ticket ON ticket.id = event.ticket_id
CROSS JOIN LATERAL (
    VALUES (ticket.reported_at), (ticket.resolved_at), (event.at)
) AS moments (moment)
WHERE event.id > %(since)s AND event.id <= %(until)s AND moment IS NOT NULL
GROUP BY 1
"""


def _moved_months(since: int, until: int) -> dict[date, int]:
    zone = timezone.get_default_timezone_name()
    params: dict[str, Any] = {"since": since, "until": until, "zone": zone}
    with connection.cursor() as cursor:
        cursor.execute(MOVED_MONTHS, params)
        return dict(cursor.fetchall())


def _keep_month(month: date, newest: int, at: datetime) -> None:
    facts = month_facts(Asked(FigureSpan.month(month), at))
    MonthFigures.objects.update_or_create(
        month=month, defaults={"data": facts, "made_at": at, "seen_event": newest}
    )
