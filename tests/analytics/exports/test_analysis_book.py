"""The workbook of the monthly analysis: what its sheets say, and which cells its charts follow."""

from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from analytics.exports.analysis_book import make_workbook
from analytics.models import Benchmark
from analytics.queries.analysis import month_analysis
from analytics.queries.look import Look
from analytics.queries.month_facts import STRIP
from analytics.queries.month_tables import Asked
from analytics.queries.worst_lists import worst_lists
from metrics.queries.registry import REGISTRY
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import MAY, REPORT
from tickets.record.models import Ticket
from tickets.record.models.ticket import scope_of

pytestmark = pytest.mark.django_db
SHEETS = range(10)
STRIP_SHEET, PARETO, TREND, DEPARTMENTS, _PACES, MISSED, ARRIVALS, AGES, MODELS, REASONS = SHEETS
WORST = ("解决用时最长", "反复故障设备", "重新打开或退回次数最多", "评分最低")
HEADER = 3
"""The row of the header of a picture's table: title and summary stand above it."""


def look_at(span=MAY):
    return Look(Asked(span, REPORT), None, "tickets", "avg_resolution")


def book_of(look):
    file, _rows = make_workbook(look, mark="王芳 2024-06-01")
    return openpyxl.load_workbook(file)


@pytest.fixture
def book(may):
    with translation.override("zh-hans"):
        return book_of(look_at())


def rows_of(sheet, first=HEADER + 1):
    return list(sheet.iter_rows(min_row=first, values_only=True))


def ranges_of(chart):
    """Of each line or bars of a chart: the cells of its numbers, and those of its names."""
    charts = [chart, *chart._charts[1:]]
    return [
        (one.val.numRef.f, one.cat.numRef.f if one.cat else "")
        for part in charts
        for one in part.series
    ]


def test_the_strip_says_the_figures_of_the_source_as_numbers(book):
    sheet = book.worksheets[STRIP_SHEET]
    above = [row[0] for row in sheet.iter_rows(max_row=3, values_only=True)]
    assert above[0].startswith("2024-05 ")
    assert "2024-06-01 10:00" in above[1] and "Asia/Shanghai" in above[1]
    header, *rows = rows_of(sheet, 4)
    strip = dict(zip(STRIP, rows, strict=True))
    assert header[4] == "n"
    assert [strip[key][1] for key in ("volume", "sla_ack", "fcr", "backlog")] == [12, 75, 80, 2]
    assert round(Decimal(strip["avg_response"][1]), 1) == Decimal("27.7")
    assert strip["avg_response"][4:6] == (11, 20), "n and median"
    assert strip["avg_resolution"][1] == 19.825, "11,895 minutes in ten tickets"
    assert (round(Decimal(strip["csat_avg"][1]), 2), strip["csat_avg"][4]) == (Decimal("4.11"), 9)
    place = 4 + 1 + STRIP.index("avg_response")
    assert sheet.cell(place, 2).number_format == '#,##0.0" 分钟"', "it shows as on the page"
    assert sheet.oddFooter.center.text == "王芳 2024-06-01"


def test_each_picture_has_its_sheet_with_the_table_of_the_page(book):
    with translation.override("zh-hans"):
        charts = month_analysis(look_at()).charts
    assert len(book.worksheets) == 1 + len(charts) + len(WORST) + 2
    for chart, sheet in zip(charts, book.worksheets[1:], strict=False):
        assert sheet["A1"].value == chart.title and sheet["A2"].value == chart.summary
        if chart.heat is None:
            rows = rows_of(sheet)
            assert [row[0] for row in rows[: len(chart.rows)]] == [
                row[0].text for row in chart.rows
            ]
            assert len(sheet._charts) == (1 if chart.rows else 0)


def test_the_chart_of_the_vital_few_follows_bars_shares_and_their_border(book):
    sheet = book.worksheets[PARETO]
    rows = rows_of(sheet)
    assert [row[0] for row in rows] == ["操作咨询", "硬件故障", "软件bug", "物流问题"]
    assert [row[1] for row in rows] == [4, 4, 3, 1]
    assert [round(row[3], 1) for row in rows] == [33.3, 66.7, 91.7, 100]
    assert {row[6] for row in rows} == {80}
    assert {row[5] for row in rows} == {None}, "no offer of a new plan: nobody can follow it"
    name = f"'{sheet.title}'!"
    names = f"{name}$A$4:$A$7"
    [chart] = sheet._charts
    assert ranges_of(chart) == [
        (f"{name}$B$4:$B$7", names),
        (f"{name}$D$4:$D$7", names),
        (f"{name}$G$4:$G$7", names),
    ]
    lines = chart._charts[1]
    assert (lines.y_axis.axId, lines.y_axis.crosses, lines.y_axis.scaling.max) == (200, "max", 100)


def test_bars_and_lines_follow_the_numbers_of_their_tables(book):
    for place, column in (
        (TREND, "B"),
        (DEPARTMENTS, "C"),
        (MISSED, "C"),
        (AGES, "B"),
        (REASONS, "B"),
    ):
        sheet = book.worksheets[place]
        [chart] = sheet._charts
        [(cells, names)] = ranges_of(chart)
        last = cells.rpartition("$")[2]
        assert cells == f"'{sheet.title}'!${column}$4:${column}${last}"
        assert names == f"'{sheet.title}'!$A$4:$A${last}"
        assert chart.series[0].tx.strRef.f == f"'{sheet.title}'!{column}3"
        assert sheet[f"{column}{last}"].value is not None


