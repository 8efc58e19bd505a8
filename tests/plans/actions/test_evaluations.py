"""Values after the change: their window, and who judges."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from metrics.domain.figures import FigureScope
from plans.actions import evaluations
from plans.models import Evaluation, Plan
from tests.factories.faults import fail, model_in_use, serials
from tests.support.source_plan import kept_of, now_of


def test_a_plan_that_came_in_measured_gets_its_window_first(measured, cast):
    """An imported plan stands in its evaluation without anybody having named the roll-out."""
    Plan.objects.filter(pk=measured.pk).update(
        rollout_date=None, evaluation_due_from=None, evaluation_due_to=None
    )
    typed = {"by": cast.staff["analyst"], "after": Decimal("20"), "evidence": "统计"}
    at = story.desk_moment("2024-09-16")
    metric = measured.metrics.first()
    with pytest.raises(LawBroken):
        evaluations.evaluate_metric(metric, at=at, **typed)
    evaluations.set_window(
        now_of(measured),
        by=cast.staff["manager"],
        at=at,
        start=date(2024, 9, 8),
        end=date(2024, 9, 15),
        note="导入的方案",
    )
    assert evaluations.evaluate_metric(metric, at=at, **typed).after == 20


def test_the_owner_does_not_judge_the_own_plan(measured, cast):
    metric = measured.metrics.first()
    before = kept_of(measured)
    told = {"at": story.desk_moment("2024-09-16"), "after": Decimal("20"), "evidence": "工单统计"}
    for who in ("manager", "engineer", "trainer", "admin"):
        with pytest.raises(NotAllowed):
            evaluations.evaluate_metric(metric, by=cast.staff[who], **told)
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["manager"])
    with pytest.raises(NotAllowed):
        evaluations.evaluate_metric(metric, by=cast.staff["manager"], **told)
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["analyst"])
    assert kept_of(measured) == before
    evaluations.evaluate_metric(metric, by=cast.staff["supervisor"], **told)
    assert Evaluation.objects.get().by == cast.staff["supervisor"]


def test_a_named_evaluator_needs_no_further_right(measured, cast):
    metric = measured.metrics.first()
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["trainer"])
    evaluations.evaluate_metric(
        metric,
        by=cast.staff["trainer"],
        at=story.desk_moment("2024-09-16"),
        after=Decimal("20"),
        evidence="工单统计",
    )
    assert Evaluation.objects.get().is_met is True


def test_what_grows_with_its_days_is_compared_over_as_many(measured, cast):
    """Devices that failed in 90 days are more than those of 8, whatever the plan has changed."""
    model = model_in_use(cast)
    fail(cast, serials(20), at=story.desk_moment("2024-05-20"))
    fail(cast, serials(2), at=story.desk_moment("2024-09-10"))
    measured.metrics.update(
        key="failure_rate",
        source="ticket_query",
        scope=FigureScope(models=(model.pk,)).to_json(),
        before=Decimal(10),
        before_samples=200,
        baseline_from=date(2024, 4, 2),
        baseline_to=date(2024, 6, 30),
    )
    metric, at = measured.metrics.first(), story.desk_moment("2024-12-16")
    with pytest.raises(LawBroken, match=r"90.*8"):
        evaluations.evaluate_metric(metric, by=cast.staff["analyst"], at=at)

    window = {"evaluation_due_from": date(2024, 9, 8), "evaluation_due_to": date(2024, 12, 6)}
    Plan.objects.filter(pk=measured.pk).update(**window)
    metric = type(metric).objects.get(pk=metric.pk)
    taken = evaluations.evaluate_metric(metric, by=cast.staff["analyst"], at=at)
    assert (taken.after, taken.samples) == (1, 200), "out of all devices in use"
