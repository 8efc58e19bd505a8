"""Response times by definition as a picture: a bar for each, and in the table what it means."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.queries.definition_rows import (
    COUNTS,
    TIMES,
    WORKING,
    definition_columns,
)
from analytics.queries.look import count_cell, measured_cell, name_of
from analytics.queries.month_facts import decimal_of
from analytics.queries.month_tables import Row
from metrics.domain.figures import RAW_PER_UNIT
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from pages.charts import ACCENT, INK_2, Bar, Cell, Chart, bars_spec
from tickets.record.enums import BusinessType


def definition_chart(rows: list[Row]) -> Chart:
    """The means beside each other in hours, whatever the unit of their numbers; working time has a
    colour of its own.
    """
    counts, times = definition_columns()
    return Chart(
        name="definitions",
        title=_("Response times by definition"),
        summary=_("Mean of each definition that held in the month, in hours."),
        spec=bars_spec([_bar_of(row) for row in rows], str(MetricUnit.HOURS.label)),
        columns=[_("Definition"), *counts, *times],
        rows=[
            [
                Cell(name_of(row)),
                *(count_cell(row[name]) for name in COUNTS),
                *(measured_cell(decimal_of(row, name), row["unit"]) for name in TIMES),
            ]
            for row in rows
        ],
        is_drawn=any(row["mean"] is not None for row in rows),
    )


def _bar_of(row: Row) -> Bar:
    mean = decimal_of(row, "mean")
    shown = measured_value(mean, row["unit"])
    detail = f"n = {row['count']:,}"
    is_working = row["meaning"]["measure"] == WORKING
    return Bar(
        name=_short_name(row, is_working=is_working),
        value=None if mean is None else float(mean) * _part_of_hour(row["unit"]),
        say=f"{name_of(row)}: {shown} · {detail}",
        tone=INK_2 if is_working else ACCENT,
        text=f"{shown} · {detail}" if mean is not None else "",
    )


def _short_name(row: Row, *, is_working: bool) -> str:
    """Business type and day name a definition: there is one of them."""
    meaning = row["meaning"]
    kind = BusinessType(meaning["business_type"]).label
    working = pgettext("response time", "working time") if is_working else ""
    return f"{kind} {meaning['effective_from']} {working}".strip()


def _part_of_hour(unit: str) -> float:
    return RAW_PER_UNIT[MetricUnit(unit)] / RAW_PER_UNIT[MetricUnit.HOURS]
