"""Response times by definition as a month keeps them: what was meant stands beside the numbers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.queries.month_tables import Asked, Row, in_languages, number_text
from metrics.domain.figures import DAY, Figure
from metrics.enums import EndEvent, StartEvent
from metrics.queries.definitions import DefinedTime, times_by_definition
from tickets.record.enums import BusinessType

NATURAL, WORKING = "natural", "working"

# What a row counts, and what it says of those that have a time.
COUNTS = ("count", "open", "unknown", "outside")
TIMES = ("mean", "median", "p90", "maximum", "minimum")


def definition_rows(asked: Asked) -> list[Row]:
    """A row for each definition that held in the period, and one more where it counts working time:
    two definitions of a month are two rows. The times are in the row's own unit.
    """
    found = times_by_definition(asked.span, asked.scope, at=asked.at, seen=asked.seen)
    rows = []
    for one in found:
        rows.append(_row_of(one, NATURAL, one.natural))
        if one.working is not None:
            rows.append(_row_of(one, WORKING, one.working))
    return rows


def _row_of(one: DefinedTime, measure: str, figure: Figure) -> Row:
    return {
        "key": f"{one.definition.pk}-{measure}",
        **in_languages(lambda: _label_of(one, measure)),
        "meaning": _meaning_of(one, measure),
        "unit": one.unit.value,
        "count": figure.count,
        "open": figure.missing,
        "unknown": figure.unknown,
        "outside": one.outside,
        "mean": number_text(figure.value),
        **{name: number_text(getattr(figure, name)) for name in TIMES[1:]},
    }


def _meaning_of(one: DefinedTime, measure: str) -> dict[str, Any]:
    """What was defined, in codes and dates."""
    definition, version = one.definition, one.version
    is_working = measure == WORKING and version is not None
    return {
        "names": in_languages(lambda: definition.label),
        "business_type": definition.business_type,
        "start_event": definition.start_event,
        "end_event": definition.end_event,
        "effective_from": definition.effective_from.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "first_on": one.span.start.isoformat(),
        "last_on": one.span.end.isoformat(),
        "measure": measure,
        "calendar": str(version) if is_working else None,
        "exclude_paused": definition.exclude_paused,
    }


def _label_of(one: DefinedTime, measure: str) -> str:
    """`维修响应时间 · 产品维修 · 报修申请 → 维修完成通知 · 2024-05-15 – · 自然时间`."""
    definition = one.definition
    start, end = StartEvent(definition.start_event), EndEvent(definition.end_event)
    last = f"{one.until - DAY}" if one.until else ""
    parts = [
        definition.label,
        str(BusinessType(definition.business_type).label),
        f"{start.label} → {end.label}",
        f"{definition.effective_from} – {last}".strip(),
        measure_text(measure, str(one.version or "")),
    ]
    if definition.exclude_paused:
        parts.append(_("without waiting"))
    return " · ".join(parts)


def measure_text(measure: str, calendar: str) -> str:
    """In which hours it was counted."""
    if measure == NATURAL:
        return pgettext("response time", "natural time")
    return _("working time of %(calendar)s") % {"calendar": calendar}


def definition_columns() -> tuple[list[str], list[str]]:
    """The headings of counts and of times."""
    counts = [
        pgettext("figure", "counted"),
        pgettext("response time", "still open"),
        pgettext("response time", "not recorded"),
        pgettext("response time", "not concerned"),
    ]
    times = [
        pgettext("figure", "mean"),
        _("median"),
        _("90th percentile"),
        pgettext("figure", "most"),
        pgettext("figure", "least"),
    ]
    return counts, times
