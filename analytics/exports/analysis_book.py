"""The monthly analysis as a workbook, for exactly the month, filters and rights of its page: the
strip, a sheet for each picture with its table and a chart of the spreadsheet itself, the worst of
the month, the workload for those who may see it, definitions, and a row for each ticket.

It is in the reader's language, as the page is. All of it is counted anew as of one moment, so that
the rows of tickets are those that the strip counts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.exports.fact_rows import fact_columns, fact_lines
from analytics.queries.analysis import Analysis, month_analysis
from analytics.queries.asked_words import extent_words, filter_words
from analytics.queries.look import Look
from analytics.queries.month_facts import BESIDES, decimal_of
from analytics.queries.snapshot import one_snapshot
from analytics.queries.ticket_rows import count_ticket_rows
from analytics.queries.tiles import Tile
from analytics.queries.workload_charts import workload_charts
from analytics.queries.worst_lists import WorstList, worst_lists
from documents.exports import native_charts, sheets, streamed
from documents.exports.streamed import ROWS_A_SHEET
from metrics.domain.figures import SMALL_SAMPLE
from metrics.enums import Note
from metrics.formats import number_format
from metrics.queries.registry import REGISTRY
from metrics.queries.workload import TIERS
from pages.charts import Cell, Chart
from pages.formats import plain_moment

FIRST_WIDTH, WIDTH = 26, 14
DEFINITION_WIDTH = 90
REASON_WIDTH = 40
HOUR_WIDTH = 5
LONGEST_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")

# The border of the vital few, in per cent.
BORDER = 80

Draw = Callable[[sheets.ListSheet, Chart], None]


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook that is being made, and what stands at the foot of its pages."""

    book: sheets.Workbook
    mark: str

    def new_sheet(
        self, name: str, columns: list[tuple[str, int]], title: str, *facts: str
    ) -> sheets.ListSheet:
        return sheets.ListSheet(
            self.book,
            NOT_IN_NAMES.sub(" ", name)[:LONGEST_NAME],
            columns,
            title=title,
            mark=self.mark,
            facts=[fact for fact in facts if fact],
        )


def title_of(look: Look) -> str:
    """`2024-05 Monthly analysis`."""
    return f"{look.month:%Y-%m} {_('Monthly analysis')}"


def extent_of(look: Look) -> str:
    """What the name of the file says it is about."""
    return f"{look.month:%Y-%m}{'' if look.asked.scope.is_all else _('(filtered)')}"


def make_workbook(
    look: Look, *, mark: str, rows_a_sheet: int = ROWS_A_SHEET
) -> tuple[IO[bytes], int]:
    """The workbook, and its number of tickets; so many of them stand in a sheet."""
    with one_snapshot():
        counted = replace(look, is_kept=False, has_offers=False)
        analysis = month_analysis(counted)
        made = _Book(sheets.open_book(), mark)
        _write_strip(made, analysis, counted)
        for chart in analysis.charts:
            _write_picture(made, chart)
        for worst in worst_lists(counted):
            _write_worst(made, worst)
        for chart in workload_charts(counted):
            _write_picture(made, chart)
        _write_definitions(made, analysis)
        return _write_tickets(made, counted, rows_a_sheet)


# --- the strip ----------------------------------------------------------------------------------
def _write_strip(made: _Book, analysis: Analysis, look: Look) -> None:
    columns = [
        (_("Figure"), FIRST_WIDTH),
        (_("This month"), WIDTH),
        (_("Last month"), WIDTH),
        (_("Last year"), WIDTH),
        ("n", WIDTH),
        (_("Median"), WIDTH),
        ("p90", WIDTH),
        (_("Benchmark"), WIDTH),
        (_("Stands on tickets that were"), 22),
        (_("Remarks"), 36),
    ]
    sheet = made.new_sheet(_("Overview"), columns, title_of(look), *_facts_of(analysis, look))
    for tile in analysis.tiles:
        sheet.add_row(_strip_row(tile))


def _facts_of(analysis: Analysis, look: Look) -> list[str]:
    zone = timezone.get_current_timezone_name()
    return [
        _("As of %(moment)s, time zone %(zone)s")
        % {"moment": plain_moment(analysis.at), "zone": zone},
        _("Filters: %(words)s") % {"words": filter_words(look.asked.scope)},
        extent_words(look.asked.seen),
    ]


def _strip_row(tile: Tile) -> list[object]:
    unit = tile.metric.unit
    benchmark = tile.benchmark_row
    numbers = [
        *(decimal_of(row) for row in (tile.row, tile.last_row, tile.year_row)),
        *(decimal_of(tile.row, name) for name in ("median", "p90")),
        benchmark.value if benchmark else None,
    ]
    value, last, year, *spread = [
        None if number is None else sheets.Formatted(number, number_format(unit))
        for number in numbers
    ]
    cohort = str(tile.metric.cohort.label)
    notes = "; ".join(str(Note(note).label) for note in tile.row["notes"])
    return [tile.name, value, last, year, tile.row["count"], *spread, cohort, notes]


# --- pictures -----------------------------------------------------------------------------------
def _write_picture(made: _Book, chart: Chart) -> None:
    """The table of a picture with its chart beside it, and what is said below it."""
    if chart.heat is not None:
        _write_heat(made, chart)
        return
    columns = [(name, WIDTH if place else FIRST_WIDTH) for place, name in enumerate(chart.columns)]
    if chart.name == "pareto":
        columns.append((f"{BORDER} %", 8))
    sheet = made.new_sheet(chart.title, columns, chart.title, chart.summary)
    for row in _table_rows(chart):
        sheet.add_row(row)
    if chart.rows and chart.name in DRAWN:
        DRAWN[chart.name](sheet, chart)
    elif not chart.rows:
        sheet.add_wide(_("None in this month."))
    for line in (*chart.note.splitlines(), *(cell.text for cell in chart.also)):
        sheet.add_wide(line)


