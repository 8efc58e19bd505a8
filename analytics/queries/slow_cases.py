"""The slow cases of a month as their page, its file and the reports show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.domain.pareto import Bar, pareto_table
from analytics.domain.slow_cases import suggested_fact
from analytics.enums import MeasureSource, SlowBasis
from analytics.models import Benchmark, SlowCase, SlowCause
from analytics.queries.look import Look, new_plan_path
from analytics.queries.month_tables import Asked, Row, in_languages
from core.queries import paging
from core.queries.paging import Order, Page
from customers.rules import ContactVisibility
from metrics.domain.definitions import MICROSECOND
from metrics.domain.figures import RAW_PER_UNIT
from metrics.enums import MetricUnit
from metrics.formats import measured_value, number_format
from metrics.queries import links, slow
from metrics.queries.slow import TimedCase
from pages.charts import Cell, Chart, ParetoBar, pareto_spec
from tickets.limits.models import Escalation
from tickets.record.models import Ticket, TicketQuerySet
from tickets.record.queries.hidden_texts import hide_texts_of

A_PAGE = 50
SLOWEST = Order("case_over", descending=True, kind=int)

# Among the causes of a list: those that nobody has given yet.
UNCODED = 0


@dataclass(frozen=True, slots=True)
class SlowLevel:
    """From when on a case is slow: past its limit, or longer than a `value` in a unit; None where
    there is no such value.
    """

    basis: SlowBasis
    value: Decimal | None
    unit: MetricUnit

    @property
    def has_value(self) -> bool:
        """Can anything be told?"""
        return self.basis == SlowBasis.LIMIT or self.value is not None

    @property
    def most(self) -> timedelta | None:
        """The value as a time."""
        if self.value is None:
            return None
        return round(self.value * RAW_PER_UNIT[self.unit]) * MICROSECOND

    @property
    def text(self) -> str:
        if self.basis == SlowBasis.LIMIT:
            return _("later than the limit")
        if self.value is None:
            return "—"
        return _("longer than %(time)s") % {"time": measured_value(self.value, self.unit)}


@dataclass(frozen=True, slots=True)
class SlowLook:
    """What is asked for: which time, from when on it is slow, and those of which cause alone: None
    for all of them, `UNCODED` for those without one.
    """

    look: Look
    timed: TimedCase
    level: SlowLevel
    cause: int | None = None

    @property
    def asked(self) -> Asked:
        return self.look.asked


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as a row: times in the unit of what is measured. `given` is what the retrospective has
    said so far, `version` that of it, 0 for nothing. `suggestion` is offered for want of a cause.
    """

    ticket: Ticket
    start: datetime
    spent: Decimal
    over: Decimal
    is_open: bool
    reasons: list[str]
    given: SlowCase | None
    suggestion: SlowCause | None
    fact: str

    @property
    def version(self) -> int:
        return self.given.version if self.given else 0

    @property
    def cause(self) -> SlowCause | None:
        return self.given.cause if self.given else None


# --- which -------------------------------------------------------------------------------------
def benchmark_level(timed: TimedCase, day: date) -> Decimal | None:
    """What others reach by a day, in the unit of the figure; a definition of the house has none."""
    if timed.definition is not None:
        return None
    row = Benchmark.objects.valid_on(day).filter(metric=timed.figure).first()
    return row.value if row else None


def every_case(asked: SlowLook) -> TicketQuerySet:
    """All cases of the time that is looked at, slow or not."""
    of_month = asked.asked
    return slow.all_cases(asked.timed, of_month.scope, at=of_month.at, seen=of_month.seen)


def count_known(asked: SlowLook) -> tuple[int, int]:
    """Of how many cases it is known whether they were slow, and of how many nobody wrote down the
    time. One statement.
    """
    if asked.level.basis == SlowBasis.LIMIT:
        of_month = asked.asked
        judged = slow.count_judged(asked.timed, of_month.scope, at=of_month.at, seen=of_month.seen)
        return judged, 0
    return slow.count_cases(every_case(asked))


