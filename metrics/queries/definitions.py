"""Response times as the company defines them: each definition by itself, never two in one number.

A ticket is judged by the definition of its business type that held on the day of its start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from calendars.models import CalendarVersion, calendar_of_version
from calendars.queries.calendars import newest_version
from core.domain.worktime import Span
from metrics.domain import figures
from metrics.domain.definitions import UNITS, counted_time, part_of_span, waits_between
from metrics.domain.figures import Figure, FigureScope, FigureSpan, ValueTally
from metrics.enums import EndEvent, MetricUnit, Note, StartEvent
from metrics.models import ResponseTimeDefinition
from metrics.queries.cases import counted_tickets
from metrics.queries.measure import tallies_by, window_of
from metrics.queries.sources.events import event_cases, with_waits
from tickets.record.domain.scope import TicketScope
from tickets.record.models import TicketQuerySet

# Rows that are in memory at once where times are reckoned one by one.
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class DefinedTime:
    """The times of a definition on those days of a period on which it holds (`span`).

    `working` is there where it names a calendar that was published (`version`). Of a figure
    `missing` go on, and of `unknown` one of the events was not written down. `outside` are tickets
    that no number is about: they came in another way, or ended before they began.
    """

    definition: ResponseTimeDefinition
    until: date | None
    span: FigureSpan
    unit: MetricUnit
    natural: Figure
    working: Figure | None
    version: CalendarVersion | None
    outside: int


def times_by_definition(
    span: FigureSpan, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> list[DefinedTime]:
    """Every definition that holds on a day of the period, by business type and day.

    However many tickets there are: a statement for all definitions and one for each, with one more
    for a calendar and one for times that are reckoned one by one.
    """
    tickets = counted_tickets(scope, seen)
    return [
        _times_of(definition, until, part, tickets, at)
        for definition, until in definitions_in_order()
        if (part := part_of_span(definition.effective_from, until, span)) is not None
    ]


def definitions_in_order() -> Iterator[tuple[ResponseTimeDefinition, date | None]]:
    """Each with the day on which the next one of its business type begins."""
    rows = ResponseTimeDefinition.objects.select_related("calendar")
    ordered = [*rows.order_by("business_type", "effective_from"), None]
    for row, following in pairwise(ordered):
        if row is None:
            continue
        is_replaced = following is not None and following.business_type == row.business_type
        yield row, following.effective_from if following and is_replaced else None


def _times_of(
    definition: ResponseTimeDefinition,
    until: date | None,
    span: FigureSpan,
    tickets: TicketQuerySet,
    at: datetime,
) -> DefinedTime:
    start, end = StartEvent(definition.start_event), EndEvent(definition.end_event)
    window = window_of(span, at)
    of_type = tickets.filter(business_type=definition.business_type)
    cases = event_cases(start, end, of_type, window).order_by()
    tallies = tallies_by(cases, ("case_outside",))
    counted, outside = (tallies.get((flag,), ValueTally()) for flag in (False, True))

    version = newest_version(definition.calendar) if definition.calendar else None
    natural, working = counted, None
    if version is not None or definition.exclude_paused:
        natural, working = _reckoned_tallies(
            cases, counted, version, leaves_out=definition.exclude_paused
        )
    unit, is_open = UNITS[end], window.end > at
    return DefinedTime(
        definition=definition,
        until=until,
        span=span,
        unit=unit,
        natural=_figure_of(natural, unit, is_open=is_open),
        working=None if working is None else _figure_of(working, unit, is_open=is_open),
        version=version,
        outside=outside.count + outside.missing,
    )


def _figure_of(tally: ValueTally, unit: MetricUnit, *, is_open: bool) -> Figure:
    notes = (Note.OPEN_PERIOD,) if is_open else ()
    return figures.figure_of(tally, unit, has_singles=True, notes=notes)


def _reckoned_tallies(
    cases: TicketQuerySet,
    counted: ValueTally,
    version: CalendarVersion | None,
    *,
    leaves_out: bool,
) -> tuple[ValueTally, ValueTally | None]:
    """How often each time occurs, natural and working: case by case, as they come. What else was
    `counted` of them stays.
    """
    ended = cases.filter(case_outside=False, case_raw__isnull=False)
    columns = ["case_start", "case_end"]
    if leaves_out:
        ended, columns = with_waits(ended), [*columns, "case_waits"]
    calendar = calendar_of_version(version.pk) if version else None
    natural, working = replace(counted, times={}), replace(counted, times={})
    for start, end, *moves in ended.values_list(*columns).iterator(chunk_size=CHUNK):
        waits = _waits_in(moves[0], end) if leaves_out else ()
        natural.add(counted_time(start, end, waits), 1)
        if calendar is not None:
            working.add(counted_time(start, end, waits, calendar), 1)
    return natural, working if calendar is not None else None


def _waits_in(moves: list[dict[str, object]], until: datetime) -> list[Span]:
    lines = ((datetime.fromisoformat(str(move["at"])), bool(move["begins"])) for move in moves)
    return waits_between(lines, until)
