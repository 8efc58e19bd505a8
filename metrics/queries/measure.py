"""Figures of a metric: one statement each, however many tickets.

A statement brings every single value with how often it occurs, so that the mean, the quantiles and
the share within a target come from the very same rows, exact, on any database. A rate whose cases
come out of more than themselves takes one statement more, for those (`metrics.queries.rates`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, DateField, F, Max, Q
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.names import in_language
from customers.enums import Level
from metrics.domain import figures
from metrics.domain.figures import Figure, FigureScope, FigureSpan, ValueTally
from metrics.enums import Better, Bucket, By, Cohort, Note
from metrics.queries import rates
from metrics.queries.cases import CaseWindow, InUnit, counted_tickets
from metrics.queries.registry import LIMITS_TOGETHER, Metric, metric_of
from tickets.record.domain.scope import TicketScope
from tickets.record.enums import Nature, Tier
from tickets.record.models import TicketQuerySet

# `cases` is a statement that Django compiled, with placeholders of its own.
COUNTED_ROWS = (
    "SELECT %(names)s, COUNT(*), MAX(case_at) FROM (%(cases)s) AS cases (%(names)s, case_at)"
    " GROUP BY %(names)s"
)

# What a row of cases may say of one that has no value.
WITHOUT_VALUE = ("case_open", "case_unknown")

TRUNCATED = {Bucket.DAY: TruncDay, Bucket.WEEK: TruncWeek, Bucket.MONTH: TruncMonth}
GROUP_COLUMNS: dict[str, tuple[str, ...]] = {
    By.CHANNEL: ("channel_id", "channel__name", "channel__name_en"),
    By.ISSUE_TYPE: ("issue_type_id", "issue_type__name", "issue_type__name_en"),
    By.DEPARTMENT: ("department_id", "department__name"),
    By.TIER: ("tier",),
    By.NATURE: ("nature",),
    By.CATEGORY: ("asset__model__category",),
    By.MODEL: ("asset__model", "asset__model__code", "asset__model__name"),
    By.LEVEL: ("customer__level",),
}

# Words of stored values.
GROUP_LABELS: dict[str, Any] = {By.TIER: Tier, By.NATURE: Nature, By.LEVEL: Level}


# What those without one are called.
WITHOUT_LABELS: dict[str, Any] = {
    By.ISSUE_TYPE: gettext_lazy("Unclassified"),
    By.DEPARTMENT: gettext_lazy("No department"),
    By.CATEGORY: gettext_lazy("No device"),
    By.MODEL: gettext_lazy("No device"),
}


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """One group of a figure: `key` is the row's primary key or the stored value, None for those
    without one. Its `label` is in the language of whoever reads it.
    """

    key: Any
    dimension: By
    named: tuple[Any, ...]
    figure: Figure

    @property
    def label(self) -> str:
        return _group_label(self.dimension, self.named)


def measured_figure(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    *,
    at: datetime,
    seen: TicketScope | None = None,
) -> Figure:
    """The figure of a metric as it is known at `at`; raises `UnknownMetric`.

    `seen` narrows it to the tickets that somebody may see; without, it is the desk's.
    """
    found = metric_of(key)
    return _finished_figure(found, _tally_of(found, scope, span, at, seen), span, at)


def figure_series(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    bucket: Bucket,
    *,
    at: datetime,
    seen: TicketScope | None = None,
) -> list[tuple[date, Figure]]:
    """The figure of every day, week or month that the period touches; cases outside the period are
    in none of them. `seen` as for `measured_figure`. What waits at the end of a period is asked
    for each of them; all else is one statement.
    """
    found, zone = metric_of(key), timezone.get_default_timezone()
    if found.cohort == Cohort.WAITING:
        return [
            (day, measured_figure(key, scope, _days_of(day, span, bucket), at=at, seen=seen))
            for day in figures.bucket_starts(span, Bucket(bucket))
        ]
    start = TRUNCATED[Bucket(bucket)]("case_at", output_field=DateField(), tzinfo=zone)
    rows = _case_rows(found, scope, span, at, seen).annotate(bucket=start)
    days = {day: _days_of(day, span, bucket) for day in figures.bucket_starts(span, Bucket(bucket))}
    if found.base is None:
        tallies = {day: tally for (day,), tally in tallies_by(rows, ("bucket",)).items()}
    else:
        last_days = {day: part.end for day, part in days.items()}
        tallies = rates.rates_by_day(found.base, rows, scope, last_days)
    return [
        (day, _finished_figure(found, tallies.get(day, ValueTally()), part, at))
        for day, part in days.items()
    ]


def _days_of(day: date, span: FigureSpan, bucket: Bucket) -> FigureSpan:
    """The part of a bucket that lies in the period."""
    following = figures.bucket_starts(FigureSpan(day, day + 31 * figures.DAY), bucket)[1]
    return FigureSpan(max(day, span.start), min(following - figures.DAY, span.end))


def compliance_pct(
    key: str, scope: FigureScope, span: FigureSpan, target: Decimal, wanted: str, *, at: datetime
) -> Decimal | None:
    """工单达标率: per cent of the single cases within the target.

    None without cases, or where cases have no values of their own.
    """
    found = metric_of(key)
    if not found.has_singles:
        return None
    return figures.share_within(
        _tally_of(found, scope, span, at),
        found.unit,
        target,
        lower_is_better=wanted == Better.LOWER,
    )


def cases_behind(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    *,
    at: datetime,
    seen: TicketScope | None = None,
) -> TicketQuerySet:
    """What the figure counts: tickets with `case_at`, `case_value` in the metric's unit and
    `case_key`, the newest first.

    Of a limit each cycle is a row, so a ticket may come more than once. Of a rate the first case of
    each thing has the value 100, those after it 0.
    """
    found = metric_of(key)
    rows = _case_rows(found, scope, span, at, seen).filter(case_raw__isnull=False)
    if found.base is not None:
        rows = rates.first_of_things(rows)
    return rows.annotate(
        case_value=InUnit(F("case_raw"), figures.RAW_PER_UNIT[found.unit])
    ).order_by("-case_at", "-case_key")


def grouped(
    key: str, scope: FigureScope, span: FigureSpan, dimension: By, *, at: datetime
) -> list[tuple[str, Figure]]:
    """The figure of every channel, issue type, department, tier or nature that has cases: most
    cases first, then by name.
    """
    groups = figure_by_group(key, scope, span, dimension, at=at)
    return [(part.label, part.figure) for part in groups]


def figure_by_group(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    dimension: By,
    *,
    at: datetime,
    seen: TicketScope | None = None,
) -> list[FigureGroup]:
    """As `grouped`, with the key of each group; raises `ValueError` for a metric that is not split
    so.
    """
    found = metric_of(key)
    if dimension not in found.groups:
        raise ValueError(f"{key} is not split by {dimension}")
    columns = GROUP_COLUMNS[dimension]
    if found.base is None:
        figures_of = figure_by_columns(key, scope, span, columns, at=at, seen=seen)
    else:
        rows = _case_rows(found, scope, span, at, seen)
        tallies = rates.rates_by_group(found.base, rows, scope, span.end, dimension, columns)
        figures_of = _finished_figures(found, tallies, span, at)
    groups = [
        FigureGroup(named[0], dimension, named, figure) for named, figure in figures_of.items()
    ]
    return sorted(groups, key=lambda part: (-part.figure.count, part.label))


def figure_by_columns(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    columns: Iterable[str],
    *,
    at: datetime,
    seen: TicketScope | None = None,
    only: Q | None = None,
) -> dict[tuple[Any, ...], Figure]:
    """The figure by the values of columns of the ticket, of the tickets of which `only` is true.
    One statement. Raises `ValueError` for a rate against something else than its cases, which would
    be a whole everywhere.
    """
    found = metric_of(key)
    if found.base is not None:
        raise ValueError(f"{key} has a base of its own")
    rows = _case_rows(found, scope, span, at, seen)
    tallies = tallies_by(rows.filter(only) if only else rows, columns)
    return _finished_figures(found, tallies, span, at)


def _finished_figures(
    found: Metric,
    tallies: Mapping[tuple[Any, ...], ValueTally],
    span: FigureSpan,
    at: datetime,
) -> dict[tuple[Any, ...], Figure]:
    return {named: _finished_figure(found, tally, span, at) for named, tally in tallies.items()}


def figures_of_limits(
    scope: FigureScope, span: FigureSpan, *, at: datetime, seen: TicketScope | None = None
) -> dict[str, Figure]:
    """What `measured_figure` says of each kind of limit, by its code: two statements for all."""
    found: dict[str, Figure] = {}
    for source, codes in LIMITS_TOGETHER:
        rows = source(counted_tickets(scope, seen), window_of(span, at)).order_by()
        tallies = tallies_by(rows, ("case_kind",))
        for code in codes:
            metric, tally = metric_of(f"sla_{code}"), tallies.get((code,), ValueTally())
            found[code] = _finished_figure(metric, tally, span, at)
    return found


def _group_label(dimension: By, named: tuple[Any, ...]) -> str:
    if dimension in GROUP_LABELS:
        labels = dict(GROUP_LABELS[dimension].choices)
        return str(labels.get(named[0], named[0]))
    if named[0] is None:
        return str(WITHOUT_LABELS[dimension])
    if dimension == By.CATEGORY:
        return named[0] or _("No product category")
    if dimension == By.MODEL:
        return f"{named[2]} {named[1]}"
    return in_language(named[1], named[2]) if len(named) > 2 else named[1]


def _case_rows(
    found: Metric,
    scope: FigureScope,
    span: FigureSpan,
    at: datetime,
    seen: TicketScope | None = None,
) -> TicketQuerySet:
    """All cases of the cohort, also those without a value so far."""
    return found.source(counted_tickets(scope, seen), window_of(span, at)).order_by()


def window_of(span: FigureSpan, at: datetime) -> CaseWindow:
    start, end = span.moments(timezone.get_default_timezone())
    return CaseWindow(start, end, at)


def _tally_of(
    found: Metric,
    scope: FigureScope,
    span: FigureSpan,
    at: datetime,
    seen: TicketScope | None = None,
) -> ValueTally:
    rows = _case_rows(found, scope, span, at, seen)
    if found.base is not None:
        return rates.rate_tally(found.base, rows, scope, span.end)
    return tallies_by(rows, ()).get((), ValueTally())


def tallies_by(rows: TicketQuerySet, columns: Iterable[str]) -> dict[tuple[Any, ...], ValueTally]:
    """By the values of the columns: how often each single value occurs. One statement."""
    columns = tuple(columns)
    found: dict[tuple[Any, ...], ValueTally] = defaultdict(ValueTally)
    for row in _counted_values(rows, columns):
        tally = found[tuple(row[name] for name in columns)]
        raw, times = row["case_raw"], row["times"]
        if row.get("case_open"):
            tally.open += times
        elif row.get("case_unknown"):
            tally.unknown += times
        else:
            tally.add(raw, times, row.get("marked", 0), row["latest"] if raw else None)
    return dict(found)


def _counted_values(rows: TicketQuerySet, columns: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    """Each value with how often it occurs (`times`), its `latest` moment and how many are marked.

    What keeps a case from having a value (`case_open`, `case_unknown`) stands in a row of its own.
    """
    annotations = rows.query.annotations
    columns = (*columns, "case_raw", *(name for name in WITHOUT_VALUE if name in annotations))
    if annotations["case_at"].set_returning:
        return _counted_rows(rows, columns)

    counts = {"times": Count("*"), "latest": Max("case_at")}
    if "case_mark" in annotations:
        counts["marked"] = Count("pk", filter=Q(case_mark=True))
    return rows.values(*columns).annotate(**counts)


def _counted_rows(rows: TicketQuerySet, columns: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    """The same where one case may be several rows, which only a statement around it can count."""
    inner, params = rows.values_list(*columns, "case_at").query.sql_with_params()
    names = ", ".join(f"c{n}" for n in range(len(columns)))
    statement = COUNTED_ROWS % {"names": names, "cases": inner}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for *values, times, latest in cursor.fetchall():
            row = dict(zip(columns, values, strict=True))
            if isinstance(row.get("bucket"), datetime):
                row["bucket"] = row["bucket"].date()
            yield {**row, "times": times, "latest": latest}


def _finished_figure(found: Metric, tally: ValueTally, span: FigureSpan, at: datetime) -> Figure:
    return figures.figure_of(
        tally,
        found.unit,
        has_singles=found.has_singles,
        notes=tuple(_figure_notes(found, tally, span, at)),
    )


def _figure_notes(
    found: Metric, tally: ValueTally, span: FigureSpan, at: datetime
) -> Iterable[Note]:
    """Why the figure may still change."""
    if span.moments(timezone.get_default_timezone())[1] > at:
        yield Note.OPEN_PERIOD
    if found.settles_after and tally.latest and tally.latest + found.settles_after > at:
        yield Note.OPEN_WINDOW
    if tally.open:
        yield Note.OPEN_CONFIRMATION
