"""Measures as lists and pages show them: their figures, their cycles, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import User
from analytics.domain import pdca
from analytics.enums import MeasurePhase
from analytics.models import Measure, MeasureCycle, MeasureEvent
from analytics.models.measures import MeasureQuerySet
from core.queries import paging
from core.queries.paging import Order, Page
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from metrics.queries import links, measure
from metrics.queries.overview import filter_choices
from metrics.queries.registry import GROUPS, REGISTRY, Metric

WITH_PEOPLE = Measure.objects.select_related("owner", "department", "created_by").prefetch_related(
    Prefetch("cycles", MeasureCycle.objects.order_by("-number"))
)

A_PAGE = 50
NEWEST = Order("created_at", descending=True)

STATES: dict[str, frozenset[MeasurePhase]] = {
    "open": pdca.UNFINISHED,
    "effective": pdca.PROVEN,
    "ended": frozenset({MeasurePhase.ENDED}),
}


@dataclass(frozen=True, slots=True)
class ShownCycle:
    """A round as texts; `tone` of its verdict."""

    number: int
    due_on: date
    effective_on: date | None
    before: str
    before_path: str
    before_count: int | None
    after: str
    after_path: str
    after_count: int | None
    is_met: bool | None
    check_day: date | None


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure with its figure in words."""

    row: Measure
    figure: str
    meaning: str
    scope: str
    target: str
    cycles: list[ShownCycle]
    events: list[MeasureEvent]
    is_late: bool

    @property
    def decisive(self) -> ShownCycle:
        """The newest round with a verdict, else the newest."""
        return next((one for one in self.cycles if one.is_met is not None), self.cycles[0])


def value_in_window(
    row: Measure, first: date, last: date, *, at: datetime
) -> tuple[Decimal | None, int]:
    """The figure of a window of days as it is known at a moment, and its number of cases."""
    scope = FigureScope.from_json(row.scope)
    found = measure.measured_figure(row.metric, scope, FigureSpan(first, last), at=at)
    return found.value, found.count


def page_of_measures(user: User, state: str, cursor: str) -> Page:
    """Those of a state that somebody may see, the newest first. Two statements."""
    rows = WITH_PEOPLE.visible_to(user).filter(phase__in=STATES[state])
    return paging.page_of(rows, NEWEST, cursor, A_PAGE)


def counts_by_state(user: User) -> dict[str, int]:
    """How many there are of each state. One statement."""
    counts = {name: Count("pk", filter=Q(phase__in=phases)) for name, phases in STATES.items()}
    found: dict[str, int] = Measure.objects.visible_to(user).aggregate(**counts)
    return found


def shown_measure(row: Measure, today: date, *, with_events: bool = False) -> ShownMeasure:
    """As its page shows it, in the language that is active."""
    metric = REGISTRY[row.metric]
    cycles = [_shown_cycle(row, cycle, metric) for cycle in row.cycles.all()]
    events = row.events.select_related("actor") if with_events else MeasureEvent.objects.none()
    return ShownMeasure(
        row=row,
        figure=str(metric.name),
        meaning=metric.definition,
        scope=scope_text(FigureScope.from_json(row.scope)) if with_events else "",
        target=_value_text(row.target, metric),
        cycles=cycles,
        events=list(events),
        is_late=row.phase in pdca.UNDER_WAY and row.cycle.due_on < today,
    )


def _value_text(value: Decimal | None, metric: Metric) -> str:
    return measured_value(value, MetricUnit(metric.unit))


def _shown_cycle(row: Measure, cycle: MeasureCycle, metric: Metric) -> ShownCycle:
    paths = _window_paths(row, cycle)
    return ShownCycle(
        number=cycle.number,
        due_on=cycle.due_on,
        effective_on=cycle.effective_on,
        before=_value_text(cycle.before, metric),
        before_path=paths[0],
        before_count=cycle.before_count,
        after=_value_text(cycle.after, metric),
        after_path=paths[1],
        after_count=cycle.after_count,
        is_met=cycle.is_met,
        check_day=cycle.check_day(row.window_days),
    )


def _window_paths(row: Measure, cycle: MeasureCycle) -> list[str]:
    """The tickets behind both values; empty before it took effect."""
    if cycle.effective_on is None:
        return ["", ""]
    scope = FigureScope.from_json(row.scope)
    windows = pdca.windows_around(cycle.effective_on, row.window_days)
    return [links.cases_path(row.metric, scope, FigureSpan(*window)) for window in windows]


def scope_text(scope: FigureScope) -> str:
    """Which tickets the figure is about. Four statements where it is narrowed."""
    if scope.is_all:
        return _("all tickets")
    chosen = [choice for choice in filter_choices(GROUPS, scope) if choice.chosen]
    return "; ".join(f"{choice.label}: {_(', ').join(choice.chosen_labels)}" for choice in chosen)


def effective_measures(
    measures: MeasureQuerySet, first: date, last: date
) -> Iterable[MeasureCycle]:
    """Rounds of these measures that took effect within days."""
    return (
        MeasureCycle.objects.filter(
            effective_on__gte=first,
            effective_on__lte=last,
            measure__in=measures,
        )
        .select_related("measure")
        .order_by("effective_on", "pk")
    )
