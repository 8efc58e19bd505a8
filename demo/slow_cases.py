"""The retrospective of the last month in the demo: most of what missed its limit has its cause."""

from datetime import date, datetime, timedelta
from itertools import cycle

from django.utils import timezone

from analytics.actions.slow_cases import code_cases
from analytics.models import SlowCause
from analytics.queries.month_tables import month_before
from demo.people import Cast
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import slow

# One of them waits for the next meeting.
LEFT = 1
REMARKS = {"人员配置不足": "夜班只有一人值守", "备件延迟": "备件只在总仓存放"}
ORDER = ("人员配置不足", "备件延迟", "人员配置不足", "流程冗余", "分配延迟")


def load_slow_cases(cast: Cast, now: datetime) -> None:
    """Coded on the second day of this month, at the latest now."""
    month = month_before(timezone.localdate(now).replace(day=1))
    at = min(now, timezone.localtime(now).replace(day=1, hour=10, minute=0) + timedelta(days=1))
    causes = {cause.name: cause for cause in SlowCause.objects.all()}
    for number, name in zip(_slow_numbers(month, now)[LEFT:], cycle(ORDER), strict=False):
        code_cases(
            month,
            {number: 0},
            by=cast.staff["manager"],
            at=at,
            cause=causes[name],
            remark=REMARKS.get(name, ""),
        )


def _slow_numbers(month: date, now: datetime) -> list[str]:
    """Tickets of a month that missed the limit of their response or of their solution."""
    found = set()
    for timed in slow.plain_cases(FigureSpan.month(month)):
        late = slow.past_limit(timed, FigureScope(), at=now)
        found.update(late.values_list("number", flat=True))
    return sorted(found)
