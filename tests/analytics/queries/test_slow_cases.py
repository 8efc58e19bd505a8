"""Slow cases in numbers: by cause, with what is not coded, for reports."""

from datetime import date

import pytest
from django.utils import translation

from analytics.actions.slow_cases import code_cases
from analytics.models import MonthlyReport, SlowCause
from analytics.queries.month_tables import Asked
from analytics.queries.months import month_data
from analytics.queries.pages import shown_sections
from analytics.queries.quarters import quarter_data, shown_causes
from analytics.queries.slow_cases import UNCODED, cause_rows
from metrics.domain.figures import FigureSpan
from tests.factories.may_2024 import JUNE, MAY, REPORT

pytestmark = pytest.mark.django_db
MONTH = date(2024, 5, 1)


def code(may, *numbers, cause="分配延迟"):
    seen = {f"202405-00{number}": 0 for number in numbers}
    found = SlowCause.objects.get(name=cause)
    code_cases(MONTH, seen, by=may.staff["manager"], at=REPORT, cause=found)


def numbers(rows):
    return [(row["zh"], row["response"], row["resolution"]) for row in rows]


def test_nothing_is_coded_yet_and_that_is_said(may):
    with translation.override("zh-hans"):
        [row] = cause_rows([Asked(MAY, REPORT)])
    assert (row["key"], row["response"], row["resolution"]) == (UNCODED, 3, 2)
    assert row["en"] == "Not coded yet"


def test_most_first_and_what_is_not_coded_at_the_end(may):
    code(may, 129, cause="其他")
    code(may, 126, cause="流程冗余")
    code(may, 134, cause="流程冗余")
    rows = cause_rows([Asked(MAY, REPORT)])
    assert numbers(rows)[:2] == [("流程冗余", 2, 1), ("其他", 1, 1)]
    assert (rows[-1]["key"], rows[-1]["response"], rows[-1]["resolution"]) == (UNCODED, 0, 0)


def test_months_are_added_each_with_its_own_causes(may):
    code(may, 126)
    rows = cause_rows([Asked(MAY, REPORT), Asked(JUNE, REPORT)])
    assert numbers(rows)[0] == ("分配延迟", 1, 1)
    assert rows[-1]["response"] == 2


def test_the_report_of_the_month_has_them_and_an_earlier_one_none(may):
    code(may, 126)
    data = month_data(MONTH, at=REPORT)
    report = MonthlyReport.objects.create(month=MONTH, data=data, generated_at=REPORT)

    def tables():
        with translation.override("zh-hans"):
            sections = shown_sections(report)
        return {table.name: table for one in sections for table in one.tables}

    assert tables()["causes"].rows[0] == ["分配延迟", "1", "1"]
    assert len(tables()["causes"].rows) == 2
    del data["tables"]["causes"]
    assert "causes" not in tables()


def test_the_report_of_the_quarter_adds_its_months(may):
    code(may, 126)
    report = type("Report", (), {"data": quarter_data(date(2024, 4, 1), at=REPORT)})
    with translation.override("zh-hans"):
        assert shown_causes(report)[0] == ("分配延迟", 1, 1)
    report.data.pop("causes")
    assert shown_causes(report) == []


def test_a_month_in_which_nothing_was_slow(may):
    first = FigureSpan.month(date(2024, 4, 1))
    assert cause_rows([Asked(first, REPORT)]) == []
