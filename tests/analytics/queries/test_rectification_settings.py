"""By which failure rate a month is judged, and that what was issued keeps it."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.actions.reports import build_report, issue_report
from analytics.models import MonthlyReport, RectificationSettings
from analytics.queries.month_facts import month_facts
from analytics.queries.month_tables import Asked
from analytics.queries.pages import shown_sections
from analytics.queries.rectification_settings import (
    current_rectification_settings,
    failure_limit_of,
)
from metrics.domain.figures import FigureSpan
from tests.factories.faults import fail
from tests.factories.rectification import APRIL, DAY, alarming
from tests.fixtures import cast, moment

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def issue(report, cast):
    issue_report(report, by=cast.staff["manager"], at=APRIL, seen_at=report.generated_at)


def models_table(report):
    (table,) = (part.tables[0] for part in shown_sections(report) if part.key == "models")
    return table


def test_without_a_row_there_are_the_defaults(db):
    RectificationSettings.objects.all().delete()
    assert current_rectification_settings().threshold == Decimal(10)


def test_months_of_earlier_releases_were_judged_by_ten(db):
    assert failure_limit_of({}) == Decimal(10)


def test_a_draft_follows_the_row_and_its_title_says_the_threshold(cast):
    alarming(cast)
    report = build_report(MARCH, at=APRIL)
    table = models_table(report)
    assert table.columns[-1].endswith("10%") and table.rows[0][-2] == "10.5 %"
    flag = table.rows[0][-1]
    RectificationSettings.objects.update(threshold=Decimal("12.50"))
    table = models_table(build_report(MARCH, at=APRIL + DAY))
    assert table.columns[-1].endswith("12.5%") and table.rows[0][-1] != flag


def test_what_was_issued_stays_as_it_was_judged_also_in_further_versions(cast):
    alarming(cast)
    report = build_report(MARCH, at=APRIL)
    issue(report, cast)
    RectificationSettings.objects.update(threshold=Decimal("12.50"))
    assert build_report(MARCH, at=APRIL + DAY) == report, "a new threshold restates nothing"
    assert failure_limit_of(MonthlyReport.objects.get().data) == Decimal(10)
    fail(cast, ["S100"])
    restated = build_report(MARCH, at=APRIL + DAY)
    again = build_report(MARCH, at=APRIL + 2 * DAY)
    assert restated == again and restated.version == 2
    assert failure_limit_of(again.data) == Decimal(10)
    (row,) = again.data["tables"]["models"]
    assert (row["failed"], row["is_above"]) == (22, True)


def test_figures_of_a_month_hold_the_threshold_of_their_moment(cast):
    alarming(cast)
    RectificationSettings.objects.update(threshold=Decimal("10.50"))
    asked = Asked(FigureSpan.month(MARCH), moment("2026-03-31 12:00"))
    facts = month_facts(asked)
    assert failure_limit_of(facts) == Decimal("10.5")
    assert facts["tables"]["models"][0]["is_above"] is False
