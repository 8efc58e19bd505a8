"""Measures for improvement (form F19).

What plans and their sub-projects do, and what reviews decided.
"""

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
    """One line of the list.

    `status` is the word of the plan, of the sub-project's stages, or of the decision.
    """

    task: str
    source: str
    department: str
    owner: str
    due: date | None
    effective: date | None
    effect: str
    status: str


def measures_of(plans: QuerySet[Plan]) -> Iterator[Measure]:
    """Per plan its sub-projects, or the plan itself where it has none, then its reviews' decisions.

    In the words of the forms. A fixed number of statements, however many plans.
    """
    meetings = ReviewMeeting.objects.order_by("held_at", "id")
    rows = plans.select_related("owner__department").prefetch_related(
        "departments",
        Prefetch("stages", Stage.objects.counted()),
        Prefetch("subprojects", SubProject.objects.select_related("owner__department")),
        Prefetch("metrics", PlanMetric.objects.filter(is_core=True)),
        Prefetch("reviews", meetings.prefetch_related(_actions_with_owner())),
    )
    for plan in rows:
        yield from _plan_measures(plan)
        for meeting in plan.reviews.all():
            yield from _meeting_measures(meeting, f"进度复盘 {plan.number}")


def measures_of_retrospectives(meetings: QuerySet[ReviewMeeting]) -> Iterator[Measure]:
    """The decisions of retrospectives, which belong to no plan."""
    for meeting in meetings.prefetch_related(_actions_with_owner()):
        yield from _meeting_measures(meeting, "流程复盘")


def _actions_with_owner() -> Prefetch:
    return Prefetch("actions", ReviewAction.objects.select_related("owner__department"))


# --- plans ------------------------------------------------------------------------------------
def _plan_measures(plan: Plan) -> Iterator[Measure]:
    """Reads what `measures_of` has prefetched, and nothing else."""
    effect = effect_text(plan.metrics.all())
    parts = list(plan.subprojects.all())
    if not parts:
        yield _whole_plan_measure(plan, effect)
    for part in parts:
        yield _subproject_measure(plan, part, effect)


def _whole_plan_measure(plan: Plan, effect: str) -> Measure:
    return Measure(
        task=plan.name,
        source=f"优化方案 {plan.number}",
        department=_departments_text(plan),
        owner=plan.owner_name,
        due=plan.end_date,
        effective=plan.rollout_date,
        effect=effect,
        status=f2.PLAN_WORDS[plan.state],
    )


def _subproject_measure(plan: Plan, part: SubProject, effect: str) -> Measure:
    """A part without stages is due with its plan; one without an owner has the plan's."""
    # Filtered here: a filtered query per part would not use what was prefetched.
    stages = [stage for stage in plan.stages.all() if stage.subproject_id == part.pk]
    owner = part.owner
    department = _departments_text(plan)
    if owner and owner.department:
        department = owner.department.name
    return Measure(
        task=f"{plan.name}：{part.name}",
        source=f"优化方案 {plan.number}",
        department=department,
        owner=str(owner or plan.owner_name),
        due=max((stage.planned_date for stage in stages), default=plan.end_date),
        effective=plan.rollout_date,
        effect=effect,
        status=_stages_word(stages),
    )


def _departments_text(plan: Plan) -> str:
    """Those the desk knows, then the words of an imported form."""
    names = [department.name for department in plan.departments.all()]
    if plan.departments_text:
        names.append(plan.departments_text)
    return "、".join(name for name in names if name)


def _stages_word(stages: Iterable[Stage]) -> str:
    """One word for the stages of a sub-project: the worst first, then whether all are done."""
    statuses = {StageStatus(stage.status) for stage in stages}
    if StageStatus.DELAYED in statuses:
        status = StageStatus.DELAYED
    elif statuses == {StageStatus.DONE}:
        status = StageStatus.DONE
    elif statuses & UNDER_WAY:
        status = StageStatus.IN_PROGRESS
    else:
        status = StageStatus.NOT_STARTED
    return boxes.STATUS_WORDS[status]


def effect_text(metrics: Iterable[PlanMetric]) -> str:
    """`平均处理时长 48→20 达标` for every metric with a value; what is missing is left out."""
    texts = []
    for metric in metrics:
        if metric.effect.after is not None:
            texts.append(_metric_effect_text(metric_name(metric), metric.effect))
    return "；".join(texts)


def _metric_effect_text(name: str, effect: Effect) -> str:
    before = "—"
    if effect.before is not None:
        before = f"{f2.printed_figure(effect.before, effect):f}"
    after = f"{f2.printed_figure(effect.after, effect):f}"
    verdict = {True: " 达标", False: " 未达标", None: ""}[effect.is_met]
    return f"{name} {before}→{after}{verdict}"


# --- decisions --------------------------------------------------------------------------------
def _meeting_measures(meeting: ReviewMeeting, kind: str) -> Iterator[Measure]:
    source = f"{kind} {timezone.localdate(meeting.held_at)}"
    for action in meeting.actions.all():
        yield _action_measure(action, source)


def _action_measure(action: ReviewAction, source: str) -> Measure:
    """A decision that was dropped has been decided on, but takes no effect."""
    owner = action.owner
    effective = None
    if action.done_at and action.state == ActionState.DONE:
        effective = timezone.localdate(action.done_at)
    return Measure(
        task=action.task,
        source=source,
        department=owner.department.name if owner.department else "",
        owner=str(owner),
        due=action.due,
        effective=effective,
        effect=action.result,
        status=f2.ACTION_WORDS[action.state],
    )
