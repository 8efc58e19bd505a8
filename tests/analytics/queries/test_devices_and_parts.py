"""Failures and waits for parts on the page of the month, in its report, and over time."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.actions.measuring import _keep_month
from analytics.actions.reports import build_report
from analytics.domain.report import differences
from analytics.enums import Section
from analytics.models import MonthFigures
from analytics.queries.analysis import month_analysis
from analytics.queries.look import Look
from analytics.queries.month_facts import TRENDS
from analytics.queries.month_tables import Asked
from analytics.queries.months import FIGURES, month_data
from analytics.queries.pages import shown_sections
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from tests.factories.faults import fail, model_in_use, serials
from tests.factories.worked_tickets import processing
from tests.fixtures import browser_of, cast
from tests.support.pages import said
from tests.tickets.world import at, ticket_at
from tickets.record.enums import WaitReason
from tickets.work.actions import moves

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
MARCH = FigureSpan.month(date(2026, 3, 1))
ALL = FigureScope()
NOW = at("2026-04-02 10:00")


@pytest.fixture
def month(cast):
    """21 of 200 devices of a model failed, and a ticket waited six hours for parts."""
    model_in_use(cast)
    fail(cast, serials(21))
    ticket = processing(cast, ticket_at(cast, "2026-03-02 09:00"), "2026-03-02 09:30").ticket
    engineer = cast.staff["engineer"]
    moves.start_waiting(ticket, by=engineer, at=at("2026-03-03 09:00"), reason=WaitReason.PARTS)
    moves.resume_work(ticket, by=engineer, at=at("2026-03-03 15:00"))
    return cast


def analysis(cast, trend="avg_resolution", scope=ALL):
    asked = Asked(MARCH, NOW, scope)
    return month_analysis(Look(asked, cast.staff["manager"], "tickets", trend))


def test_late_parts_stand_with_the_missed_limits_and_lead_to_their_tickets(month):
    [line] = analysis(month).chart("missed").also
    assert "6.00" in line.text and line.text.startswith("备件延误")
    there = browser_of(month.staff["manager"]).get(line.path)
    assert len(there.context["page"].rows) == 1


def test_without_waits_nothing_is_said(cast):
    assert analysis(cast).chart("missed").also == ()


def test_each_model_and_all_of_them_lead_to_the_tickets_of_their_rate(month):
    chart = analysis(month).chart("models")
    row = next(row for row in chart.rows if row[0].text.startswith("SV-1"))
    browser = browser_of(month.staff["manager"])
    there = browser.get(row[0].path).context
    assert (there["figure"].value, len(there["page"].rows)) == (Decimal("10.5"), 21)
    [line] = chart.also
    whole = browser.get(line.path).context["figure"]
    assert whole == measure.measured_figure("failure_rate", FigureScope(), MARCH, at=NOW)
    page = browser.get(row[0].path).content.decode()
    assert said("Devices in use") in page and said("Devices that failed") in page


def test_a_filter_narrows_them_too(month):
    none = analysis(month, scope=FigureScope(levels=("normal",)))
    assert none.chart("missed").also == ()
    assert none.chart("models").rows == []


@pytest.mark.parametrize("key", ["failure_rate", "part_delay"])
def test_both_are_drawn_over_time_counted_or_kept(month, key):
    assert key in TRENDS
    live = [cell.text for cell in analysis(month, key).chart("trend").rows[-1]]
    _keep_month(MARCH.start, 0, NOW)
    assert [cell.text for cell in analysis(month, key).chart("trend").rows[-1]] == live
    page = browser_of(month.staff["manager"]).get(f"/figures/?month=2026-03&trend={key}")
    assert f'<option value="{key}" selected>' in page.content.decode()


def test_a_month_that_was_kept_by_an_earlier_release_is_shown_without_them(month):
    _keep_month(MARCH.start, 0, NOW)
    kept = MonthFigures.objects.get(month=MARCH.start)
    for key in ("failure_rate", "part_delay"):
        del kept.data["figures"][key]
    for row in kept.data["tables"]["models"]:
        del row["model"]
    kept.save()
    shown = analysis(month, "part_delay")
    assert (shown.chart("missed").also, shown.chart("models").also) == ((), ())
    assert shown.chart("models").rows[0][0].path == ""
    assert shown.chart("trend").rows[-1][1].text.startswith("6.00"), "counted now"


def test_the_report_tells_them_where_their_tables_stand(month):
    report = build_report(MARCH.start, at=NOW)
    parts = {part.key: part for part in shown_sections(report)}
    [rate], [delay] = parts[Section.MODELS].figures, parts[Section.MISSED].figures
    assert (rate.key, delay.key) == ("failure_rate", "part_delay")
    assert delay.value.startswith("6.00") and rate.count >= 200
    assert browser_of(month.staff["manager"]).get("/reports/2026-03/").status_code == 200


def test_a_report_of_an_earlier_release_is_shown_and_restates_nothing(month):
    report = build_report(MARCH.start, at=NOW)
    now = month_data(MARCH.start, at=NOW)
    for key in (*FIGURES[Section.MODELS], *FIGURES[Section.MISSED]):
        del report.data["figures"][key]
    for row in report.data["tables"]["models"]:
        del row["model"]
    report.save()
    assert all(part.figures == [] for part in shown_sections(report)[3:5])
    assert differences(report.data, now) == []
