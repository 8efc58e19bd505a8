"""Metrics of a plan: what they need, and what is frozen with their value before."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import LawBroken
from demo import source_plan as story
from plans.actions import effects
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 10:00")


def add(plan, cast, **changes):
    fields = {
        "name": "客户满意度评分",
        "unit": "分",
        "direction": "higher",
        "target": Decimal("4.5"),
        **changes,
    }
    return effects.add_metric(plan, by=cast.staff["manager"], at=AT, **fields)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": None}, "target"),
        ({"name": " "}, "name"),
        ({"name": "平均处理时长"}, "name"),
        ({"before": Decimal("3.8"), "before_evidence": " "}, "before_evidence"),
    ],
)
def test_a_metric_has_its_own_name_a_target_and_evidence(drafted, cast, changes, field):
    with pytest.raises(LawBroken) as refused:
        add(drafted, cast, **changes)
    assert refused.value.field == field
    assert drafted.metrics.count() == 2


def test_a_metric_of_the_registry_brings_name_and_unit_and_takes_no_typed_value(drafted, cast):
    metric = add(
        drafted,
        cast,
        key="avg_response",
        name="",
        unit="",
        before=Decimal("12"),
        before_evidence="估计",
    )
    assert (metric.source, metric.direction, metric.before, metric.before_evidence) == (
        "ticket_query",
        "lower",
        None,
        "",
    )
    assert metric.name == "平均响应时效"
    assert metric.order == 3


def test_the_start_freezes_the_window_before_the_plan(drafted, cast):
    counted = add(drafted, cast, key="avg_response", name="", is_core=False)
    story.start_plan(drafted, cast)
    counted.refresh_from_db()
    assert (counted.baseline_from, counted.baseline_to) == (date(2024, 4, 2), date(2024, 6, 30))
    assert (counted.before, counted.before_samples) == (None, 0), "no ticket, no value"
    assert counted.frozen_at == story.desk_moment("2024-07-01", 15)


def test_only_a_draft_is_given_or_changes_a_metric_at_once(running, cast):
    metric = running.metrics.first()
    edit = {"by": cast.staff["manager"], "at": story.desk_moment("2024-08-12")}
    with pytest.raises(LawBroken):
        effects.edit_metric(metric, **edit, target=Decimal(30))
    with pytest.raises(LawBroken):
        add(running, cast)
    metric.refresh_from_db()
    assert (metric.target, running.metrics.count()) == (24, 2)


# --- may a plan start -------------------------------------------------------------------------


def start_refused(plan, cast):
    """Why the plan does not start; nothing of it has begun."""
    with pytest.raises(LawBroken) as refused:
        story.start_plan(plan, cast)
    plan.refresh_from_db()
    assert (plan.state, plan.frozen_at) == ("draft", None)
    return refused.value.message


def set_metrics(plan, **fields):
    plan.metrics.update(**fields)


def test_a_plan_without_a_core_metric_does_not_start(drafted, cast):
    set_metrics(drafted, is_core=False)
    assert start_refused(drafted, cast)


def test_a_core_metric_without_a_value_before_does_not_start(drafted, cast):
    set_metrics(drafted, before=None)
    assert "平均处理时长" in start_refused(drafted, cast)


def test_a_counted_core_metric_without_a_case_does_not_start(drafted, cast):
    add(drafted, cast, key="avg_response", name="", evaluator=cast.staff["analyst"])
    assert "2024-04-02" in start_refused(drafted, cast), "and says in which window"


@pytest.mark.parametrize("target", ["48", "50"])
def test_a_target_that_is_not_better_needs_a_reason(drafted, cast, target):
    metric = drafted.metrics.first()
    metric.target = Decimal(target)
    metric.save()
    assert target in start_refused(drafted, cast)
    metric.target_reason = "旺季不退步即可"
    metric.save()
    story.start_plan(drafted, cast)


def test_a_rising_target_is_better_above(drafted, cast):
    rising = drafted.metrics.last()
    rising.target = Decimal("70")
    rising.save()
    assert rising.name in start_refused(drafted, cast)


@pytest.mark.parametrize("evaluator", [None, "manager"])
def test_somebody_else_than_the_owner_evaluates(drafted, cast, evaluator):
    set_metrics(drafted, evaluator=cast.staff[evaluator] if evaluator else None)
    assert "平均处理时长" in start_refused(drafted, cast)


def test_only_a_draft_loses_a_metric(drafted, cast):
    manager = cast.staff["manager"]
    effects.remove_metric(drafted.metrics.last(), by=manager, at=AT)
    assert [metric.name for metric in drafted.metrics.all()] == ["平均处理时长"]
    story.start_plan(drafted, cast)
    with pytest.raises(LawBroken):
        effects.remove_metric(drafted.metrics.get(), by=manager, at=story.desk_moment("2024-07-02"))
    assert drafted.metrics.count() == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (Decimal("48.000000"), "48"), (Decimal("3.80"), "3.8"), (Decimal("1E+2"), "100")],
)
def test_the_ledger_writes_figures_plainly(value, words):
    assert effects.figure_words(value) == words
