"""Measures for improvement (form F19): what plans and their sub-projects do, and what reviews decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from plans.domain import boxes, f2
from plans.domain.effect import Effect
from plans.enums import ActionState, StageStatus
from plans.models import Plan, PlanMetric, ReviewAction, ReviewMeeting, Stage, SubProject
from plans.queries.record import metric_name

UNDER_WAY = {StageStatus.IN_PROGRESS, StageStatus.DONE}


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the list; `status` is the word of the plan, of the sub-project's stages, or of the decision."""

    task: str
    source: str
    department: str
    owner: str
    due: date | None
    effective: date | None
    effect: str
    status: str


def measures_of(plans: QuerySet[Plan]) -> Iterator[Measure]:
    """Per plan its sub-projects, or the plan itself where it has none, then the decisions of its reviews.

    In the words of the forms. A fixed number of statements, however many plans.
    """
    stages = Prefetch("stages", Stage.objects.counted())
    parts = Prefetch("subprojects", SubProject.objects.select_related("owner__department"))
    metrics = Prefetch("metrics", PlanMetric.objects.filter(is_core=True))
    reviews = Prefetch(
        "reviews",
        ReviewMeeting.objects.order_by("held_at", "id").prefetch_related(_actions_with_owner()),
    )
    for plan in plans.select_related("owner__department").prefetch_related(
        "departments", stages, parts, metrics, reviews
    ):
        yield from _plan_measures(plan)
        for meeting in plan.reviews.all():
            yield from _meeting_measures(meeting, f"进度复盘 {plan.number}")


def measures_of_retrospectives(meetings: QuerySet[ReviewMeeting]) -> Iterator[Measure]:
    """The decisions of retrospectives, which belong to no plan."""
    for meeting in meetings.prefetch_related(_actions_with_owner()):
        yield from _meeting_measures(meeting, "流程复盘")


def _actions_with_owner() -> Prefetch:
    return Prefetch("actions", ReviewAction.objects.select_related("owner__department"))


def _plan_measures(plan: Plan) -> Iterator[Measure]:
    effect, source = effect_text(plan.metrics.all()), f"优化方案 {plan.number}"
    departments = "、".join(
        filter(None, (*(one.name for one in plan.departments.all()), plan.departments_text))
    )
    parts = list(plan.subprojects.all())
    if not parts:
        yield Measure(
            plan.name,
            source,
            departments,
            plan.owner_name,
            plan.end_date,
            plan.rollout_date,
            effect,
            f2.PLAN_WORDS[plan.state],
        )
    for part in parts:
        stages = [stage for stage in plan.stages.all() if stage.subproject_id == part.pk]
        owner = part.owner
        yield Measure(
            task=f"{plan.name}：{part.name}",
            source=source,
            department=owner.department.name if owner and owner.department else departments,
            owner=str(owner or plan.owner_name),
            due=max((stage.planned_date for stage in stages), default=plan.end_date),
            effective=plan.rollout_date,
            effect=effect,
            status=_stages_word(stages),
        )


def _stages_word(stages: Iterable[Stage]) -> str:
    """One word for the stages of a sub-project."""
    found = {StageStatus(stage.status) for stage in stages}
    if StageStatus.DELAYED in found:
        return boxes.STATUS_WORDS[StageStatus.DELAYED]
    if found == {StageStatus.DONE}:
        return boxes.STATUS_WORDS[StageStatus.DONE]
    return boxes.STATUS_WORDS[
        StageStatus.IN_PROGRESS if found & UNDER_WAY else StageStatus.NOT_STARTED
    ]


def effect_text(metrics: Iterable[PlanMetric]) -> str:
    """`平均处理时长 48→20 达标` for every metric with a value; what is missing is left out."""
    return "；".join(
        filter(
            None, (_metric_effect_text(metric_name(metric), metric.effect) for metric in metrics)
        )
    )


def _metric_effect_text(name: str, effect: Effect) -> str:
    if effect.after is None:
        return ""
    before = "—" if effect.before is None else f"{f2.printed_figure(effect.before, effect):f}"
    verdict = {True: " 达标", False: " 未达标", None: ""}[effect.is_met]
    return f"{name} {before}→{f2.printed_figure(effect.after, effect):f}{verdict}"


def _meeting_measures(meeting: ReviewMeeting, kind: str) -> Iterator[Measure]:
    for action in meeting.actions.all():
        owner = action.owner
        yield Measure(
            task=action.task,
            source=f"{kind} {timezone.localdate(meeting.held_at)}",
            department=owner.department.name if owner.department else "",
            owner=str(owner),
            due=action.due,
            effective=timezone.localdate(action.done_at)
            if action.done_at and action.state == ActionState.DONE
            else None,
            effect=action.result,
            status=f2.ACTION_WORDS[action.state],
        )
