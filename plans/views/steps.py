"""The steps of a plan and of its parts, one row each.

`core.work.steps` is the door that serves them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.domain.text import is_key
from core.work.offers import IsOffered, RunStep, StepDefinition, StepSet, step_calling
from core.work.steps import StepRequest, serve_step, visible_or_404
from plans import forms, rules
from plans.actions import (
    closing,
    drafting,
    effects,
    evaluations,
    meetings,
    moves,
    problems,
    proposals,
    replanning,
    responsibilities,
    stage_moves,
    stages,
)
from plans.domain import lifecycle
from plans.domain.lifecycle import EDITABLE, MEASURED
from plans.enums import ActionState, PlanState, ProblemState, ReplanState, StageStatus
from plans.models import (
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


# --- may they, does it fit ------------------------------------------------------------------------
def _leads(*states: PlanState) -> IsOffered:
    return lambda user, plan: plan.state in states and rules.leads(user, plan)


def _ready(user: User, plan: Plan) -> bool:
    """Nothing is left to do: the next step is the evaluation."""
    return _leads(PlanState.RUNNING)(user, plan) and not plan.stages.unfinished().exists()


def _missed(user: User, plan: Plan) -> bool:
    return _leads(PlanState.EVALUATING)(user, plan) and any(
        metric.effect.is_met is False for metric in plan.metrics.all() if metric.is_core
    )


def _confirms(user: User, plan: Plan) -> bool:
    waiting = plan.responsibilities.filter(
        sent_at__isnull=False, acknowledged_at__isnull=True, department__head=user
    )
    return plan.state in EDITABLE and waiting.exists()


def _wrote_summary(user: User, plan: Plan) -> bool:
    return (
        plan.state in lifecycle.WRITTEN_UP
        and rules.leads(user, plan)
        and hasattr(plan, "summary")
        and not plan.summary.article_number
    )


def _updates(*statuses: StageStatus) -> IsOffered:
    return lambda user, stage: (
        stage.plan.state in lifecycle.AT_WORK
        and stage.is_counted
        and stage.status in statuses
        and rules.updates(user, stage)
    )


def _updates_or_leads(*statuses: StageStatus) -> IsOffered:
    return lambda user, stage: (
        _updates(*statuses)(user, stage)
        or (
            stage.plan.state in lifecycle.AT_WORK
            and stage.is_counted
            and stage.status in statuses
            and rules.leads(user, stage.plan)
        )
    )


def _leads_stage(states: frozenset[PlanState], *statuses: StageStatus) -> IsOffered:
    return lambda user, stage: (
        stage.plan.state in states
        and stage.is_counted
        and stage.status in statuses
        and rules.leads(user, stage.plan)
    )


def _awaits_words(user: User, problem: Any) -> bool:
    stage = problem.stage
    return (
        problem.awaits_words
        and stage.plan.state in EDITABLE
        and (rules.updates(user, stage) or rules.leads(user, stage.plan))
    )


def _may_resolve(user: User, problem: Any) -> bool:
    stage = problem.stage
    is_ripe = problem.state == ProblemState.OPEN and not problem.awaits_words
    return (
        is_ripe
        and stage.plan.state in EDITABLE
        and (rules.updates(user, stage) or rules.leads(user, stage.plan))
    )


def _decides(user: User, replan: Any) -> bool:
    return (
        replan.state == ReplanState.ASKED
        and replan.stage.plan.state in lifecycle.AT_WORK
        and rules.leads(user, replan.stage.plan)
    )


def _evaluates(user: User, metric: Any) -> bool:
    return metric.plan.state in MEASURED and rules.may_evaluate(user, metric.plan, metric)


def _is_open_action(action: Any) -> bool:
    return action.state == ActionState.OPEN and action.meeting.plan.state not in lifecycle.ENDED


def _is_own_action(user: User, action: Any) -> bool:
    return _is_open_action(action) and (
        action.owner_id == user.pk or rules.leads(user, action.meeting.plan)
    )


# --- what they call -------------------------------------------------------------------------------
def _tell(stage: Stage, by: User, at: datetime, data: dict[str, Any]) -> None:
    stages.report_progress(stage, by=by, at=at, **data)


def _decide(is_approved: bool) -> RunStep:
    def run(replan: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
        replanning.decide_new_date(replan, by=by, at=at, is_approved=is_approved, **data)

    return run


def _drop_action(action: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
    meetings.finish_action(action, by=by, at=at, is_dropped=True, **data)


def _propose(problem: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
    proposals.propose_plan(by=by, at=at, problem=problem, **data)


UNFINISHED = tuple(lifecycle.UNFINISHED)
PLANNING = EDITABLE - MEASURED
PLAN_STEPS = StepSet(
    (
        StepDefinition(
            "kick_off",
            _("Record the kick-off"),
            forms.KickOffForm,
            step_calling(meetings.record_kick_off),
            is_open=_leads(PlanState.DRAFT),
            icon="flag",
            is_main=True,
        ),
        StepDefinition(
            "start",
            _("Start the plan"),
            forms.PlanStartForm,
            step_calling(moves.start_plan),
            is_open=_leads(PlanState.DRAFT),
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "resume",
            pgettext_lazy("plan", "Resume"),
            forms.NoteForm,
            step_calling(moves.resume_plan),
            is_open=_leads(PlanState.PAUSED),
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "acknowledge",
            _("Confirm the responsibilities"),
            forms.AcknowledgeForm,
            step_calling(responsibilities.acknowledge_responsibilities),
            is_open=_confirms,
            icon="check",
            is_main=True,
            hint=_("You have read what your department does, until when, with which means."),
        ),
        StepDefinition(
            "evaluate",
            _("To the evaluation"),
            forms.RolloutForm,
            step_calling(moves.start_evaluation),
            is_open=_ready,
            icon="chart-bar",
            is_main=True,
        ),
        StepDefinition(
            "new_cycle",
            _("Open a new cycle"),
            forms.ReasonForm,
            step_calling(moves.open_new_cycle),
            is_open=_missed,
            icon="rotate",
            is_main=True,
            hint=_(
                "The goal was missed. The plan runs on: add or reopen stages, roll out again,"
                " measure again. Baseline and earlier values stay."
            ),
        ),
        StepDefinition(
            "summary",
            _("Write the summary"),
            forms.SummaryForm,
            step_calling(closing.write_summary),
            is_open=_leads(*lifecycle.WRITTEN_UP),
            icon="file",
            is_main=True,
        ),
        StepDefinition(
            "summarize",
            _("Summarize the plan"),
            forms.SummarizeForm,
            step_calling(moves.summarize_plan),
            is_open=_leads(PlanState.EVALUATING),
            icon="circle-check",
        ),
        StepDefinition(
            "add_stage",
            _("Add a stage…"),
            forms.StageForm,
            step_calling(stages.add_stage),
            is_open=_leads(*PLANNING),
            icon="plus",
        ),
        StepDefinition(
            "add_subproject",
            _("Add a sub-project…"),
            forms.SubProjectForm,
            step_calling(drafting.add_subproject),
            is_open=_leads(*PLANNING),
            icon="plus",
        ),
        StepDefinition(
            "add_metric",
            _("Add a metric…"),
            forms.MetricForm,
            step_calling(effects.add_metric),
            is_open=_leads(*EDITABLE),
            icon="chart-bar",
        ),
        StepDefinition(
            "add_line",
            _("Add a responsibility…"),
            forms.LineForm,
            step_calling(responsibilities.add_responsibility),
            is_open=_leads(*EDITABLE),
            icon="users",
        ),
        StepDefinition(
            "distribute",
            _("Send the responsibility table"),
            forms.NoteForm,
            step_calling(responsibilities.distribute_responsibilities),
            is_open=_leads(*EDITABLE),
            icon="send",
            hint=_(
                "Every line that was not sent yet goes to the head of its department, who"
                " confirms it."
            ),
        ),
        StepDefinition(
            "set_window",
            _("Change the evaluation window"),
            forms.WindowForm,
            step_calling(evaluations.set_window),
            is_open=_leads(PlanState.EVALUATING),
            icon="calendar",
            hint=_("Values taken already are measured anew."),
        ),
        StepDefinition(
            "guide",
            _("Make a guide of the experience"),
            forms.GuideForm,
            step_calling(closing.make_guide),
            is_open=_wrote_summary,
            icon="file",
        ),
        StepDefinition(
            "tie",
            _("Tie a ticket…"),
            forms.TieForm,
            step_calling(drafting.tie_ticket),
            is_open=_leads(*EDITABLE),
            icon="ticket",
        ),
        StepDefinition(
            "pause",
            _("Pause"),
            forms.ReasonForm,
            step_calling(moves.pause_plan),
            is_open=_leads(PlanState.RUNNING),
            icon="player-pause",
            hint=_("While a plan rests nobody is reminded and nothing becomes late."),
        ),
        StepDefinition(
            "terminate",
            pgettext_lazy("plan", "Terminate"),
            forms.ReasonForm,
            step_calling(moves.terminate_plan),
            is_open=_leads(
                PlanState.DRAFT,
                PlanState.RUNNING,
                PlanState.PAUSED,
                PlanState.EVALUATING,
                PlanState.SUMMARIZED,
            ),
            icon="circle-x",
            is_grave=True,
        ),
    ),
)
STAGE_STEPS = StepSet(
    (
        StepDefinition(
            "tell",
            _("Tell the progress"),
            forms.ProgressForm,
            _tell,
            is_open=_updates(*UNFINISHED),
            icon="message",
            is_main=True,
        ),
        StepDefinition(
            "start",
            pgettext_lazy("stage", "Start"),
            forms.NoteForm,
            step_calling(stage_moves.start_stage),
            is_open=_updates(StageStatus.NOT_STARTED),
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "finish",
            _("Finish"),
            forms.FinishForm,
            step_calling(stage_moves.finish_stage),
            is_open=_updates(StageStatus.IN_PROGRESS, StageStatus.DELAYED),
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "delay",
            _("Report a delay"),
            forms.ProblemForm,
            step_calling(stage_moves.delay_stage),
            is_open=_updates(StageStatus.NOT_STARTED, StageStatus.IN_PROGRESS),
            icon="clock",
        ),
        StepDefinition(
            "problem",
            _("Record a problem"),
            forms.ProblemForm,
            step_calling(problems.report_problem),
            is_open=_updates_or_leads(*UNFINISHED),
            icon="alert-triangle",
        ),
        StepDefinition(
            "replan",
            _("Ask for a new date"),
            forms.ReplanForm,
            step_calling(replanning.ask_for_new_date),
            is_open=_updates_or_leads(*UNFINISHED),
            icon="calendar",
            hint=_(
                "The plan owner decides; the first date stays as baseline. Who leads the plan"
                " sets the date at once."
            ),
        ),
        StepDefinition(
            "reopen",
            pgettext_lazy("stage", "Reopen"),
            forms.ReasonForm,
            step_calling(stage_moves.reopen_stage),
            is_open=_leads_stage(lifecycle.AT_WORK, StageStatus.DONE),
            icon="rotate",
        ),
        StepDefinition(
            "edit",
            _("Edit the stage"),
            forms.StageForm,
            step_calling(stages.edit_stage),
            is_open=_leads_stage(EDITABLE, *StageStatus),
            icon="edit",
        ),
        StepDefinition(
            "drop",
            _("Drop the stage"),
            forms.ReasonForm,
            step_calling(stages.drop_stage),
            is_open=_leads_stage(PLANNING, *UNFINISHED),
            icon="trash",
            is_grave=True,
            hint=_("It stays in the record and counts nowhere."),
        ),
    ),
)
PROBLEM_STEPS = StepSet(
    (
        StepDefinition(
            "describe",
            _("Describe the problem"),
            forms.DescribeForm,
            step_calling(problems.describe_problem),
            is_open=_awaits_words,
            icon="edit",
            is_main=True,
        ),
        StepDefinition(
            "resolve",
            _("Problem resolved"),
            forms.ResolveForm,
            step_calling(problems.resolve_problem),
            is_open=_may_resolve,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "propose",
            _("Propose a plan"),
            forms.ProposalForm,
            _propose,
            is_open=lambda user, problem: (
                rules.has_right(user, "propose_plan") and not problem.awaits_words
            ),
            icon="bulb",
        ),
    ),
)
REPLAN_STEPS = StepSet(
    (
        StepDefinition(
            "approve",
            _("Approve the new date"),
            forms.DecideReplanForm,
            _decide(True),
            is_open=_decides,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "refuse",
            _("Refuse the new date"),
            forms.DecideReplanForm,
            _decide(False),
            is_open=_decides,
            icon="circle-x",
        ),
    )
)
LINE_STEPS = StepSet(
    (
        StepDefinition(
            "edit",
            _("Edit"),
            forms.LineForm,
            step_calling(responsibilities.edit_responsibility),
            is_open=lambda user, line: _leads(*EDITABLE)(user, line.plan),
            icon="edit",
            hint=_("A changed line has to be sent and confirmed anew."),
        ),
        StepDefinition(
            "remove",
            _("Remove"),
            forms.NoteForm,
            step_calling(responsibilities.remove_responsibility),
            icon="trash",
            is_grave=True,
            is_open=lambda user, line: not line.sent_at and _leads(*EDITABLE)(user, line.plan),
        ),
    ),
)
METRIC_STEPS = StepSet(
    (
        StepDefinition(
            "evaluate",
            _("Evaluate"),
            forms.EvaluateForm,
            step_calling(evaluations.evaluate_metric),
            is_open=_evaluates,
            icon="chart-bar",
            is_main=True,
        ),
        StepDefinition(
            "edit",
            _("Edit the metric"),
            forms.MetricForm,
            step_calling(effects.edit_metric),
            is_open=lambda user, metric: _leads(*EDITABLE)(user, metric.plan),
            icon="edit",
        ),
        StepDefinition(
            "remove",
            _("Remove"),
            forms.NoteForm,
            step_calling(effects.remove_metric),
            is_open=lambda user, metric: _leads(PlanState.DRAFT)(user, metric.plan),
            icon="trash",
            is_grave=True,
        ),
    ),
)
ACTION_STEPS = StepSet(
    (
        StepDefinition(
            "done",
            _("Carried out"),
            forms.ActionForm,
            step_calling(meetings.finish_action),
            is_open=_is_own_action,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "drop",
            _("Drop the decision"),
            forms.ActionForm,
            _drop_action,
            icon="circle-x",
            is_open=lambda user, action: (
                _is_open_action(action) and rules.leads(user, action.meeting.plan)
            ),
        ),
    ),
)
NEXT_STEPS = StepSet(
    (
        StepDefinition(
            "begin",
            _("Make a plan of it"),
            forms.NextForm,
            step_calling(closing.start_next_plan),
            icon="plus",
            is_open=lambda user, action: (
                action.plan_id is None and rules.has_right(user, "lead_plan")
            ),
        ),
    ),
)


# --- the door -------------------------------------------------------------------------------------
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
