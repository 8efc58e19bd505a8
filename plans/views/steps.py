"""The steps of a plan and of its parts are asked for here; `pages.steps` serves them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.domain.text import is_key
from documents.doors import takes_files
from pages.offers import StepSet
from pages.steps import StepRequest, serve_step, visible_or_404
from plans.models import (
    ChangeRequest,
    NextAction,
    Plan,
    PlanMetric,
    Replan,
    Responsibility,
    ReviewAction,
    Stage,
    StageProblem,
)
from plans.queries.detail import WITH_OWNER, stage_with_code
from plans.views.part_steps import ACTION_STEPS, CHANGE_STEPS, LINE_STEPS, METRIC_STEPS, NEXT_STEPS
from plans.views.plan_steps import PLAN_STEPS
from plans.views.stage_steps import PROBLEM_STEPS, REPLAN_STEPS, STAGE_STEPS


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A kind of part of a plan: its steps, how one part is found, where a step leads back to."""

    find: Callable[[Plan, str], Any]
    steps: StepSet
    anchor: Callable[[Any], str]


def _part_or_404(plan: Plan, key: str, parts: QuerySet) -> Any:
    """A part by its primary key among those of this very plan; 404 for every other."""
    part = parts.filter(pk=int(key)).first() if is_key(key) else None
    if part is None:
        raise Http404
    return part


def find_stage(plan: Plan, code: str) -> Stage:
    """The stage of this code; 404 for none."""
    stage = stage_with_code(plan, code)
    if stage is None:
        raise Http404
    return stage


def _part_of_stage(model: type[Model]) -> Callable[[Plan, str], Any]:
    def find_part(plan: Plan, key: str) -> Any:
        parts = model._default_manager.filter(stage__plan=plan).select_related("stage__owner")
        part = _part_or_404(plan, key, parts)
        part.stage.plan = plan
        return part

    return find_part


def _part_of_plan(model: type[Model]) -> Callable[[Plan, str], Any]:
    def find_part(plan: Plan, key: str) -> Any:
        part = _part_or_404(plan, key, model._default_manager.filter(plan=plan))
        part.plan = plan
        return part

    return find_part


def _review_action(plan: Plan, key: str) -> Any:
    actions = ReviewAction.objects.filter(meeting__plan=plan).select_related("meeting__plan")
    return _part_or_404(plan, key, actions)


def _next_action(plan: Plan, key: str) -> Any:
    actions = NextAction.objects.filter(summary__plan=plan).select_related("plan")
    return _part_or_404(plan, key, actions)


PARTS = {
    "stages": PlanPart(find_stage, STAGE_STEPS, lambda stage: f"#stage-{stage.code}"),
    "problems": PlanPart(_part_of_stage(StageProblem), PROBLEM_STEPS, lambda _problem: "#problems"),
    "replans": PlanPart(
        _part_of_stage(Replan), REPLAN_STEPS, lambda replan: f"#stage-{replan.stage.code}"
    ),
    "lines": PlanPart(_part_of_plan(Responsibility), LINE_STEPS, lambda _line: "#responsibilities"),
    "metrics": PlanPart(_part_of_plan(PlanMetric), METRIC_STEPS, lambda _metric: "#effect"),
    "changes": PlanPart(_part_of_plan(ChangeRequest), CHANGE_STEPS, lambda _change: "#changes"),
    "actions": PlanPart(_review_action, ACTION_STEPS, lambda _action: "#reviews"),
    "next": PlanPart(_next_action, NEXT_STEPS, lambda _next: "#summary"),
}


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step of the plan."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    step = StepRequest(
        steps=PLAN_STEPS,
        key=key,
        address=reverse("plans:do", args=[plan.number, key]),
        page=reverse("plans:page", args=[plan.number]),
        label=plan.number,
        find=lambda: visible_or_404(WITH_OWNER, request.user, number),
    )
    return serve_step(request, step)


@takes_files
@require_http_methods(["GET", "POST"])
def take_part_step(
    request: HttpRequest, number: str, part: str, part_key: str, key: str
) -> HttpResponse:
    """One step of a stage, a problem, a line of the responsibility table, a metric, a decision."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    kind = PARTS.get(part)
    if kind is None:
        raise Http404
    thing = kind.find(plan, part_key)
    step = StepRequest(
        steps=kind.steps,
        key=key,
        address=reverse("plans:do_part", args=[plan.number, part, part_key, key]),
        page=reverse("plans:page", args=[plan.number]) + kind.anchor(thing),
        label=f"{plan.number} {thing}"[:60],
        find=lambda: kind.find(visible_or_404(WITH_OWNER, request.user, number), part_key),
    )
    return serve_step(request, step)
