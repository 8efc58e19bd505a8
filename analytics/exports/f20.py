"""The monthly report as form F20 (月度售后数据分析报告): a workbook, and a paper to be printed.

Wording and order are the source's, in Chinese, whoever takes it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from django.utils import timezone, translation

from analytics.models import MonthlyReport
from analytics.queries.pages import ShownSection, ShownTable, shown_sections
from documents.exports import sheets
from documents.exports.docs import PRINTED_WIDTH
from documents.exports.papers import PAPERS, Paper
from documents.exports.pictures import FAMILY, draw_pictures
from pages.charts import Spec, bars_spec, painted

TITLE = "月度售后数据分析报告"
FIGURE_COLUMNS = (("指标", 70), ("本月", 45), ("上月", 45), ("去年同月", 45), ("样本数", 62))
DEFINITION_COLUMNS = (("指标", 60), ("定义", 207))
# A chart on paper: pixels in which it is drawn, millimetres in which it is printed.
PICTURE_PIXELS, PICTURE_WIDTH = 620, 180
SHEET_WIDTHS = (32, 16, 16, 16, 14, 14, 14, 14, 14, 14)
DEFINITIONS = "指标定义"

Line = list[str]


def heading_of(report: MonthlyReport) -> str:
    """`2024-05 月度售后数据分析报告（第2版，草稿）`."""
    state = "已签发" if report.is_issued else "草稿"
    return f"{report.month:%Y-%m} {TITLE}（第{report.version}版，{state}）"


def extent_of(report: MonthlyReport) -> str:
    """What the name of the file says it is about."""
    return f"{report.month:%Y-%m}_v{report.version}"


def _facts_of(report: MonthlyReport) -> list[Line]:
    """When it was made, by whose word it counts, and what proves that it is unchanged."""
    made = timezone.localtime(report.generated_at)
    facts = [["统计时间", f"{made:%Y-%m-%d %H:%M} {report.data['zone']}"]]
    if report.issued_at is not None:
        issued = timezone.localtime(report.issued_at)
        facts.append(["签发", f"{report.issued_by} {issued:%Y-%m-%d %H:%M}"])
        facts.append(["SHA-256", report.digest])
    return facts


def _figure_lines(section: ShownSection) -> Iterator[Line]:
    for one in section.figures:
        yield [one.name, one.value, one.last, one.year, f"{one.count:,}"]


def _definition_lines(sections: list[ShownSection]) -> Iterator[Line]:
    for section in sections:
        for one in section.figures:
            yield [one.name, one.meaning]


def make_paper(report: MonthlyReport, *, kind: str, mark: str) -> IO[bytes]:
    """The report as a Word document or a PDF, with its charts, its definitions at the end."""
    with translation.override("zh-hans"):
        sections = shown_sections(report)
        paper = PAPERS[kind](heading_of(report), mark)
        pictures = iter(draw_pictures([paper_chart(one) for one in _drawn_tables(sections)]))
        paper.add_table(("项目", "内容"), (50, 217), _facts_of(report))
        for number, section in enumerate(sections, 1):
            paper.add_heading(f"{number} {section.title}")
            _write_part(paper, section, pictures)
        paper.add_heading(DEFINITIONS)
        names, widths = zip(*DEFINITION_COLUMNS, strict=True)
        paper.add_table(names, widths, list(_definition_lines(sections)))
        return paper.finish()


def _drawn_tables(sections: list[ShownSection]) -> list[ShownTable]:
    return [table for section in sections for table in section.tables if table.bars]


def paper_chart(table: ShownTable) -> Spec:
    """The bars of a table, as its page has them."""
    spec = bars_spec(table.bars, table.unit)
    return painted(spec, width=PICTURE_PIXELS, font=FAMILY)


def _write_part(paper: Paper, section: ShownSection, pictures: Iterator[bytes]) -> None:
    """Figures, tables with their pictures, and what the manager says."""
    if section.figures:
        names, widths = zip(*FIGURE_COLUMNS, strict=True)
        paper.add_table(names, widths, list(_figure_lines(section)))
    for table in section.tables:
        _add_table(paper, table)
        if table.bars:
            paper.add_picture(next(pictures), PICTURE_WIDTH)
    if section.remark:
        paper.add_table(("说明", ""), (30, 237), [["分析", section.remark]])


def _add_table(paper: Paper, table: ShownTable) -> None:
    rows = table.rows or [["本月无", *[""] * (len(table.columns) - 1)]]
    first = PRINTED_WIDTH * 0.35
    rest = (PRINTED_WIDTH - first) / (len(table.columns) - 1)
    paper.add_heading(table.title)
    paper.add_table(table.columns, [first, *[rest] * (len(table.columns) - 1)], rows)


def make_workbook(report: MonthlyReport, *, mark: str) -> IO[bytes]:
    """A sheet for each part, the facts before and the definitions behind them."""
    with translation.override("zh-hans"):
        sections = shown_sections(report)
        book = sheets.open_book()
        first = sheets.ListSheet(
            book, "概要", (("项目", 20), ("内容", 70)), title=heading_of(report), mark=mark
        )
        for line in _facts_of(report):
            first.add_row(line)
        for number, section in enumerate(sections, 1):
            _write_section(book, f"{number} {section.title}"[:31], section, mark)
        last = sheets.ListSheet(book, DEFINITIONS, (("指标", 30), ("定义", 90)), mark=mark)
        for line in _definition_lines(sections):
            last.add_row(line)
        return sheets.finish_book(book)


def _write_section(book: sheets.Workbook, name: str, section: ShownSection, mark: str) -> None:
    """Its figures, then its tables below each other, then the remark."""
    columns = [(column, SHEET_WIDTHS[n]) for n, (column, _width) in enumerate(FIGURE_COLUMNS)]
    others = [("", width) for width in SHEET_WIDTHS[len(columns) :]]
    sheet = sheets.ListSheet(book, name, [*columns, *others], mark=mark)
    width = len(SHEET_WIDTHS)
    for line in _figure_lines(section):
        sheet.add_row(_padded(line, width))
    for table in section.tables:
        sheet.add_row(_padded([table.title], width), is_bold=True)
        sheet.add_row(_padded(table.columns, width), is_bold=True)
        for line in table.rows or [["本月无"]]:
            sheet.add_row(_padded(line, width))
    if section.remark:
        sheet.add_row(_padded(["分析"], width), is_bold=True)
        sheet.add_row(_padded([section.remark], width))


def _padded(line: Line, width: int) -> Line:
    return [*line, *[""] * (width - len(line))]


KINDS: dict[str, Callable[..., IO[bytes]]] = {
    "docx": partial(make_paper, kind="docx"),
    "pdf": partial(make_paper, kind="pdf"),
    "xlsx": make_workbook,
}
