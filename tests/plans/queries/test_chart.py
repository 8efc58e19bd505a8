"""The effect chart as the registry counts it, and as people see it."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from plans.enums import PlanState
from plans.formats.charts import effect_drawing
from plans.models import Plan, PlanMetric
from plans.queries import chart
from plans.queries.metric_cards import title_of_metric
from tests.fixtures import browser_of, moment, reported
from tickets.record.models import Ticket

SPEC = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)
AT = moment("2024-10-01 09:00")


def spec_of(shown):
    return json.loads(effect_drawing(shown).written_spec)


def plan_of(cast, **told):
    boss = cast.staff["manager"]
    given = {
        "number": "AF-202407-001",
        "name": "投诉处理",
        "state": PlanState.EVALUATING,
        "start_date": date(2024, 7, 1),
        "end_date": date(2024, 9, 30),
        "owner": boss,
        "created_by": boss,
        "created_at": AT,
        "updated_at": AT,
        "baseline_from": date(2024, 4, 1),
        "baseline_to": date(2024, 6, 30),
        "rollout_date": date(2024, 9, 1),
        "evaluation_due_from": date(2024, 9, 8),
        "evaluation_due_to": date(2024, 9, 15),
    }
    return Plan.objects.create(**{**given, **told})


def metric_of(plan, **told):
    given = {
        "source": "ticket_query",
        "key": "avg_resolution",
        "name": "平均解决时长",
        "direction": "lower",
        "target": Decimal(24),
    }
    return PlanMetric.objects.create(plan=plan, **{**given, **told})


def solved(cast, on, hours, **told):
    """A ticket solved at noon of a day, so many hours after its report."""
    at = datetime.combine(on, moment("2024-01-01 12:00").timetz())
    ticket = reported(cast, at - timedelta(hours=hours), **told)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=at, fixed_at=at, first_responded_at=at)
    return ticket


@pytest.fixture
def counted(cast):
    """Two solved in the baseline, two in the window after, weeks without any between them."""
    for on, hours in (
        (date(2024, 5, 8), 40),
        (date(2024, 5, 9), 56),
        (date(2024, 9, 10), 18),
        (date(2024, 9, 11), 22),
    ):
        solved(cast, on, hours)
    return plan_of(cast)


@pytest.mark.django_db
def test_the_chart_shows_what_the_registry_counts(counted):
    metric = metric_of(counted)
    shown = chart.chart_of(metric, counted, at=AT)
    spans = (
        FigureSpan(date(2024, 4, 1), date(2024, 6, 30)),
        FigureSpan(date(2024, 9, 8), date(2024, 9, 15)),
    )
    before, after = (
        measure.measured_figure("avg_resolution", FigureScope(), span, at=AT) for span in spans
    )
    assert (shown.before.value, shown.before.count) == (before.value, before.count) == (48, 2)
    assert (shown.after.value, shown.after.count) == (after.value, after.count) == (20, 2)
    assert shown.before.is_provisional and shown.after.is_provisional, "nothing is frozen yet"
    assert shown.bucket == "week"
    assert {one.first: one.value for one in shown.figures if one.value is not None} == {
        date(2024, 5, 6): 48,
        date(2024, 9, 9): 20,
    }
    assert shown.cases == 4
    assert (shown.figures[0].first, shown.figures[-1].last) == (date(2024, 4, 1), date(2024, 10, 1))


@pytest.mark.django_db
def test_frozen_values_stand_even_if_tickets_change(counted, cast):
    frozen = {
        "before": Decimal(48),
        "before_samples": 2,
        "baseline_from": date(2024, 4, 1),
        "baseline_to": date(2024, 6, 30),
        "frozen_at": AT,
        "after": Decimal(20),
        "after_samples": 2,
        "measured_from": date(2024, 9, 8),
        "measured_to": date(2024, 9, 15),
    }
    metric = metric_of(counted, **frozen)
    solved(cast, date(2024, 5, 10), 500)
    shown = chart.chart_of(metric, counted, at=AT)
    assert (shown.before.value, shown.after.value) == (48, 20)
    assert not shown.before.is_provisional
    assert next(one.value for one in shown.figures if one.first == date(2024, 5, 6)) > 48, (
        "the line tells what is counted now"
    )


@pytest.mark.django_db
def test_a_frozen_scope_wins_over_the_plans(counted, cast):
    phone, mail = cast.channels["电话"], cast.channels["邮件"]
    solved(cast, date(2024, 5, 10), 96, channel=phone)
    counted.channels.add(phone)
    of_plan = chart.chart_of(metric_of(counted), counted, at=AT)
    assert of_plan.cases == 1
    of_metric = chart.chart_of(
        metric_of(counted, name="冻结", scope={"channels": [mail.pk]}, frozen_at=AT), counted, at=AT
    )
    assert of_metric.cases == 4


@pytest.mark.django_db
def test_before_the_roll_out_there_is_no_window_after(counted):
    counted.rollout_date = counted.evaluation_due_from = counted.evaluation_due_to = None
    counted.state = PlanState.RUNNING
    shown = chart.chart_of(metric_of(counted), counted, at=AT)
    assert shown.after is None and shown.rollout is None
    assert [mean.kind for mean in shown.means] == ["before"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["volume", "a_figure_of_yesterday"])
def test_where_windows_cannot_be_compared_there_are_two_bars(counted, key):
    shown = chart.chart_of(
        metric_of(counted, key=key, before=Decimal(30), after=Decimal(20)), counted, at=AT
    )
    assert shown.figures == ()
    assert [row["value"] for row in spec_of(shown)["data"]["values"]] == [30, 20]


@pytest.mark.django_db
def test_the_drawing_has_points_gaps_means_and_the_target(counted):
    spec = spec_of(chart.chart_of(metric_of(counted), counted, at=AT))
    values = [row["value"] for row in spec["data"]["values"]]
    assert [value for value in values if value is not None] == [48, 20]
    assert values.count(None) == len(values) - 2, "an empty week is a gap and never a zero"
    drawn = json.dumps(spec)
    assert '"rule": 24.0' in drawn and '"mean": 48.0' in drawn and '"2024-09-01"' in drawn


@pytest.mark.django_db
def test_the_drawing_is_text_whatever_the_metric_is_called(counted):
    known = metric_of(counted, name="<i>", unit="<%>")
    typed = metric_of(
        counted,
        name='<b>a</b> & "b"',
        source="manual",
        key="",
        unit="<%>",
        before=Decimal(48),
        after=Decimal(20),
    )
    for metric in (known, typed):
        html = render_to_string(
            "plans/_chart.html", {"chart": chart.chart_of(metric, counted, at=AT), "plan": counted}
        )
        [written] = SPEC.findall(html)
        assert title_of_metric(metric) in json.loads(written)["description"]
        assert not any(part in html for part in ("<b>", "<i>", "<%>", "style="))
        assert "<table" in html


@pytest.mark.django_db
def test_the_chart_is_shown_to_those_who_see_the_plan(counted, cast):
    metric = metric_of(counted)
    path = f"/plans/{counted.number}/metrics/{metric.pk}/chart/"
    answer = browser_of(cast.staff["manager"]).get(path)
    assert answer.status_code == 200
    assert 'data-chart="new"' in answer.content.decode()
    assert browser_of(cast.staff["agent"]).get(path).status_code == 404
    other = plan_of(cast, number="AF-202407-002")
    assert (
        browser_of(cast.staff["manager"])
        .get(f"/plans/{other.number}/metrics/{metric.pk}/chart/")
        .status_code
        == 404
    )
