"""Which tickets took too long, and what of that time went by waiting: for a look back at a month.

A case is a ticket of a time that is measured: from the report to the first response, from the
report to the solution, or between the events of a definition. One that goes on has the time until
now, so that what nobody has answered yet is not forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext as _

from core.domain import worktime
from core.domain.worktime import NOTHING, Span
from metrics.domain.definitions import MICROSECOND, UNITS, part_of_span, waits_between
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import EndEvent, MetricUnit, StartEvent
from metrics.models import ResponseTimeDefinition
from metrics.queries.cases import CaseWindow, Microseconds, counted_tickets
from metrics.queries.definitions import definitions_in_order
from metrics.queries.measure import window_of
from metrics.queries.registry import REGISTRY
from metrics.queries.sources.events import event_cases, is_outside_wait
from metrics.queries.sources.limits import judgement
from metrics.queries.sources.times import of_reported, of_resolved
from metrics.queries.sources.works import CAME_TO_SOMEBODY
from tickets.limits.models import SlaClock
from tickets.limits.models.clocks import SlaClockQuerySet
from tickets.record.domain import lifecycle
from tickets.record.domain.scope import TicketScope
from tickets.record.enums import BusinessType, EventKind, Status, WaitReason
from tickets.record.models import TicketEvent, TicketQuerySet

RESPONSE, RESOLUTION = "avg_response", "avg_resolution"
DEFINITION = "definition-"

# Which kinds of limits say of a time that it was too long. An urgent ticket has a promise instead
# of a limit for its solution.
ANSWER_LIMITS, REPLY_LIMITS, SOLUTION_LIMITS = ("ack",), ("respond",), ("resolve", "promise")
LIMITS_OF_END: dict[EndEvent, tuple[str, ...]] = {
    EndEvent.FIRST_RESPONSE: ANSWER_LIMITS,
    EndEvent.ENGINEER_REPLY: REPLY_LIMITS,
    EndEvent.FIXED: SOLUTION_LIMITS,
    EndEvent.RESOLVED: SOLUTION_LIMITS,
    EndEvent.FINISH_NOTICE: SOLUTION_LIMITS,
}


@dataclass(frozen=True, slots=True)
class TimedCase:
    """A time that is measured: its `key` in addresses, the `unit` in which it is told, the figure
    of the registry that comes nearest to it, and the kinds of `limits` that may be missed. Cases
    of a `definition` are those of the days of `span`, on which it holds.
    """

    key: str
    name: str
    unit: MetricUnit
    figure: str
    limits: tuple[str, ...]
    span: FigureSpan
    definition: ResponseTimeDefinition | None = None


@dataclass(frozen=True, slots=True)
class CaseDelays:
    """How much of the `whole` time of a case went by before somebody had it, while it waited for
    parts, and while it waited for the customer.
    """

    whole: timedelta
    assignment: timedelta = NOTHING
    parts: timedelta = NOTHING
    customer: timedelta = NOTHING


def timed_cases(span: FigureSpan) -> list[TimedCase]:
    """First response, solution, and each definition that holds on a day of the period. One
    statement.
    """
    return [
        *plain_cases(span),
        *(
            _defined_case(definition, part)
            for definition, until in definitions_in_order()
            if (part := part_of_span(definition.effective_from, until, span)) is not None
        ),
    ]


def plain_cases(span: FigureSpan) -> tuple[TimedCase, TimedCase]:
    """First response and solution."""
    return (
        _plain_case(RESPONSE, ANSWER_LIMITS, span),
        _plain_case(RESOLUTION, SOLUTION_LIMITS, span),
    )


def _plain_case(key: str, limits: tuple[str, ...], span: FigureSpan) -> TimedCase:
    names = {RESPONSE: _("Report to first response"), RESOLUTION: _("Report to solution")}
    return TimedCase(key, names[key], REGISTRY[key].unit, key, limits, span)


def _defined_case(definition: ResponseTimeDefinition, part: FigureSpan) -> TimedCase:
    end = EndEvent(definition.end_event)
    unit = UNITS[end]
    business = BusinessType(definition.business_type).label
    return TimedCase(
        key=f"{DEFINITION}{definition.pk}",
        name=_("%(name)s (%(business)s)") % {"name": definition.label, "business": business},
        unit=unit,
        figure=RESPONSE if unit == MetricUnit.MINUTES else RESOLUTION,
        limits=LIMITS_OF_END[end],
        span=part,
        definition=definition,
    )


def all_cases(
    timed: TimedCase, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> TicketQuerySet:
    """Every case of the time, with `case_start`, `case_end` (empty while it goes on), `case_until`
    (its end, or now), `case_spent` in whole microseconds of natural time, and whether its time was
    never written down (`case_unknown`).

    What a definition leaves out of a time is left out of it here too.
    """
    tickets, window = counted_tickets(scope, seen), window_of(timed.span, at)
    return _measured(_cases_of(timed, tickets, window), timed, at)


def count_cases(cases: TicketQuerySet) -> tuple[int, int]:
    """How many of all cases have a time, and of how many it was never written down. One
    statement.
    """
    unknown = Count("pk", filter=Q(case_unknown=True))
    found = cases.aggregate(every=Count("pk"), unknown=unknown)
    return found["every"] - found["unknown"], found["unknown"]


def longer_than(cases: TicketQuerySet, most: timedelta) -> TicketQuerySet:
    """Those that took longer, with `case_over`: by how many microseconds."""
    bound = most // MICROSECOND
    known = cases.filter(case_unknown=False, case_spent__gt=bound)
    over = ExpressionWrapper(F("case_spent") - Value(bound), output_field=BigIntegerField())
    return known.annotate(case_over=over)


def past_limit(
    timed: TimedCase, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> TicketQuerySet:
    """Cases of which a limit of the time was missed in the period, as the figures of limits count
    it, whenever they began: with the columns of `all_cases`, and with `case_over`, by how many
    microseconds of natural time it was, or still is, late; of several cycles the latest one counts.

    Of a definition those of its own cases.
    """
    # A clock that stands still has no due time; it was missed when it was due.
    due = Coalesce("due_at", "breached_at")
    until = Coalesce("stopped_at", Value(at), output_field=DateTimeField())
    late = ExpressionWrapper(Greatest(until, due) - due, output_field=DurationField())
    missed, _judged = _clocks_of(timed, at)
    latest = missed.filter(ticket=OuterRef("pk")).values("ticket").annotate(late=Max(late))
    over = Microseconds(Subquery(latest.values("late"), output_field=DurationField()))

    tickets = counted_tickets(scope, seen).filter(pk__in=missed.values("ticket"))
    rows = _measured(_timed_tickets(timed, tickets, at), timed, at)
    return rows.filter(case_unknown=False).annotate(case_over=over)


def count_judged(
    timed: TimedCase, scope: FigureScope, *, at: datetime, seen: TicketScope | None = None
) -> int:
    """Of how many tickets a limit of the time was judged in the period. One statement."""
    _missed, judged = _clocks_of(timed, at)
    tickets = counted_tickets(scope, seen).filter(pk__in=judged.values("ticket"))
    return _timed_tickets(timed, tickets, at).filter(case_unknown=False).count()


def delays_of(cases: Sequence[Any]) -> dict[int, CaseDelays]:
    """By ticket what the time of its case went by with, from the ledger; `cases` are tickets as
    `all_cases` has them. One statement.
    """
    lines: defaultdict[int, list[TicketEvent]] = defaultdict(list)
    moved = Q(kind=EventKind.MOVED) & (
        Q(before__in=lifecycle.WAITING) | Q(after__in=lifecycle.WAITING)
    )
    events = TicketEvent.objects.filter(
        Q(kind__in=CAME_TO_SOMEBODY) | moved, ticket__in=[case.pk for case in cases]
    )
    for line in events.order_by("at", "pk").only("ticket", "kind", "at", "after", "data"):
        lines[line.ticket_id].append(line)
    return {case.pk: _delays_of_case(case, lines[case.pk]) for case in cases}


# --- parts --------------------------------------------------------------------------------------
def _measured(rows: TicketQuerySet, timed: TimedCase, at: datetime) -> TicketQuerySet:
    """With the end of each case, or now, and its time until then."""
    rows = rows.annotate(case_until=Coalesce("case_end", Value(at), output_field=DateTimeField()))
    spent: Any = _length("case_start", "case_until")
    if timed.definition is not None and timed.definition.exclude_paused:
        spent = spent - Coalesce(_waited_time(), Value(NOTHING))
    return rows.annotate(
        case_spent=Microseconds(ExpressionWrapper(spent, output_field=DurationField()))
    ).order_by()


def _cases_of(timed: TimedCase, tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """The cases that the figure of the time puts into a period."""
    if timed.definition is not None:
        return _defined_cases(timed.definition, tickets, window)
    cohort = of_resolved if timed.key == RESOLUTION else of_reported
    return _plain_cases_of(timed, cohort(tickets, window))


def _timed_tickets(timed: TimedCase, tickets: TicketQuerySet, at: datetime) -> TicketQuerySet:
    """These tickets as cases, whenever they began; of a definition those that it puts into its
    period.
    """
    if timed.definition is not None:
        return _defined_cases(timed.definition, tickets, window_of(timed.span, at))
    return _plain_cases_of(timed, tickets)


def _plain_cases_of(timed: TimedCase, tickets: TicketQuerySet) -> TicketQuerySet:
    if timed.key == RESOLUTION:
        return tickets.annotate(
            case_start=F("reported_at"), case_end=F("resolved_at"), case_unknown=Value(False)
        )
    # An old register may tell that somebody answered, but not when.
    is_unknown = Q(first_responded_at__isnull=True) & ~Q(status__in=lifecycle.UNANSWERED)
    return tickets.annotate(
        case_start=F("reported_at"),
        case_end=F("first_responded_at"),
        case_unknown=Case(
            When(is_unknown, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
    )


def _defined_cases(
    definition: ResponseTimeDefinition, tickets: TicketQuerySet, window: CaseWindow
) -> TicketQuerySet:
    of_type = tickets.filter(business_type=definition.business_type)
    start, end = StartEvent(definition.start_event), EndEvent(definition.end_event)
    return event_cases(start, end, of_type, window).filter(case_outside=False)


def _clocks_of(timed: TimedCase, at: datetime) -> tuple[SlaClockQuerySet, SlaClockQuerySet]:
    """The clocks that were missed in the period, and all that were judged in it."""
    found, window = judgement(worktime.whole_second(at)), window_of(timed.span, at)
    missed = found.missed & window.has("breached_at") | found.overdue & window.has("due_at")
    judged = missed | found.ended & window.has("stopped_at")
    clocks = SlaClock.objects.filter(kind__code__in=timed.limits, cancelled_at__isnull=True)
    return clocks.filter(missed).order_by(), clocks.filter(judged).order_by()


def _length(start: str, end: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(end) - F(start), output_field=DurationField())


def _waited_time() -> Subquery:
    """How long a case waited for somebody outside the house: each move ends the wait before it."""
    moves = TicketEvent.objects.filter(
        Q(before__in=lifecycle.WAITING) | Q(after__in=lifecycle.WAITING), kind=EventKind.MOVED
    )
    is_later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    following = moves.filter(is_later, ticket=OuterRef("ticket")).order_by("at", "pk")
    start, end = (
        ExpressionWrapper(OuterRef(name), output_field=DateTimeField())
        for name in ("case_start", "case_until")
    )
    waits = moves.filter(is_outside_wait(), ticket=OuterRef("pk")).annotate(
        since=Greatest("at", start),
        until=Least(Coalesce(Subquery(following.values("at")[:1]), end), end),
    )
    inside = waits.filter(until__gt=F("since")).order_by().values("ticket")
    return Subquery(
        inside.annotate(waited=Sum(_length("since", "until"))).values("waited"),
        output_field=DurationField(),
    )


def _delays_of_case(case: Any, lines: Sequence[TicketEvent]) -> CaseDelays:
    whole = (case.case_start, case.case_until)
    came = next((line.at for line in lines if line.kind in CAME_TO_SOMEBODY), None)
    if came is None and case.case_end is None:
        # Nobody has it still; what has ended was somebody's, and nobody wrote down since when.
        came = case.case_until
    moves = [line for line in lines if line.kind == EventKind.MOVED]
    customer = [(line.at, line.after == Status.WAITING_CUSTOMER) for line in moves]
    parts = [(line.at, _waits_for_parts(line)) for line in moves]
    return CaseDelays(
        whole=case.case_until - case.case_start,
        assignment=_part_inside([(case.reported_at, came)] if came else [], whole),
        parts=_part_inside(waits_between(parts, case.case_until), whole),
        customer=_part_inside(waits_between(customer, case.case_until), whole),
    )


def _waits_for_parts(line: TicketEvent) -> bool:
    is_of_house = line.after == Status.WAITING_INTERNAL
    return is_of_house and line.data.get("reason") == WaitReason.PARTS


def _part_inside(spans: Iterable[Span], whole: Span) -> timedelta:
    start, end = whole
    inside = (min(until, end) - max(since, start) for since, until in spans)
    return sum((length for length in inside if length > NOTHING), NOTHING)
