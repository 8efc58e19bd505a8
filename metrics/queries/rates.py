"""Rates: a few things out of many, as `cases.Base` explains.

A statement counts the things that the cases are about, another one all that there are. What comes
out is a tally like any other: so many things with the value 100, out of `base`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from metrics.domain.figures import FigureScope, ValueTally
from metrics.enums import By
from metrics.queries.cases import Base
from tickets.record.models import TicketQuerySet

FULL = 100
LONG_AGO = date.min


def rate_tally(base: Base, rows: TicketQuerySet, scope: FigureScope, day: date) -> ValueTally:
    """Of all cases, with what there is at the end of a day. Two statements."""
    counted = rows.aggregate(**_counts())
    return _tally(counted, _things_on(base, scope, day).count())


def rates_by_group(
    base: Base,
    rows: TicketQuerySet,
    scope: FigureScope,
    day: date,
    dimension: By,
    columns: tuple[str, ...],
) -> dict[tuple[Any, ...], ValueTally]:
    """The same for every group that has cases. Two statements."""
    counted = list(rows.values(*columns).annotate(**_counts()))
    keys = [row[columns[0]] for row in counted]
    things = things_by_group(base, scope, day, dimension, keys)
    return {
        tuple(row[name] for name in columns): _tally(row, things.get(row[columns[0]], 0))
        for row in counted
    }


def rates_by_day(
    base: Base, rows: TicketQuerySet, scope: FigureScope, last_days: Mapping[date, date]
) -> dict[date, ValueTally]:
    """Of the cases of each `bucket` by its first day, with what there is at the end of its last
    day. Two statements.
    """
    counted = {row["bucket"]: row for row in rows.values("bucket").annotate(**_counts())}
    things = _things_until(base.things(scope), last_days.values())
    return {
        first: _tally(counted.get(first, NOTHING), things[last])
        for first, last in last_days.items()
    }


def things_by_group(
    base: Base, scope: FigureScope, day: date, dimension: By, keys: Iterable[Any]
) -> dict[Any, int]:
    """How many there are of each of these groups at the end of a day. One statement."""
    column = base.columns[dimension]
    things = _things_on(base, scope, day).filter(**{f"{column}__in": list(keys)})
    return dict(things.values_list(column).annotate(times=Count("pk")))


def first_of_things(rows: TicketQuerySet) -> TicketQuerySet:
    """Cases whose value is 100 where they are the first of their thing, and 0 after it."""
    place = Window(RowNumber(), partition_by=[F("case_thing")], order_by=["case_at", "case_key"])
    value = Case(
        When(case_place=1, then=Value(FULL)), default=Value(0), output_field=IntegerField()
    )
    return rows.annotate(case_place=place).annotate(case_raw=value)


NOTHING = {"things": 0, "times": 0}


def _counts() -> dict[str, Count]:
    return {"things": Count("case_thing", distinct=True), "times": Count("pk")}


def _tally(counted: Mapping[str, Any], base: int) -> ValueTally:
    things, cases = counted["things"], counted["times"]
    times = {FULL: things} if things else {}
    return ValueTally(times, marked=things, base=base, cases=cases)


def _things_on(base: Base, scope: FigureScope, day: date) -> QuerySet:
    return base.things(scope).filter(Q(since__isnull=True) | Q(since__lte=day))


def _things_until(things: QuerySet, days: Iterable[date]) -> dict[date, int]:
    """How many there are at the end of each day: they are counted by the day on which they came,
    and added up.
    """
    came = things.values_list("since").annotate(times=Count("pk"))
    ordered = sorted((since or LONG_AGO, times) for since, times in came)
    starts = [since for since, _times in ordered]
    totals = [0, *accumulate(times for _since, times in ordered)]
    return {day: totals[bisect_right(starts, day)] for day in days}