def slow_rows(asked: SlowLook) -> TicketQuerySet:
    """The slow ones with `case_over`, and with the cause that was given as `cause_key`; of every
    cause. None where there is no level.
    """
    cases, most = every_case(asked), asked.level.most
    if asked.level.basis == SlowBasis.LIMIT:
        of_month = asked.asked
        rows = slow.past_limit(asked.timed, of_month.scope, at=of_month.at, seen=of_month.seen)
    elif most is None:
        rows = slow.longer_than(cases, timedelta.max).none()
    else:
        rows = slow.longer_than(cases, most)
    return with_cause(rows, asked.look.month)


def with_cause(rows: TicketQuerySet, month: date) -> TicketQuerySet:
    """With `cause_key`: what the retrospective of a month has given to each ticket."""
    given = SlowCase.objects.filter(ticket=OuterRef("pk"), month=month)
    return rows.annotate(cause_key=Subquery(given.values("cause")[:1]))


def counts_by_cause(rows: TicketQuerySet) -> dict[int, int]:
    """By the key of the cause how many there are; those without one are `UNCODED`, which always is
    there. One statement.
    """
    counted = rows.order_by().values_list("cause_key").annotate(cases=Count("pk"))
    return {UNCODED: 0, **{key or UNCODED: count for key, count in counted}}


def rows_of_cause(rows: TicketQuerySet, cause: int | None) -> TicketQuerySet:
    if cause is None:
        return rows
    if cause == UNCODED:
        return rows.filter(cause_key__isnull=True)
    return rows.filter(cause_key=cause)


# --- rows --------------------------------------------------------------------------------------
def page_of_cases(asked: SlowLook, cursor: str) -> Page:
    """The slowest first. One statement."""
    rows = rows_of_cause(slow_rows(asked), asked.cause)
    return paging.page_of(with_people(rows), SLOWEST, cursor, A_PAGE)


def with_people(rows: TicketQuerySet) -> TicketQuerySet:
    """With what a row says of its ticket."""
    return rows.select_related("department", "assignee").only(
        "number", "summary", "tier", "status", "reported_at", "department__name", "assignee"
    )


def shown_cases(
    tickets: Sequence[Ticket],
    asked: SlowLook,
    visibility: ContactVisibility,
    *,
    has_suggestions: bool = True,
) -> list[ShownCase]:
    """Rows with reasons, causes and suggestions: four statements however many there are, and two
    more for who does not see names; two less without suggestions.
    """
    hide_texts_of(tickets, visibility)
    keys = [ticket.pk for ticket in tickets]
    given = {case.ticket_id: case for case in _given_cases(keys, asked.look.month)}
    reasons = _reasons_of(keys, asked.timed)
    hints = suggested_causes(tickets) if has_suggestions else {}
    return [
        _shown_case(ticket, asked, reasons.get(ticket.pk, []), given, hints) for ticket in tickets
    ]


Hints = dict[int, tuple[SlowCause | None, str]]


def _shown_case(
    ticket: Ticket, asked: SlowLook, reasons: list[str], given: dict[int, SlowCase], hints: Hints
) -> ShownCase:
    case = given.get(ticket.pk)
    is_coded = case is not None and case.cause_id is not None
    suggestion, fact = (None, "") if is_coded else hints.get(ticket.pk, (None, ""))
    facts: Any = ticket
    return ShownCase(
        ticket=ticket,
        start=facts.case_start,
        spent=in_unit(facts.case_spent, asked.timed.unit),
        over=in_unit(facts.case_over, asked.timed.unit),
        is_open=facts.case_end is None,
        reasons=reasons,
        given=case,
        suggestion=suggestion,
        fact=fact,
    )


def in_unit(raw: int, unit: MetricUnit) -> Decimal:
    """Microseconds in the unit in which a time is told."""
    return Decimal(raw) / RAW_PER_UNIT[unit]


