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
    counted = add(drafted, cast, key="avg_response", name="")
    story.start(drafted, cast)
    counted.refresh_from_db()
    assert (counted.baseline_from, counted.baseline_to) == (date(2024, 4, 2), date(2024, 6, 30))
    assert (counted.before, counted.before_samples) == (None, 0), "no ticket, no value"
    assert counted.frozen_at == story.at("2024-07-01", 15)


def test_a_running_plan_moves_a_target_with_a_reason_and_no_value_before(running, cast):
    metric = running.metrics.first()
    edit = {"by": cast.staff["manager"], "at": story.at("2024-08-12")}
    with pytest.raises(LawBroken) as refused:
        effects.edit_metric(metric, **edit, target=Decimal(30), note=" ")
    assert refused.value.field == "note"
    changed = effects.edit_metric(
        metric, **edit, target=Decimal(30), before=Decimal(99), name="另一个名称", note="放宽"
    )
    assert (changed.target, changed.before, changed.name) == (30, 48, "平均处理时长")


def test_only_a_draft_loses_a_metric(drafted, cast):
    manager = cast.staff["manager"]
    effects.remove_metric(drafted.metrics.last(), by=manager, at=AT)
    assert [metric.name for metric in drafted.metrics.all()] == ["平均处理时长"]
    story.start(drafted, cast)
    with pytest.raises(LawBroken):
        effects.remove_metric(drafted.metrics.get(), by=manager, at=story.at("2024-07-02"))
    assert drafted.metrics.count() == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (Decimal("48.000000"), "48"), (Decimal("3.80"), "3.8"), (Decimal("1E+2"), "100")],
)
def test_the_ledger_writes_figures_plainly(value, words):
    assert effects.figure_words(value) == words