def test_departments_with_few_answers_are_marked_not_ranked(book):
    rows = {row[0]: row for row in rows_of(book.worksheets[DEPARTMENTS])}
    assert [(name, row[1], round(row[2], 1)) for name, row in rows.items()] == [
        ("技术支持部", 7, 31.4),
        ("客服部", 4, 11.7),
        ("物流部", 1, 50.0),
    ], "by number of tickets"
    assert all(row[8] for row in rows.values())
    [chart] = book.worksheets[DEPARTMENTS]._charts
    assert [point.idx for point in chart.series[0].dPt] == [0, 1, 2]


def test_a_department_with_thirty_answers_is_one(may):
    tickets_like(Ticket.objects.get(number="202405-00124"), 27)
    Benchmark.objects.create(
        metric="avg_response", value=Decimal(12), source="行业报告", valid_from=date(2024, 5, 1)
    )
    with translation.override("zh-hans"):
        book = book_of(look_at())
    rows = {row[0]: row for row in rows_of(book.worksheets[DEPARTMENTS])}
    assert rows["客服部"][5] == 30 and rows["客服部"][8] is None
    assert rows["技术支持部"][8] is not None
    assert (rows["客服部"][6], round(rows["客服部"][7], 2)) == (
        12,
        round(rows["客服部"][2] - 12, 2),
    )


def test_the_map_of_the_week_is_shaded_by_what_its_cells_say(book):
    sheet = book.worksheets[ARRIVALS]
    days = rows_of(sheet)
    assert len(days) == 7 and all(len(day) == 25 for day in days)
    assert sum(sum(day[1:]) for day in days) == 12
    assert days[0][1 + 9] == 2, "two on Mondays at nine"
    [shade] = sheet.conditional_formatting
    assert str(shade.sqref) == "B4:Y10" and shade.rules[0].type == "colorScale"


def test_every_figure_has_its_definition(book):
    sheet = book.worksheets[-2]
    with translation.override("zh-hans"):
        said = dict(row[:2] for row in rows_of(sheet, 3))
        for key in STRIP:
            assert said[str(REGISTRY[key].name)] == REGISTRY[key].definition


def test_tickets_go_on_in_a_further_sheet_and_none_is_left_out(may):
    with translation.override("zh-hans"):
        file, count = make_workbook(look_at(), mark="", rows_a_sheet=5)
    book = openpyxl.load_workbook(file)
    parts = book.worksheets[-3:]
    assert count == 12
    assert [sheet.max_row - 2 for sheet in parts] == [5, 5, 2], "a line and the header above"
    numbers = [row[0] for sheet in parts for row in rows_of(sheet, 3)]
    assert len(set(numbers)) == 12
    assert len({sheet["A1"].value for sheet in parts}) == 3, "each says which part it is"


def test_a_month_without_tickets_says_so(may):
    book = book_of(look_at(type(MAY).month(MAY.start - timedelta(days=900))))
    assert not book.worksheets[PARETO]._charts
    assert book.worksheets[-1].max_row == 1


def test_a_reader_of_english_gets_english(may):
    with translation.override("en"):
        book = book_of(look_at())
    assert "Department" in [cell.value for cell in book.worksheets[-1][1]]
    assert book.sheetnames[-2:] == ["Definitions", "Tickets"]


# --- the worst, and the workload ----------------------------------------------------------------
def look_of(person, **parts):
    asked = Asked(MAY, REPORT, seen=scope_of(person), **parts)
    return Look(asked, person, "tickets", "avg_resolution")


def book_for(person):
    with translation.override("zh-hans"):
        return book_of(look_of(person))


def test_the_worst_are_the_rows_of_the_screen_with_masked_customers(may):
    manager = may.staff["manager"]
    book = book_for(manager)
    with translation.override("zh-hans"):
        on_page = worst_lists(look_of(manager))
    assert tuple(one.title for one in on_page) == WORST
    for one in on_page:
        rows = rows_of(book[one.title])
        assert [row[0] for row in rows] == [row.name.text for row in one.rows]
        assert {row.reason for row in one.rows} <= {value for row in rows for value in row}
        assert all("*" in row[-1] for row in rows)
    slowest = book[WORST[0]]
    assert rows_of(slowest)[0][:4] == ("202405-00128", 72, "常见故障", "物流部")
    assert slowest["B4"].number_format == '#,##0.00" 小时"'
    assert rows_of(book[WORST[1]])[1][:5] == ("SV-750-23A09917", "SV-750", 3, 3, 2)


def test_the_workload_leaves_for_leaders_alone_with_masked_colleagues(may):
    book = book_for(may.staff["manager"])
    departments, people = book["部门工作量"], book["人员工作量"]
    assert rows_of(departments)[1] == ("技术支持部", 7, 6, "样本少于30", 1, 1, 0, 0)
    assert rows_of(people)[0][:4] == ("刘*", "技术支持部", 11, 10)
    for sheet, first in ((departments, "F"), (people, "G")):
        [chart] = sheet._charts
        assert (chart.grouping, chart.overlap) == ("stacked", 100)
        assert ranges_of(chart)[0][0].startswith(f"'{sheet.title}'!${first}$4:")
        assert len(chart.series) == 3
    analyst = may.staff["analyst"]
    assert not {"部门工作量", "人员工作量"} & set(book_for(analyst).sheetnames)