def _given_cases(keys: Iterable[int], month: date) -> QuerySet[SlowCase]:
    rows = SlowCase.objects.filter(month=month, ticket__in=keys)
    return rows.select_related("cause", "updated_by")


def _reasons_of(keys: Iterable[int], timed: TimedCase) -> dict[int, list[str]]:
    """By ticket why its limits of this time were missed, as was said then; each reason once."""
    rows = Escalation.objects.filter(
        clock__ticket__in=keys, clock__kind__code__in=timed.limits, reason_code__isnull=False
    ).order_by("reason_at", "pk")
    found: dict[int, dict[str, None]] = {}
    for ticket, name in rows.values_list("clock__ticket", "reason_code__name"):
        found.setdefault(ticket, {})[name] = None
    return {ticket: list(names) for ticket, names in found.items()}


def suggested_causes(tickets: Sequence[Ticket]) -> Hints:
    """By ticket the cause that its facts suggest, and which fact that is. Two statements."""
    causes = {
        cause.suggested_for: cause
        for cause in SlowCause.objects.filter(is_active=True).exclude(suggested_for="")
    }
    found: Hints = {}
    for key, delays in slow.delays_of(tickets).items():
        fact = suggested_fact(
            delays.whole,
            assignment=delays.assignment,
            parts=delays.parts,
            customer=delays.customer,
        )
        cause = causes.get(fact.value) if fact else None
        found[key] = (cause, str(fact.label) if fact and cause else "")
    return found


# --- the Pareto chart of causes ------------------------------------------------------------------
def cause_chart(counts: dict[int, int], asked: SlowLook, *, may_measure: bool) -> Chart:
    """Causes by their cases; what nobody has coded yet is a bar of its own, also where it is 0.

    One statement.
    """
    names = _names_of(counts)
    keys = {name: key for key, name in names.items()}
    bars, rows = [], []
    for bar in pareto_table({name: counts.get(key, 0) for key, name in names.items()}):
        cause = keys[bar.name]
        path = list_path(asked, cause)
        bars.append(_drawn_bar(bar, path))
        rows.append(
            [
                Cell(bar.name, path),
                Cell(f"{bar.count:,}", "", Decimal(bar.count), number_format(MetricUnit.COUNT)),
                _share_cell(bar.share),
                _share_cell(bar.cumulated),
                Cell(_("yes") if bar.is_vital else ""),
                *_answer_cells(cause, asked, may_measure=may_measure),
            ]
        )
    vital = [bar.name for bar in bars if bar.is_vital]
    return Chart(
        name="slow-causes",
        title=_("Causes: which make 80 %"),
        summary=_("Vital few: %(names)s.") % {"names": _(", ").join(vital) or "—"},
        spec=pareto_spec(bars, str(MetricUnit.COUNT.label), is_whole=True),
        columns=[
            pgettext("slow cases", "Cause"),
            _("Tickets"),
            _("Share"),
            _("Cumulated"),
            _("Vital few"),
            _("Measure"),
            _("Plan"),
        ],
        rows=rows,
    )


def uncoded_name() -> str:
    """What those are called that have no cause yet."""
    return _("Not coded yet")


def _names_of(counts: dict[int, int]) -> dict[int, str]:
    """The names of what was given, each once: two causes may have one name in a language."""
    found = {UNCODED: uncoded_name()}
    for cause in SlowCause.objects.filter(pk__in=counts):
        name = str(cause)
        found[cause.pk] = f"{name} ({cause.pk})" if name in found.values() else name
    return found


def _drawn_bar(bar: Bar, path: str) -> ParetoBar:
    share, cumulated = float(100 * bar.share), float(100 * bar.cumulated)
    say = f"{bar.name}: {bar.count:,}, {share:.1f} % ({cumulated:.1f} %)"
    return ParetoBar(bar.name, bar.count, cumulated, bar.is_vital, say, path)


