"""The report of a month as its page and its papers show it, in the language that is active."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from analytics.domain.report import Difference, differences
from analytics.enums import Section
from analytics.models import MonthlyReport
from analytics.queries.definition_rows import COUNTS, TIMES, definition_columns
from analytics.queries.month_tables import number_text
from analytics.queries.months import FIGURES
from analytics.queries.rectification_settings import failure_limit_of
from metrics.domain.figures import FigureScope, FigureSpan, rounded_value
from metrics.enums import Better, MetricUnit
from metrics.formats import measured_value
from metrics.queries import links
from metrics.queries.registry import REGISTRY
from pages.charts import Bar

DASH = "—"
PLACES = Decimal("0.1")

# The tables of each part.
TABLES: dict[Section, tuple[str, ...]] = {
    Section.TYPES: ("types", "tiers", "channels"),
    Section.TIMES: ("definitions",),
    Section.SATISFACTION: ("reasons",),
    Section.MODELS: ("models",),
    Section.MISSED: ("missed", "causes"),
    Section.DEPARTMENTS: ("departments",),
}


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with its neighbours as texts; `tone` of the way it went since the month before."""

    key: str
    name: str
    meaning: str
    value: str
    last: str
    year: str
    count: int
    change: str
    tone: str
    path: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its title; the first column names the row. `bars`, in the table's unit, and
    `widths` in per cent of the longest are there where a picture says more.
    """

    name: str
    title: str
    columns: list[str]
    rows: list[list[str]]
    bars: list[Bar]
    widths: list[str]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A part of the report."""

    key: str
    title: str
    figures: list[ShownFigure]
    tables: list[ShownTable]
    remark: str


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A number that was restated."""

    what: str
    before: str
    after: str


def shown_sections(report: MonthlyReport) -> list[ShownSection]:
    """All parts in their order. One statement, for the remarks."""
    remarks = {remark.section: remark.text for remark in report.remarks.all()}
    return [
        ShownSection(
            key=section.value,
            title=str(section.label),
            figures=[_shown_figure(report, key) for key in _kept_figures(report, section)],
            tables=[_shown_table(report, name) for name in _kept_tables(report, section)],
            remark=remarks.get(section.value, ""),
        )
        for section in Section
    ]


def _kept_figures(report: MonthlyReport, section: Section) -> list[str]:
    """A report of an earlier release has fewer of them."""
    return [key for key in FIGURES.get(section, ()) if key in report.data["figures"]]


def _kept_tables(report: MonthlyReport, section: Section) -> list[str]:
    """As for figures."""
    return [name for name in TABLES.get(section, ()) if name in report.data["tables"]]


def _language() -> str:
    return "en" if get_language() == "en" else "zh"


def _shown_figure(report: MonthlyReport, key: str) -> ShownFigure:
    figure, definition = report.data["figures"][key], report.data["definitions"][key]
    unit, language = definition["unit"], _language()
    change, tone = _change_of(key, figure, unit)
    return ShownFigure(
        key=key,
        name=definition[language],
        meaning=definition[f"meaning_{language}"],
        value=_value_text(figure["value"], unit),
        last=_value_text(figure["last_value"], unit),
        year=_value_text(figure["year_value"], unit),
        count=figure["count"],
        change=change,
        tone=tone,
        path=links.cases_path(key, FigureScope(), FigureSpan.month(report.month)),
    )


def _value_text(value: str | None, unit: str) -> str:
    return measured_value(None if value is None else Decimal(value), unit)


def _change_of(key: str, figure: Mapping[str, Any], unit: str) -> tuple[str, str]:
    """Since the month before, with its sign, and whether that is better."""
    if figure["value"] is None or figure["last_value"] is None:
        return "", ""
    change = Decimal(figure["value"]) - Decimal(figure["last_value"])
    shown = rounded_value(change, MetricUnit(unit))
    if not shown:
        return "±0", ""
    metric = REGISTRY.get(key)
    better = metric.better if metric else None
    if better is None:
        return f"{shown:+,}", ""
    is_better = (change < 0) == (better == Better.LOWER)
    return f"{shown:+,}", "kept" if is_better else "missed"


def _shown_table(report: MonthlyReport, name: str) -> ShownTable:
    rows = report.data["tables"][name]
    language = _language()
    title, columns, cells, share = _form_of(report, name)
    drawn = [cell.partition(":")[0] for cell in cells].index(share) if share else 0
    return ShownTable(
        name=name,
        title=title,
        columns=columns,
        rows=[[row[language], *(cell_text(row, cell) for cell in cells)] for row in rows],
        bars=[_bar_of(row, cells[drawn]) for row in rows] if share else [],
        widths=[_bar_width(row, share, rows) for row in rows] if share else [],
        unit=columns[drawn + 1],
    )


def _bar_of(row: Mapping[str, Any], cell: str) -> Bar:
    value = row[cell.partition(":")[0]]
    name, text = row[_language()], cell_text(row, cell)
    return Bar(name, None if value is None else float(value), f"{name}: {text}", text=text)


def cell_text(row: Mapping[str, Any], cell: str) -> str:
    """`name` of a value, and after a colon its unit: `share:percent`; `mean:own` where each row has
    one of its own.
    """
    name, _colon, kind = cell.partition(":")
    value = row.get(name)
    if value is None:
        return DASH
    if kind == "flag":
        return pgettext("failure rate", "yes") if value else pgettext("failure rate", "no")
    if not kind:
        return f"{value:,}"
    if kind == "own":
        kind = row["unit"]
    return measured_value(Decimal(value), kind)


def _bar_width(row: Mapping[str, Any], share: str, rows: list[Mapping[str, Any]]) -> str:
    """Against the longest one."""
    longest = max(Decimal(other[share] or 0) for other in rows)
    part = 100 * Decimal(row[share] or 0) / longest if longest else Decimal(0)
    return f"{part.quantize(PLACES)}"


TableForm = tuple[str, list[str], tuple[str, ...], str]


def _split_form(title: str, first: str) -> TableForm:
    columns = [first, _("Tickets"), _("Share"), _("Last month")]
    return title, columns, ("count", "share:percent", "last_share:percent"), "count"


def _reasons_form() -> TableForm:
    columns = [_("Reason"), pgettext("count", "Times"), _("Share")]
    return _("Why customers gave low scores"), columns, ("count", "share:percent"), "count"


def _models_form(limit: Decimal) -> TableForm:
    columns = [
        _("Model"),
        _("Devices that failed"),
        _("Tickets"),
        _("Devices in use"),
        _("Failure rate"),
        _("Above %(limit)s %%") % {"limit": number_text(limit)},
    ]
    cells = ("failed", "tickets", "base", "rate:percent", "is_above:flag")
    return _("Confirmed faults of the month"), columns, cells, "rate"


def _missed_form() -> TableForm:
    columns = [_("Limit"), _("Judged"), pgettext("limits", "Missed"), _("Late by, mean")]
    return (
        _("Limits that were missed"),
        columns,
        ("judged", "missed", "late_minutes:minutes"),
        "missed",
    )


def _departments_form() -> TableForm:
    columns = [
        _("Department"),
        _("Tickets"),
        _("First response, mean"),
        pgettext("figure", "most"),
        pgettext("figure", "least"),
        _("benchmark"),
        _("Gap"),
    ]
    times = ("mean", "maximum", "minimum", "benchmark", "gap")
    cells = ("count", *(f"{name}:minutes" for name in times))
    return _("First response by department"), columns, cells, "mean"


def _definitions_form() -> TableForm:
    counts, times = definition_columns()
    cells = (*COUNTS, *(f"{name}:own" for name in TIMES))
    title = _("Response times by definition")
    return title, [_("Definition"), *counts, *times], cells, ""


def _causes_form() -> TableForm:
    title = _("Causes of missed limits")
    columns = [pgettext("slow cases", "Cause"), _("First response"), pgettext("report", "Solution")]
    return title, columns, ("response", "resolution"), ""


TABLE_FORMS = {
    "types": lambda: _split_form(_("Types of problems"), _("Issue type")),
    "tiers": lambda: _split_form(_("Tiers"), _("Tier")),
    "channels": lambda: _split_form(_("Channels"), _("Channel")),
    "reasons": _reasons_form,
    "missed": _missed_form,
    "departments": _departments_form,
    "definitions": _definitions_form,
    "causes": _causes_form,
}


def _form_of(report: MonthlyReport, name: str) -> TableForm:
    """Title, columns, cells and what is drawn of a table; that of the models names its limit."""
    if name == "models":
        return _models_form(failure_limit_of(report.data))
    return TABLE_FORMS[name]()


def shown_differences(earlier: MonthlyReport, later: MonthlyReport) -> list[ShownDifference]:
    """What the later version says otherwise."""
    return [_shown_difference(later, one) for one in differences(earlier.data, later.data)]


def _shown_difference(report: MonthlyReport, one: Difference) -> ShownDifference:
    definition = report.data["definitions"].get(one.place)
    if definition is None:
        title, columns, cells, _share = _form_of(report, one.place)
        names = dict(zip((cell.partition(":")[0] for cell in cells), columns[1:], strict=True))
        kinds = {cell.partition(":")[0]: cell for cell in cells}
        cell = kinds.get(one.column, one.column)
        what = f"{title} · {one.row} · {names.get(one.column, one.column)}"
        row = _row_called(report, one)
        before, after = (
            cell_text({**row, one.column: value}, cell) for value in (one.before, one.after)
        )
        return ShownDifference(what, before, after)
    words = _figure_columns().get(one.column, one.column)
    unit = MetricUnit.COUNT if one.column in ("count", "missing") else definition["unit"]
    before, after = (
        _value_text(None if value is None else str(value), unit)
        for value in (one.before, one.after)
    )
    return ShownDifference(f"{definition[_language()]} · {words}", before, after)


def _row_called(report: MonthlyReport, one: Difference) -> Mapping[str, Any]:
    rows = report.data["tables"][one.place]
    return next((row for row in rows if row.get("zh") == one.row), {"unit": MetricUnit.HOURS})


def _figure_columns() -> dict[str, str]:
    return {
        "value": pgettext("figure", "Value"),
        "count": pgettext("figure", "counted"),
        "missing": _("not answered yet"),
        "minimum": pgettext("figure", "least"),
        "maximum": pgettext("figure", "most"),
        "median": _("median"),
        "p90": _("90th percentile"),
    }