def _write_worst(made: _Book, worst: WorstList) -> None:
    """A list with a column for each fact."""
    columns = [(name, WIDTH) for name in worst.columns]
    columns[worst.columns.index(_("Reason"))] = (_("Reason"), REASON_WIDTH)
    sheet = made.new_sheet(worst.title, columns, worst.title, worst.summary)
    for row in worst.cells:
        sheet.add_row([cell_value(cell) for cell in row])
    if not worst.rows:
        sheet.add_wide(_("None in this month."))


def _table_rows(chart: Chart) -> Iterator[list[object]]:
    for row in chart.rows:
        values = [cell_value(cell) for cell in row]
        yield [*values, BORDER] if chart.name == "pareto" else values


def cell_value(cell: Cell) -> object:
    """The number where the cell says one, nothing where there is none to say, else the text."""
    if cell.number_format and cell.number is None:
        return None
    if cell.number is not None:
        return sheets.Formatted(cell.number, cell.number_format)
    return cell.text


def _write_heat(made: _Book, chart: Chart) -> None:
    """Days by hours, each as dark as many tickets came."""
    heat = chart.heat
    if heat is None:
        return
    columns = [(_("Day"), 10), *((name, HOUR_WIDTH) for name in heat.columns)]
    sheet = made.new_sheet(chart.title, columns, chart.title, chart.summary)
    counts = {(cell.row, cell.column): cell.value for cell in heat.cells}
    for day in heat.rows:
        sheet.add_row([day, *(counts.get((day, hour), 0) for hour in heat.columns)])
    native_charts.shade_cells(sheet, first=2, last=len(columns))


def _draw_pareto(sheet: sheets.ListSheet, _chart: Chart) -> None:
    native_charts.add_pareto(sheet, values=2, shares=4, border=len(sheet.widths))


def _draw_line(sheet: sheets.ListSheet, _chart: Chart) -> None:
    native_charts.add_line(sheet, values=2)


def _draw_bars(values: int) -> Draw:
    return lambda sheet, _chart: native_charts.add_bars(sheet, values=values)


def _draw_stacked(first: int) -> Draw:
    """The tiers of what is open, in the columns from the first one on."""
    tiers = range(first, first + len(TIERS))
    return lambda sheet, _chart: native_charts.add_stacked_bars(sheet, *tiers)


def _draw_departments(sheet: sheets.ListSheet, chart: Chart) -> None:
    """Grey where the last column says that the sample is small."""
    small = [place for place, row in enumerate(chart.rows) if row[-1].text]
    native_charts.add_bars(sheet, values=3, grey=small)


# By picture what is drawn beside its table; numbers are those of the columns. Response times by
# definition have units of their own in each row, which one axis cannot bear.
DRAWN: dict[str, Draw] = {
    "pareto": _draw_pareto,
    "trend": _draw_line,
    "departments": _draw_departments,
    "missed": _draw_bars(3),
    "ages": _draw_bars(2),
    "models": _draw_bars(5),
    "reasons": _draw_bars(2),
    "work_of_departments": _draw_stacked(6),
    "work_of_people": _draw_stacked(7),
}


# --- definitions and tickets --------------------------------------------------------------------
def _write_definitions(made: _Book, analysis: Analysis) -> None:
    columns = [(_("Figure"), FIRST_WIDTH), (_("Definition"), DEFINITION_WIDTH)]
    sheet = made.new_sheet(_("Definitions"), columns, _("Definitions"))
    for tile in analysis.tiles:
        sheet.add_row([tile.name, tile.meaning])
    for key in BESIDES:
        sheet.add_row([str(REGISTRY[key].name), REGISTRY[key].definition])
    kept = REGISTRY["sla_resolve"].definition
    sheet.add_row([_("First response in time"), kept])
    sheet.add_row([_("Resolution in time"), kept])
    sheet.add_row([_("Solved at the first go"), REGISTRY["fcr"].definition])
    sheet.add_row(
        [
            pgettext("figure", "Sample"),
            _("A mean of fewer than %(n)d answered tickets ranks no department.")
            % {"n": SMALL_SAMPLE},
        ]
    )


def _write_tickets(made: _Book, look: Look, rows_a_sheet: int) -> tuple[IO[bytes], int]:
    """Over as many sheets as they need: none is left out for want of room."""
    columns = fact_columns()
    parts = streamed.sheets_needed(count_ticket_rows(look.asked), rows_a_sheet=rows_a_sheet)
    named = [(column.name, column.width) for column in columns]
    tables = []
    for number in range(1, parts + 1):
        name = _("Tickets") if parts == 1 else f"{_('Tickets')} {number}"
        split = "" if parts == 1 else split_text(number, parts, rows_a_sheet)
        tables.append(made.new_sheet(name, named, "", split))
    lines = fact_lines(look.asked, columns)
    return streamed.write_workbook_of_parts(made.book, tables, lines, rows_a_sheet=rows_a_sheet)


def split_text(number: int, parts: int, rows_a_sheet: int) -> str:
    return _(
        "Sheet %(number)d of %(parts)d: a sheet has no room for more than %(rows)s tickets,"
        " they go on in the next one."
    ) % {"number": number, "parts": parts, "rows": f"{rows_a_sheet:,}"}
