"""Charts of the spreadsheet itself beside a table of its sheet: they follow its cells.

Columns are counted from 1, as spreadsheets do. The names of the rows stand in the first one.
"""

from collections.abc import Iterable
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from documents.exports.sheets import ListSheet

NAMES = 1
BLUE, RED, DARK, GREY, PALE = "2563EB", "C81E1E", "1A2233", "8A94A6", "FFFFFF"
SHADES = (DARK, "6B7688", "B8C0CC")
WIDTH, HEIGHT = 20, 10  # centimetres
LINE_WIDTH = 19_050  # a point and a half, in the units of the format

# Centimetres that a bar lying needs, and the room around all of them.
BAR_STEP, BAR_FRAME = 0.8, 3

# Bars are half as far from each other as they are wide.
GAP_PER_CENT = 50

# The axis of the shares stands at the right side and has a number of its own.
AXIS_OF_SHARES = 200


def add_bars(table: ListSheet, *, values: int, grey: Iterable[int] = ()) -> None:
    """Bars lying, from the top in the order of the rows, each with its number; some rows, counted
    from 0, are `grey`.
    """
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", GAP_PER_CENT
    chart.height = max(HEIGHT / 2, BAR_FRAME + BAR_STEP * _row_count(table))
    chart.x_axis.scaling.orientation = "maxMin"
    # else the numbers would stand above: the order of the rows turns the other axis too
    chart.y_axis.crosses = "max"
    _set_series(chart, table, values)
    _paint(chart.series[0], BLUE)
    for place in grey:
        point = DataPoint(idx=place)
        _paint(point, GREY)
        chart.series[0].dPt.append(point)
    chart.dataLabels = _labels()
    _place(chart, table)


def add_stacked_bars(table: ListSheet, *values: int) -> None:
    """Bars lying, from the top in the order of the rows, each of the parts that some columns say;
    the later its column, the paler a part.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.gapWidth = GAP_PER_CENT
    chart.height = max(HEIGHT / 2, BAR_FRAME + BAR_STEP * _row_count(table))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    _set_series(chart, table, *values)
    for series, colour in zip(chart.series, SHADES, strict=False):
        _paint(series, colour)
    chart.legend.position = "b"
    _place(chart, table, has_legend=True)


def add_pareto(table: ListSheet, *, values: int, shares: int, border: int) -> None:
    """Bars standing; on an axis of their own up to 100 the cumulated shares and their border."""
    bars = BarChart()
    bars.type, bars.gapWidth = "col", GAP_PER_CENT
    _set_series(bars, table, values)
    _paint(bars.series[0], BLUE)
    lines = LineChart()
    _set_series(lines, table, shares, border)
    lines.y_axis.axId = AXIS_OF_SHARES
    lines.y_axis.scaling.min, lines.y_axis.scaling.max = 0, 100
    lines.y_axis.crosses, lines.y_axis.majorGridlines = "max", None
    _show_axes(lines)
    _draw_line(lines.series[0], DARK)
    _draw_line(lines.series[1], RED, dash="dash")
    bars += lines
    bars.legend.position = "b"
    _place(bars, table, has_legend=True)


def add_line(table: ListSheet, *, values: int) -> None:
    """A line over the rows; a row without a number is a gap."""
    chart = LineChart()
    _set_series(chart, table, values)
    _draw_line(chart.series[0], BLUE)
    chart.series[0].marker.symbol = "circle"
    chart.series[0].marker.graphicalProperties.solidFill = BLUE
    chart.display_blanks = "gap"
    _place(chart, table)


def shade_cells(table: ListSheet, *, first: int, last: int) -> None:
    """A heat map: the cells of some columns are the darker the more they say."""
    top, left = table.header_row + 1, get_column_letter(first)
    cells = f"{left}{top}:{get_column_letter(last)}{table.last_row}"
    rule = ColorScaleRule(
        start_type="num", start_value=0, start_color=PALE, end_type="max", end_color=BLUE
    )
    table.sheet.conditional_formatting.add(cells, rule)


# --- parts --------------------------------------------------------------------------------------
def _row_count(table: ListSheet) -> int:
    return table.last_row - table.header_row


def _cells_of(table: ListSheet, column: int) -> Reference:
    """A column with its header."""
    return Reference(table.sheet, min_col=column, min_row=table.header_row, max_row=table.last_row)


def _set_series(chart: Any, table: ListSheet, *columns: int) -> None:
    for column in columns:
        chart.add_data(_cells_of(table, column), titles_from_data=True)
    names = Reference(
        table.sheet, min_col=NAMES, min_row=table.header_row + 1, max_row=table.last_row
    )
    chart.set_categories(names)


def _place(chart: Any, table: ListSheet, *, has_legend: bool = False) -> None:
    """To the right of the table, beside its header."""
    chart.width = WIDTH
    if chart.height < HEIGHT and not isinstance(chart, BarChart):
        chart.height = HEIGHT
    chart.title = None
    _show_axes(chart)
    if not has_legend:
        chart.legend = None
    beside = get_column_letter(len(table.widths) + 2)
    table.sheet.add_chart(chart, f"{beside}{table.header_row}")


def _show_axes(chart: Any) -> None:
    """Where nothing is said of them, newer spreadsheets show none."""
    chart.x_axis.delete = chart.y_axis.delete = False


def _labels() -> DataLabelList:
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    return labels


def _paint(part: Any, colour: str) -> None:
    """A series, or a point of it."""
    part.graphicalProperties = GraphicalProperties(solidFill=colour)
    part.graphicalProperties.line.solidFill = colour


def _draw_line(series: Any, colour: str, *, dash: str | None = None) -> None:
    series.smooth = False
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.width = LINE_WIDTH
    series.graphicalProperties.line.dashStyle = dash
