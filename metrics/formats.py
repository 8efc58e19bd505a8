"""Figures as a page prints them: rounded, with their unit, a dash for what is not known."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from metrics.domain.figures import PLACES, rounded_value
from metrics.enums import Better, MetricUnit
from metrics.queries.registry import Metric

# Scores and counts stand without a unit.
PATTERNS = {
    MetricUnit.MINUTES: _("%(value)s min"),
    MetricUnit.HOURS: _("%(value)s h"),
    MetricUnit.PERCENT: "%(value)s %%",
}


def measured_value(value: Decimal | None, unit: str) -> str:
    """`27.7 min`, `19.83 h`, `75.0 %`, `4.11`, `12`."""
    if value is None:
        return "—"
    unit = MetricUnit(unit)
    return PATTERNS.get(unit, "%(value)s") % {"value": f"{rounded_value(value, unit):,}"}


def number_format(unit: str) -> str:
    """How a spreadsheet writes such a number as `measured_value` does; it stays a number."""
    unit = MetricUnit(unit)
    places = "0" * PLACES[unit]
    number = f"#,##0.{places}" if places else "#,##0"
    words = str(PATTERNS.get(unit, "")).replace("%(value)s", "").replace("%%", "%")
    return f'{number}"{words}"' if words else number


def case_count(count: int, metric: Metric) -> str:
    """How many cases a figure stands on, in words."""
    if metric.key.startswith("sla_"):
        return ngettext("%(n)d limit", "%(n)d limits", count) % {"n": count}
    if metric.base is not None:
        return ngettext("%(n)d device", "%(n)d devices", count) % {"n": count}
    return ngettext("%(n)d ticket", "%(n)d tickets", count) % {"n": count}


def case_tone(value: Decimal, metric: Metric) -> str:
    """The colour of a case of a share: kept where it helps the figure, missed where it harms it."""
    if metric.better is None:
        return ""
    return "kept" if bool(value) == (metric.better == Better.HIGHER) else "missed"


# The names by which templates know them.
FILTERS = {"measured": measured_value, "case_count": case_count, "case_tone": case_tone}
