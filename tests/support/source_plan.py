"""Steps through the source's own plan (vectors.md E3), and all that a refused step could leave behind."""

from datetime import date
from decimal import Decimal

from notifications.models import InboxItem, Outbox
from plans.actions import closing, evaluations, watching
from plans.models import Evaluation, Plan, PlanEvent, StageProblem, StageProgress

WORDS = {
    "description": "公众号渠道流转规则遗漏",
    "impact": "公众号投诉需人工转派",
    "countermeasure": "临时由客服主管人工分派",
}
TENTH = date(2024, 8, 10)


def now_of(plan):
    return Plan.objects.get(pk=plan.pk)


def kept_of(plan):
    """All that a refused step could have left behind."""
    rows = [
        list(found.order_by("pk").values())
        for found in (Plan.objects.filter(pk=plan.pk), plan.stages.all(), plan.metrics.all())
    ]
    counts = [
        model.objects.count()
        for model in (PlanEvent, StageProblem, StageProgress, Evaluation, InboxItem, Outbox)
    ]
    return rows, counts


def take_figures(plan, cast, handling, first_time, at):
    for metric, after in zip(plan.metrics.all(), (handling, first_time), strict=True):
        evaluations.evaluate_metric(
            metric,
            by=cast.staff["analyst"],
            at=at,
            after=Decimal(after),
            evidence="线上投诉工单统计",
        )


def write_up(plan, cast, at):
    closing.write_summary(
        plan, by=cast.staff["manager"], at=at, experience="先统一分类再缩短流转环节"
    )


def watch(at):
    """What the daily job does at a moment; how many stages became late."""
    late = watching.mark_late_stages(at=at)
    watching.send_reminders(at=at)
    return late
