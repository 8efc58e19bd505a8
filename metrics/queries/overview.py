"""The pages of the house: the registry with this and the last month, and the list of cases behind
one figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.queries.paging import Page
from customers.enums import Level
from customers.models import Channel, ProductModel
from customers.rules import ContactVisibility
from metrics.domain.figures import DAY, WITHOUT, Figure, FigureScope, FigureSpan
from metrics.enums import Bucket, By
from metrics.queries import links, measure
from metrics.queries.registry import SECTIONS, Metric
from tickets.record.domain.scope import TicketScope
from tickets.record.enums import Nature, Tier
from tickets.record.models import IssueType
from tickets.record.queries.hidden_texts import hide_texts_of

PAGE_SIZE = 50
LAST_PAGE = 100_000
UNCLASSIFIED, NO_DEPARTMENT, NO_DEVICE = (
    measure.WITHOUT_LABELS[by] for by in (By.ISSUE_TYPE, By.DEPARTMENT, By.MODEL)
)
ANY = {
    By.CHANNEL: _("Every channel"),
    By.ISSUE_TYPE: _("Every issue type"),
    By.DEPARTMENT: _("Every department"),
    By.NATURE: _("Every nature"),
    By.TIER: _("Every tier"),
    By.CATEGORY: _("Every product category"),
    By.MODEL: _("Every product model"),
    By.LEVEL: _("Every customer level"),
    By.WEEKDAY: _("Every day"),
    By.HOUR: _("Every hour"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """A figure of one month and the list behind it."""

    figure: Figure
    path: str


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """A metric as the registry shows it."""

    metric: Metric
    this: Month
    last: Month


def registry_sections(
    today: date, *, at: datetime, seen: TicketScope
) -> list[tuple[Any, list[RegistryRow]]]:
    """Every metric of this and the last month, by section: one statement a metric.

    Of the tickets that somebody may see.
    """
    this = FigureSpan.month(today)
    last = FigureSpan.month(this.start - DAY)
    return [
        (name, [_registry_row(metric, last, this, at, seen) for metric in metrics])
        for name, metrics in SECTIONS
    ]


def _registry_row(
    metric: Metric, last: FigureSpan, this: FigureSpan, at: datetime, seen: TicketScope
) -> RegistryRow:
    recent = measure.figure_series(
        metric.key,
        FigureScope(),
        FigureSpan(last.start, this.end),
        Bucket.MONTH,
        at=at,
        seen=seen,
    )
    before, now = (
        Month(figure, links.cases_path(metric.key, FigureScope(), span))
        for (_day, figure), span in zip(recent, (last, this), strict=True)
    )
    return RegistryRow(metric, now, before)


def page_of_cases(
    key: str,
    scope: FigureScope,
    span: FigureSpan,
    number: str,
    *,
    at: datetime,
    seen: TicketScope,
    visibility: ContactVisibility,
) -> Page:
    """A page of the cases, the newest first.

    Counted pages: a ticket may come twice at the same second, so no key tells rows apart.
    """
    place = (
        min(int(number), LAST_PAGE)
        if number.isascii() and number.isdigit() and len(number) < 10
        else 1
    )
    start = (max(place, 1) - 1) * PAGE_SIZE
    cases = measure.cases_behind(key, scope, span, at=at, seen=seen)
    rows = cases.only("number", "summary", "tier", "status")
    found = list(rows[start : start + PAGE_SIZE + 1])
    hide_texts_of(found, visibility)
    more = len(found) > PAGE_SIZE
    return Page(found[:PAGE_SIZE], str(place + 1) if more else "", str(place - 1) if start else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the page: its name in the address, its words, the words for no filter, its
    choices as (value, label), and which of them are chosen.
    """

    name: str
    label: Any
    any: Any
    options: list[tuple[str, str]]
    chosen: list[str]

    @property
    def several(self) -> bool:
        """More chosen than one field can show."""
        return len(self.chosen) > 1

    @property
    def chosen_labels(self) -> list[str]:
        """What the chosen ones are called."""
        return [label for value, label in self.options if value in self.chosen]


def filter_choices(filters: Iterable[By], scope: FigureScope) -> list[Choice]:
    """The filters that a metric or a page allows: four statements.

    Of the models those of the chosen categories are offered; categories are those that models have.
    """
    models = list(ProductModel.objects.only("code", "name", "category"))
    kept = {
        By.CHANNEL: (scope.channels, lambda: _choice_rows(Channel.objects.all())),
        By.ISSUE_TYPE: (
            scope.issue_types,
            lambda: [*_choice_rows(IssueType.objects.all()), (str(WITHOUT), str(UNCLASSIFIED))],
        ),
        By.DEPARTMENT: (
            scope.departments,
            lambda: [*_choice_rows(Department.objects.all()), (str(WITHOUT), str(NO_DEPARTMENT))],
        ),
        By.NATURE: (scope.natures, lambda: _labelled_values(Nature.choices)),
        By.TIER: (scope.tiers, lambda: _labelled_values(Tier.choices)),
        By.CATEGORY: (scope.categories, lambda: _category_options(models)),
        By.MODEL: (
            scope.models,
            lambda: [*_model_options(models, scope), (str(WITHOUT), str(NO_DEVICE))],
        ),
        By.LEVEL: (scope.levels, lambda: _labelled_values(Level.choices)),
    }
    if scope.weekdays or scope.hours:
        # Nobody looks for these: the map of the week leads to them.
        kept[By.WEEKDAY] = (scope.weekdays, weekday_choices)
        kept[By.HOUR] = (scope.hours, hour_choices)
    return [
        Choice(by.value, by.label, ANY[by], options(), [str(value) for value in chosen])
        for by, (chosen, options) in kept.items()
        if by in filters
    ]


def _category_options(models: Iterable[ProductModel]) -> list[tuple[str, str]]:
    found = {model.category for model in models if model.category}
    return [(name, name) for name in sorted(found)]


def _model_options(models: Iterable[ProductModel], scope: FigureScope) -> list[tuple[str, str]]:
    """A chosen one stays, whatever its category."""
    return _choice_rows(
        model
        for model in models
        if not scope.categories or model.category in scope.categories or model.pk in scope.models
    )


def weekday_choices() -> list[tuple[str, str]]:
    """From Monday on, as addresses have it."""
    return [(str(day + 1), str(name)) for day, name in WEEKDAYS.items()]


def hour_choices() -> list[tuple[str, str]]:
    return [(str(hour), f"{hour:02d}:00–{hour + 1:02d}:00") for hour in range(24)]


def _choice_rows(rows: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


def _labelled_values(pairs: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in pairs]
