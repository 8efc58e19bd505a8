"""Response times by definition as months keep them, and as pages and papers show them."""

import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.utils import translation

from analytics.actions.reports import build_report, issue_report
from analytics.exports import f20
from analytics.models import MonthlyReport
from analytics.queries.definition_rows import definition_rows
from analytics.queries.month_tables import Asked
from analytics.queries.pages import shown_differences, shown_sections
from calendars.models import WorkCalendar
from tests.factories.may_2024 import MAY, REPORT
from tests.factories.response_times import definition
from tests.fixtures import browser_of
from tests.tickets.world import at
from tickets.record.enums import BusinessType
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
MONTH = date(2024, 5, 1)
LATER = at("2024-06-03 10:00")


@pytest.fixture
def halves(may):
    """All of May is support; its definition changed on the 15th."""
    Ticket.objects.update(business_type=BusinessType.SUPPORT)
    calendar = WorkCalendar.objects.get(code="workdays")
    return definition("2024-01-01"), definition("2024-05-15", end="resolved", calendar=calendar)


def texts_of(report, language="zh-hans"):
    with translation.override(language):
        [table] = [
            table
            for section in shown_sections(report)
            for table in section.tables
            if table.name == "definitions"
        ]
    return table


def test_two_definitions_of_a_month_are_two_rows_and_working_time_is_a_third(halves):
    rows = definition_rows(Asked(MAY, REPORT))
    assert [
        (row["unit"], row["count"], row["open"], row["meaning"]["measure"]) for row in rows
    ] == [("minutes", 7, 0, "natural"), ("hours", 4, 1, "natural"), ("hours", 4, 1, "working")]
    first, second, third = rows
    assert (first["minimum"], first["maximum"]) == ("10", "70")
    assert Decimal(second["mean"]) > Decimal(third["mean"]) > 0
    assert first["meaning"]["until"] == second["meaning"]["effective_from"] == "2024-05-15"
    assert (first["meaning"]["first_on"], first["meaning"]["last_on"]) == (
        "2024-05-01",
        "2024-05-14",
    )
    assert third["meaning"]["calendar"] and second["meaning"]["calendar"] is None
    assert "2024-01-01 – 2024-05-14" in first["zh"] and "Response time" in first["en"]
    assert json.loads(json.dumps(rows)) == rows


def test_the_report_says_what_was_meant_and_keeps_it_when_issued(halves, may):
    report = build_report(MONTH, at=REPORT)
    issue_report(report, by=may.staff["manager"], at=REPORT, seen_at=report.generated_at)
    table = texts_of(report)
    assert [row[1] for row in table.rows] == ["7", "4", "4"]
    assert table.rows[0][5].endswith("分钟") and table.rows[1][5].endswith("小时")
    page = browser_of(may.staff["manager"]).get("/reports/2024-05/").content.decode()
    assert "2024-01-01 – 2024-05-14" in page
    book = openpyxl.load_workbook(f20.make_workbook(report, mark="王芳"))
    cells = [cell.value for row in book["2 时效"].rows for cell in row if cell.value]
    assert table.title in cells and table.rows[2][0] in cells

    definition("2024-05-31", end="fixed")
    report.refresh_from_db()
    assert texts_of(report).rows == table.rows
    assert build_report(MONTH, at=LATER).version == 2, "a ticket of the 31st is judged anew"


def test_a_restated_time_is_named_in_its_own_unit(halves, may):
    earlier = build_report(MONTH, at=REPORT)
    issue_report(earlier, by=may.staff["manager"], at=REPORT, seen_at=earlier.generated_at)
    Ticket.objects.filter(number="202405-00126").update(first_responded_at=at("2024-05-06 13:00"))
    later = build_report(MONTH, at=LATER)
    said = [one for one in shown_differences(earlier, later) if "2024-05-14" in one.what]
    most = {one.what.rpartition(" · ")[2]: (one.before, one.after) for one in said}
    assert most["最大"] == ("70.0 分钟", "180.0 分钟")


def test_a_report_of_an_earlier_release_is_shown_and_not_restated(halves, may):
    report = build_report(MONTH, at=REPORT)
    del report.data["tables"]["definitions"]
    report.save()
    issue_report(report, by=may.staff["manager"], at=REPORT, seen_at=report.generated_at)
    assert browser_of(may.staff["manager"]).get("/reports/2024-05/").status_code == 200
    assert build_report(MONTH, at=LATER).version == 1
    assert MonthlyReport.objects.get().state == "issued"


def test_the_analysis_has_a_bar_for_each_and_says_in_its_table_what_they_mean(halves, may):
    answer = browser_of(may.staff["manager"]).get("/figures/?month=2024-05")
    charts = {chart.name: chart for chart in answer.context["analysis"].charts}
    chart = charts["definitions"]
    bars = chart.spec["data"]["values"]
    assert len({bar["name"] for bar in bars}) == 3, "names tell bars apart"
    assert round(bars[0]["value"] * 60, 1) == 31.7, "all bars are hours"
    assert bars[0]["text"] == "31.7 分钟 · n = 7"
    assert [row[0].text for row in chart.rows] == [
        row["zh"] for row in definition_rows(Asked(MAY, REPORT))
    ]


def test_a_month_without_definitions_has_an_empty_table(may):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE metrics_responsetimedefinition")
    assert definition_rows(Asked(MAY, REPORT)) == []
    answer = browser_of(may.staff["manager"]).get("/figures/?month=2024-05")
    assert answer.status_code == 200
