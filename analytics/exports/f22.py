"""The monthly analysis as form F22 (评估报告), a paper to be printed and gone on with by hand.

Wording and order are the source's, in Chinese, whoever takes it. What caused the problems and what
is to be done about them the people write who discuss it: the paper has lines for that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO

from django.utils import timezone, translation

from analytics.domain.benchmark import gap_between
from analytics.queries.analysis import Analysis, month_analysis
from analytics.queries.asked_words import extent_words, filter_words
from analytics.queries.look import Look, gap_cell
from analytics.queries.month_facts import decimal_of
from analytics.queries.pareto import VitalType
from analytics.queries.tiles import Tile
from documents.exports.docs import PRINTED_WIDTH
from documents.exports.papers import PAPERS, Paper
from documents.exports.pictures import FAMILY, draw_pictures
from metrics.enums import Better, Note
from metrics.formats import measured_value
from pages.charts import Chart, painted
from pages.formats import plain_moment

TITLE = "评估报告"
KINDS = ("docx", "pdf")
CHINESE = "zh-hans"

# The pictures of the form, in its order.
DRAWN = ("departments", "pareto", "trend", "missed")
PICTURE_PIXELS, PICTURE_WIDTH = 620, 170

FIGURE_COLUMNS = (
    ("指标", 55),
    ("平均值", 30),
    ("最大值", 30),
    ("最小值", 30),
    ("样本数", 20),
    ("上月", 30),
    ("去年同月", 30),
    ("备注", 42),
)
BENCHMARK_COLUMNS = (("指标", 67), ("本期", 40), ("行业基准", 40), ("差距", 60), ("来源", 60))
CAUSE_COLUMNS = (("重点类别", 60), ("根因", 207))
ADVICE_COLUMNS = (("重点类别", 60), ("改进建议", 147), ("进行中的方案", 60))
PARETO_WIDTHS = (87, 45, 45, 45, 45)
NONE_OF_MONTH = "本月无"

# Room to write in by hand.
WRITING_ROOM = "\n\n\n"

DefinedColumns = tuple[tuple[str, int], ...]
Line = list[str]


def extent_of(look: Look) -> str:
    """What the name of the file says it is about."""
    return f"{look.month:%Y-%m}{'' if look.asked.scope.is_all else '（筛选）'}"


def make_paper(look: Look, *, kind: str, mark: str) -> IO[bytes]:
    """The form as a Word document or a PDF."""
    with translation.override(CHINESE):
        analysis = month_analysis(replace(look, has_offers=False))
        paper = PAPERS[kind](f"{look.month:%Y-%m} {TITLE}", mark)
        pictures = _pictures_of([analysis.chart(name) for name in DRAWN])
        paper.add_table(("项目", "内容"), (50, 217), list(_fact_lines(analysis, look)))
        _add_lines(paper, "指标", FIGURE_COLUMNS, map(_figure_line, analysis.tiles))
        _add_picture_and_table(paper, "部门对比", analysis.chart("departments"), pictures)
        _add_lines(paper, "行业基准", BENCHMARK_COLUMNS, _benchmark_lines(analysis.tiles))
        _add_picture(paper, "帕累托", analysis.chart("pareto"), pictures)
        _add_pareto_table(paper, analysis.chart("pareto"))
        _add_picture_and_table(paper, "趋势", analysis.chart("trend"), pictures)
        _add_picture_and_table(paper, "时效不达标环节", analysis.chart("missed"), pictures)
        _add_lines(paper, "根因", CAUSE_COLUMNS, _cause_lines(analysis.vital))
        _add_lines(paper, "改进建议", ADVICE_COLUMNS, _advice_lines(analysis.vital))
        return paper.finish()


def _fact_lines(analysis: Analysis, look: Look) -> Iterator[Line]:
    """The period of the evaluation, and which tickets of it."""
    span = analysis.span
    zone = timezone.get_current_timezone_name()
    yield ["评估周期", f"{span.start} 至 {span.end}"]
    yield ["统计时间", f"{plain_moment(analysis.at)} {zone}"]
    yield ["筛选", filter_words(look.asked.scope)]
    if extent := extent_words(look.asked.seen):
        yield ["范围", extent]


def _figure_line(tile: Tile) -> Line:
    """A share has no single cases that could be the most or the least."""
    unit = tile.metric.unit
    most, least = (
        measured_value(decimal_of(tile.row, one), unit) for one in ("maximum", "minimum")
    )
    notes = "；".join(str(Note(note).label) for note in tile.row["notes"])
    count = f"{tile.row['count']:,}"
    return [tile.name, tile.value, most, least, count, tile.last, tile.year, notes]


def _benchmark_lines(tiles: list[Tile]) -> Iterator[Line]:
    """The figures that have a benchmark: how far they are from it, and who says what it is."""
    for tile in tiles:
        benchmark, value = tile.benchmark_row, decimal_of(tile.row)
        if benchmark is None:
            continue
        unit = tile.metric.unit
        gap = gap_cell(value, benchmark.value, unit).text
        if value is not None:
            lower = tile.metric.better == Better.LOWER
            share = gap_between(value, benchmark.value, lower_is_better=lower).pct
            gap += "" if share is None else f"（{share:+.1f} %）"
        level = measured_value(benchmark.value, unit)
        yield [tile.name, tile.value, level, gap, benchmark.source]


def _cause_lines(vital: list[VitalType]) -> Iterator[Line]:
    """For each of the vital few room for what caused it."""
    for one in vital:
        yield [one.name, WRITING_ROOM]


def _advice_lines(vital: list[VitalType]) -> Iterator[Line]:
    """For each of the vital few room for what to do, and which plans are at it already."""
    for one in vital:
        yield [one.name, WRITING_ROOM, "、".join(one.plans)]


# --- tables and pictures ------------------------------------------------------------------------
def _add_lines(paper: Paper, title: str, columns: DefinedColumns, lines: Iterable[Line]) -> None:
    names, widths = zip(*columns, strict=True)
    nothing = [NONE_OF_MONTH, *[""] * (len(columns) - 1)]
    paper.add_heading(title)
    paper.add_table(names, widths, list(lines) or [nothing])


def _pictures_of(charts: list[Chart]) -> dict[str, bytes]:
    """By name those that show something: a chart over time has months without any value too."""
    drawn = [chart for chart in charts if any(cell.number for row in chart.rows for cell in row)]
    specs = [painted(chart.spec, width=PICTURE_PIXELS, font=FAMILY) for chart in drawn]
    pictures = draw_pictures(specs)
    return {chart.name: picture for chart, picture in zip(drawn, pictures, strict=True)}


def _add_picture(paper: Paper, title: str, chart: Chart, pictures: dict[str, bytes]) -> None:
    paper.add_heading(f"{title}：{chart.title}")
    if chart.name in pictures:
        paper.add_picture(pictures[chart.name], PICTURE_WIDTH)


def _add_picture_and_table(
    paper: Paper, title: str, chart: Chart, pictures: dict[str, bytes]
) -> None:
    """A picture with the table that says the same, and what is said below it."""
    _add_picture(paper, title, chart, pictures)
    rows = [[cell.text for cell in row] for row in chart.rows]
    paper.add_table(chart.columns, _even_widths(len(chart.columns)), rows or [_nothing(chart)])
    if chart.note:
        paper.add_table(
            ("生效方案",), (PRINTED_WIDTH,), [[line] for line in chart.note.split("\n")]
        )
    if chart.also:
        paper.add_table(("另见",), (PRINTED_WIDTH,), [[cell.text] for cell in chart.also])


def _add_pareto_table(paper: Paper, chart: Chart) -> None:
    """类别, 数量, 占比, 累计占比, and whether it is one of the vital few."""
    rows = [[cell.text for cell in row[: len(PARETO_WIDTHS)]] for row in chart.rows]
    columns = ("类别", f"数量（{chart.columns[1]}）", "占比", "累计占比", "重点")
    paper.add_table(columns, PARETO_WIDTHS, rows or [_nothing(chart)[: len(PARETO_WIDTHS)]])


def _nothing(chart: Chart) -> Line:
    return [NONE_OF_MONTH, *[""] * (len(chart.columns) - 1)]


def _even_widths(count: int) -> list[float]:
    """The first column holds names."""
    first = PRINTED_WIDTH * (0.2 if count > 4 else 0.35)
    return [first, *[(PRINTED_WIDTH - first) / (count - 1)] * (count - 1)]
