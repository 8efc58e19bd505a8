"""Which periods a data audit looks at, and what its numbers say. Pure.

Days are those of the desk; a period is half-open, from its first day until the day after its last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from analytics.enums import Rhythm

DAY = timedelta(days=1)
HUNDRED = Decimal(100)

# A year, also one with a 29th of February.
LONGEST = 366

# So many periods are made up for: whoever was away for longer begins anew.
MOST = 14


class PeriodFault(Enum):
    """Why somebody's choice of days is no period."""

    BACKWARDS = "backwards"
    LONG = "long"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class AuditPeriod:
    """Days that are audited together."""

    starts_on: date
    until: date

    @classmethod
    def of_days(cls, first: date, last: date) -> "AuditPeriod":
        """From a first day to a last one, both within."""
        return cls(first, last + DAY)


def fault_of_days(first: date, last: date, today: date) -> PeriodFault | None:
    """What is wrong with the days that somebody chose; None: they can be audited."""
    if last < first:
        return PeriodFault.BACKWARDS
    if last > today:
        return PeriodFault.TO_COME
    if (last - first).days >= LONGEST:
        return PeriodFault.LONG
    return None


def due_periods(
    rhythm: Rhythm, today: date, *, audited_until: date | None, since: date | None
) -> list[AuditPeriod]:
    """The periods that are over and were not audited by themselves, the oldest first.

    They follow each other without gap or overlap, also where the rhythm was changed: each begins
    where the one before ended and ends with its day, or its week. Nothing before the period of
    `since` is asked for; where neither is known, the one that is over last.
    """
    if rhythm == Rhythm.OFF:
        return []
    known = [day for day in (audited_until, since and period_start(since, rhythm)) if day]
    start = max(known) if known else period_start(period_start(today, rhythm) - DAY, rhythm)
    return list(_periods_until(today, start, rhythm))[-MOST:]


def _periods_until(today: date, start: date, rhythm: Rhythm) -> Iterator[AuditPeriod]:
    while (end := _period_end(start, rhythm)) <= today:
        yield AuditPeriod(start, end)
        start = end


def period_start(day: date, rhythm: Rhythm) -> date:
    """The first day of the day, or the week (Monday), that a day lies in."""
    return day - day.weekday() * DAY if rhythm == Rhythm.WEEKLY else day


def _period_end(start: date, rhythm: Rhythm) -> date:
    return period_start(start, rhythm) + (7 * DAY if rhythm == Rhythm.WEEKLY else DAY)


def incomplete_share(incomplete: int, total: int) -> Decimal | None:
    """Per cent of the records that were incomplete; None where there were none."""
    return HUNDRED * incomplete / total if total else None
