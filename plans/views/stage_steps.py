"""The steps of a stage, of its problems and of its dates, one row each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from pages.forms import ConfirmForm, ReasonForm
from pages.offers import (
    Opening,
    RunStep,
    StepDefinition,
    StepSet,
    open_with_right,
    step_calling,
)
from plans import forms, rules
from plans.actions import problems, proposals, replanning, stage_moves, stages
from plans.domain import lifecycle
from plans.domain.lifecycle import EDITABLE, OPEN_TO_STAGES
from plans.enums import PlanState, ProblemState, ReplanState, StageStatus
from plans.models import Replan, Stage, StageProblem
from plans.views.plan_steps import leads_while


def _fits(states: frozenset[PlanState], *statuses: StageStatus) -> Callable[[Stage], bool]:
    return lambda stage: (
        stage.plan.state in states and stage.is_counted and stage.status in statuses
    )


def _updates(*statuses: StageStatus) -> Opening:
    return Opening(_fits(lifecycle.AT_WORK, *statuses), rules.updates, rules.require_update)


def _updates_or_leads(*statuses: StageStatus) -> Opening:
    return Opening(
        _fits(lifecycle.AT_WORK, *statuses), rules.may_handle_stage, rules.require_handle_stage
    )


def _leads_stage(states: frozenset[PlanState], *statuses: StageStatus) -> Opening:
    return leads_while(_fits(states, *statuses), lambda stage: stage.plan)


def _handles(fits: Callable[[StageProblem], bool]) -> Opening:
    """Who updates the stage or leads the plan, while the plan may be edited."""
    return Opening(
        lambda problem: problem.stage.plan.state in EDITABLE and fits(problem),
        lambda user, problem: rules.may_handle_stage(user, problem.stage),
        lambda user, problem: rules.require_handle_stage(user, problem.stage),
    )


def _is_ripe(problem: StageProblem) -> bool:
    return problem.state == ProblemState.OPEN and not problem.awaits_words


def _is_asked(replan: Replan) -> bool:
    is_at_work = replan.stage.plan.state in lifecycle.AT_WORK
    return replan.state == ReplanState.ASKED and is_at_work


DECIDES = leads_while(_is_asked, lambda replan: replan.stage.plan)
PROPOSES = open_with_right(rules.RIGHTS, "propose_plan", lambda problem: not problem.awaits_words)


def _decide(is_approved: bool) -> RunStep:
    def run(replan: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
        replanning.decide_new_date(replan, by=by, at=at, is_approved=is_approved, **data)

    return run


def _propose(problem: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
    proposals.propose_plan(by=by, at=at, problem=problem, **data)


UNFINISHED = tuple(lifecycle.UNFINISHED)
STAGE_STEPS = StepSet(
    (
        StepDefinition(
            "tell",
            _("Report progress"),
            forms.ProgressForm,
            step_calling(stages.report_progress),
            is_open=_updates(*UNFINISHED),
            icon="message",
            is_main=True,
        ),
        StepDefinition(
            "start",
            pgettext_lazy("stage", "Start"),
            ConfirmForm,
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
            _("Request a new date"),
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
            ReasonForm,
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
            ReasonForm,
            step_calling(stages.drop_stage),
            is_open=_leads_stage(OPEN_TO_STAGES, *UNFINISHED),
            icon="trash",
            is_grave=True,
            hint=_("It stays on record but no longer counts."),
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
            is_open=_handles(lambda problem: problem.awaits_words),
            icon="edit",
            is_main=True,
        ),
        StepDefinition(
            "resolve",
            _("Problem resolved"),
            forms.ResolveForm,
            step_calling(problems.resolve_problem),
            is_open=_handles(_is_ripe),
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "propose",
            _("Propose a plan"),
            forms.ProposalForm,
            _propose,
            is_open=PROPOSES,
            icon="bulb",
        ),
    ),
)
REPLAN_STEPS = StepSet(
    (
        StepDefinition(
            "approve",
            _("Approve the new date"),
            forms.DecisionForm,
            _decide(True),
            is_open=DECIDES,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "refuse",
            _("Reject the new date"),
            forms.RefusalForm,
            _decide(False),
            is_open=DECIDES,
            icon="circle-x",
        ),
    )
)
