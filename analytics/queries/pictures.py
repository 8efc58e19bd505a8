"""More pictures of the analysis: departments, missed limits, arrivals, ages, models, reasons."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics.models import Benchmark
from analytics.queries.look import (
    Look,
    count_cell,
    gap_cell,
    measured_cell,
    name_of,
    rectification_path,
    tickets_text,
)
from analytics.queries.month_facts import decimal_of
from analytics.queries.month_tables import Row, number_text
from metrics.domain.figures import SMALL_SAMPLE, WITHOUT, FigureSpan
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from metrics.queries import links
from pages.charts import (
    ACCENT,
    INK_2,
    LATE,
    Bar,
    Cell,
    Chart,
    Heat,
    HeatCell,
    bars_spec,
    heat_spec,
)

MINUTES = MetricUnit.MINUTES


def department_chart(rows: list[Row], benchmark: Benchmark | None, look: Look) -> Chart:
    """Mean first response, by number of tickets: the mean of a handful ranks nobody, so n stands
    beside each, and a word and a grey bar where it is small.
    """
    level = benchmark.value if benchmark else None
    rule = float(level) if level is not None else None
    say = f"{_('benchmark')} {measured_value(level, MINUTES)}" if benchmark else ""
    return Chart(
        name="departments",
        title=_("First response by department"),
        summary=say or _("Mean of each department in minutes."),
        spec=bars_spec(
            [_department_bar(row, look) for row in rows],
            str(MINUTES.label),
            rule=rule,
            say=say,
        ),
        columns=[
            _("Department"),
            _("Tickets"),
            pgettext("figure", "mean"),
            pgettext("figure", "most"),
            pgettext("figure", "least"),
            "n",
            _("benchmark"),
            _("Gap"),
            pgettext("figure", "Sample"),
        ],
        rows=[_department_cells(row, level, look) for row in rows],
    )


def _department_bar(row: Row, look: Look) -> Bar:
    value, answered = decimal_of(row, "mean"), row["answered"]
    shown = f"{measured_value(value, MINUTES)} · n = {answered:,}"
    if sample := sample_text(answered):
        shown += f" · {sample}"
    return Bar(
        name=name_of(row),
        value=None if value is None else float(value),
        say=f"{name_of(row)}: {shown}",
        path=_responses_path(row, look),
        tone=INK_2 if sample else ACCENT,
        text=shown if value is not None else "",
    )


def _department_cells(row: Row, level: Decimal | None, look: Look) -> list[Cell]:
    return [
        Cell(name_of(row), _responses_path(row, look)),
        count_cell(row["count"]),
        *(measured_cell(decimal_of(row, name), MINUTES) for name in ("mean", "maximum", "minimum")),
        count_cell(row["answered"]),
        measured_cell(level, MINUTES),
        gap_cell(decimal_of(row, "mean"), level, MINUTES),
        Cell(sample_text(row["answered"])),
    ]


def _responses_path(row: Row, look: Look) -> str:
    return look.path_of("avg_response", departments=(row["key"] or WITHOUT,))


def sample_text(count: int) -> str:
    """What is said beside a mean that stands on few tickets; empty for enough of them."""
    return _("fewer than %(n)d") % {"n": SMALL_SAMPLE} if count < SMALL_SAMPLE else ""


def missed_chart(rows: list[Row], part_delay: Row | None, look: Look) -> Chart:
    """Limits that were missed, by kind, and how long tickets waited for spare parts (MA-5).

    A month that was kept by an earlier release does not know of the parts yet.
    """
    bars = []
    for row in rows:
        share = Decimal(100 * row["missed"]) / row["judged"]
        late = measured_value(decimal_of(row, "late_minutes"), MINUTES)
        bars.append(
            Bar(
                name=name_of(row),
                value=row["missed"],
                say=f"{name_of(row)}: {row['missed']:,} / {row['judged']:,} · {late}",
                path=links.cases_path(f"sla_{row['code']}", look.asked.scope, look.asked.span),
                tone=LATE,
                text=f"{row['missed']:,} ({share:.1f} %)",
            )
        )
    return Chart(
        name="missed",
        title=_("Limits missed, by stage"),
        summary=_("How many of those judged in the month were missed."),
        spec=bars_spec(bars, pgettext("limits", "Missed"), is_whole=True),
        columns=[
            _("Limit"),
            _("Judged"),
            pgettext("limits", "Missed"),
            _("Late by, mean"),
        ],
        rows=[
            [
                Cell(bar.name, bar.path),
                count_cell(row["judged"]),
                count_cell(row["missed"]),
                measured_cell(decimal_of(row, "late_minutes"), MINUTES),
            ]
            for row, bar in zip(rows, bars, strict=True)
        ],
        also=tuple(_late_parts(part_delay, look)),
    )


def _late_parts(row: Row | None, look: Look) -> Iterator[Cell]:
    """Nothing where no ticket had waited for parts."""
    if row is None or not row["count"]:
        return
    words = ngettext(
        "Late spare parts: %(n)s ticket waited %(mean)s.",
        "Late spare parts: %(n)s tickets waited %(mean)s on the mean.",
        row["count"],
    )
    mean = measured_value(decimal_of(row), MetricUnit.HOURS)
    yield Cell(words % {"n": f"{row['count']:,}", "mean": mean}, look.path_of("part_delay"))


def arrival_chart(rows: list[Row], look: Look) -> Chart:
    """When tickets come, so that shifts can follow."""
    counts = {(row["day"], row["hour"]): row["count"] for row in rows}
    days = {number + 1: str(name) for number, name in WEEKDAYS_ABBR.items()}
    cells = []
    for day, name in days.items():
        for hour in range(24):
            count = counts.get((day, hour), 0)
            path = look.path_of("volume", weekdays=(day,), hours=(hour,)) if count else ""
            say = tickets_text(count)
            cells.append(
                HeatCell(f"{hour:02d}", name, count, f"{name} {hour:02d}:00 · {say}", path)
            )
    busiest = max(cells, key=lambda cell: cell.value)
    heat = Heat(cells, [f"{hour:02d}" for hour in range(24)], list(days.values()))
    return Chart(
        name="arrivals",
        title=_("When tickets are reported"),
        summary=_("Most of them: %(cell)s.") % {"cell": busiest.say if busiest.value else "—"},
        spec=heat_spec(heat),
        columns=[_("Day"), _("Hour"), str(MetricUnit.COUNT.label)],
        rows=[
            [Cell(cell.row), Cell(f"{cell.column}:00"), count_cell(cell.value, cell.path)]
            for cell in cells
            if cell.value
        ],
        heat=heat,
    )


def age_chart(rows: list[Row], look: Look) -> Chart:
    """What waits, by its age in days, on the day of the figures."""
    bars = []
    for row in rows:
        name = _age_text(row["key"], row["until"])
        span = FigureSpan(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))
        bars.append(
            Bar(
                name=name,
                value=row["count"],
                say=f"{name}: {tickets_text(row['count'])}",
                path=links.cases_path("unsolved", look.asked.scope, span),
                tone=LATE if row["until"] is None else ACCENT,
                text=f"{row['count']:,}",
            )
        )
    return Chart(
        name="ages",
        title=_("Unsolved now, by age"),
        summary=tickets_text(sum(row["count"] for row in rows)),
        spec=bars_spec(bars, str(MetricUnit.COUNT.label), is_whole=True),
        columns=[_("Age"), str(MetricUnit.COUNT.label)],
        rows=[
            [Cell(bar.name, bar.path), count_cell(row["count"])]
            for row, bar in zip(rows, bars, strict=True)
        ],
    )


def _age_text(since: int, until: int | None) -> str:
    if until is None:
        return ngettext("%(n)d day and more", "%(n)d days and more", since) % {"n": since}
    if until - since == 1:
        return (
            _("today") if since == 0 else ngettext("%(n)d day", "%(n)d days", since) % {"n": since}
        )
    return _("%(since)d to %(until)d days") % {"since": since, "until": until - 1}


def model_chart(
    rows: list[Row], whole: Row | None, limit: Decimal, requests: Mapping[str, str], look: Look
) -> Chart:
    """Failure rates; above the threshold is an alarm. `requests` are the numbers of those to
    rectify a model, by its code; `whole` is the figure of all models, which a month that was kept
    by an earlier release does not know yet.
    """
    bars = [
        Bar(
            # Models of one name would be drawn upon each other.
            name=f"{row['code']} {row['zh']}",
            value=None if row["rate"] is None else float(row["rate"]),
            say=f"{row['code']} {row['zh']}: {row['failed']} / {row['base']}",
            path=_failures_path(row, look),
            tone=LATE if row["is_above"] else ACCENT,
            text=measured_value(decimal_of(row, "rate"), MetricUnit.PERCENT),
        )
        for row in rows
    ]
    return Chart(
        name="models",
        title=_("Failure rate by model"),
        summary=_("Devices with a confirmed fault against all that customers have."),
        spec=bars_spec(bars, "%", rule=float(limit), say=f"{number_text(limit)} %"),
        columns=[
            _("Model"),
            _("Devices that failed"),
            _("Tickets"),
            _("Devices in use"),
            _("Failure rate"),
            _("Rectification"),
        ],
        rows=[
            [
                Cell(f"{row['code']} {row['zh']}", _failures_path(row, look)),
                *(count_cell(row[name]) for name in ("failed", "tickets", "base")),
                measured_cell(decimal_of(row, "rate"), MetricUnit.PERCENT),
                _request_cell(requests.get(row["code"])),
            ]
            for row in rows
        ],
        also=tuple(_rate_of_all(whole, look)),
    )


def _failures_path(row: Row, look: Look) -> str:
    """None for a row that was kept by an earlier release."""
    return look.path_of("failure_rate", models=(row["model"],)) if "model" in row else ""


def _rate_of_all(row: Row | None, look: Look) -> Iterator[Cell]:
    """Nothing where customers have no device."""
    if row is None or row["value"] is None:
        return
    rate = measured_value(decimal_of(row), MetricUnit.PERCENT)
    words = _("All models together: %(rate)s of %(n)s devices in use.")
    yield Cell(words % {"rate": rate, "n": f"{row['count']:,}"}, look.path_of("failure_rate"))


def _request_cell(number: str | None) -> Cell:
    return Cell(number, rectification_path(number)) if number else Cell("—")


def reason_chart(rows: list[Row], look: Look) -> Chart:
    """Why scores were low; each leads to the low answers."""
    path = links.cases_path("low_answers", look.asked.scope, look.asked.span)
    bars = [
        Bar(
            name=name_of(row),
            value=row["count"],
            say=f"{name_of(row)}: {row['count']:,}",
            path=path,
            text=f"{row['count']:,}",
        )
        for row in rows
    ]
    return Chart(
        name="reasons",
        title=_("Why customers gave low scores"),
        summary=_("Reasons of low scores; a score may have several."),
        spec=bars_spec(bars, pgettext("count", "Times"), is_whole=True),
        columns=[_("Reason"), pgettext("count", "Times"), _("Share")],
        rows=[
            [
                Cell(bar.name, path),
                count_cell(row["count"]),
                measured_cell(decimal_of(row, "share"), MetricUnit.PERCENT),
            ]
            for row, bar in zip(rows, bars, strict=True)
        ],
    )