def _share_cell(share: Fraction) -> Cell:
    per_cent = Decimal(100 * share.numerator) / share.denominator
    return Cell(f"{float(100 * share):.1f} %", "", per_cent, number_format(MetricUnit.PERCENT))


def _answer_cells(cause: int, asked: SlowLook, *, may_measure: bool) -> tuple[Cell, Cell]:
    """Where a measure against a cause begins, and where a plan does."""
    scope = asked.asked.scope
    if cause == UNCODED or not scope.is_of_plans:
        return Cell(""), Cell("")
    look, figure = asked.look, asked.timed.figure
    measure, plan = Cell(""), Cell("")
    if may_measure and look.has_offers:
        measure = Cell(_("New measure"), measure_path(cause, asked))
    if look.may_lead_plans:
        plan = Cell(_("New plan"), new_plan_path(figure, scope, look))
    return measure, plan


def measure_path(cause: int, asked: SlowLook) -> str:
    """A new measure against a cause, with the figure, its scope and where it comes from."""
    _page, _mark, narrowed = links.cases_path(
        asked.timed.figure, asked.asked.scope, asked.asked.span
    ).partition("?")
    given = {
        "figure": asked.timed.figure,
        "source": MeasureSource.RETROSPECTIVE.value,
        "cause": cause,
    }
    return f"{reverse('analytics:new_measure')}?{urlencode(given)}&{narrowed}"


def list_path(asked: SlowLook, cause: int | None = None) -> str:
    """The list of a cause, of the same month, filters and level."""
    look = asked.look
    query = [("month", f"{look.month:%Y-%m}"), ("metric", asked.timed.key)]
    query.append(("basis", asked.level.basis.value))
    level = asked.level
    if level.basis == SlowBasis.TIME and level.value is not None:
        query += [("than", f"{level.value.normalize():f}"), ("unit", level.unit.value)]
    query += [
        (links.PARTS[part], str(value))
        for part, values in asked.asked.scope.to_json().items()
        for value in values
    ]
    if cause is not None:
        query.append(("cause", str(cause)))
    return f"{reverse('analytics:slow')}?{urlencode(query)}#cases"


# --- what reports keep ---------------------------------------------------------------------------
def cause_rows(months: Sequence[Asked]) -> list[Row]:
    """Causes of the cases that missed the limit of their response or of their solution in months,
    most first; those that nobody has coded yet stand at the end, also where there are none. Empty
    where no case was slow.

    Two statements for each month, and one.
    """
    counts: dict[str, dict[int, int]] = {"response": {}, "resolution": {}}
    for asked in months:
        response, resolution = slow.plain_cases(asked.span)
        for name, timed in (("response", response), ("resolution", resolution)):
            for key, count in _counts_past_limit(timed, asked).items():
                counts[name][key] = counts[name].get(key, 0) + count
    if not any(sum(of_time.values()) for of_time in counts.values()):
        return []
    causes = {cause.pk: cause for cause in SlowCause.objects.all()}
    given = {key for of_time in counts.values() for key in of_time if key != UNCODED}
    rows = [{"key": key, **_cause_names(causes[key]), **_numbers_of(key, counts)} for key in given]
    rows.sort(key=lambda row: (-row["response"] - row["resolution"], row["key"]))
    uncoded = {"key": UNCODED, **in_languages(uncoded_name), **_numbers_of(UNCODED, counts)}
    return [*rows, uncoded]


def _counts_past_limit(timed: TimedCase, asked: Asked) -> dict[int, int]:
    late = slow.past_limit(timed, asked.scope, at=asked.at, seen=asked.seen)
    return counts_by_cause(with_cause(late, asked.span.start))


def _cause_names(cause: SlowCause) -> dict[str, str]:
    return {"zh": cause.name, "en": cause.name_en or cause.name}


def _numbers_of(key: int, counts: dict[str, dict[int, int]]) -> dict[str, int]:
    return {name: of_time.get(key, 0) for name, of_time in counts.items()}
