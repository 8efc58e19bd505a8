"""The steps of a plan itself, one row each."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from pages.forms import ConfirmForm, ReasonForm
from pages.offers import Opening, StepDefinition, StepSet, step_calling
from plans import forms, rules
from plans.actions import (
    changes,
    closing,
    drafting,
    meetings,
    moves,
    responsibilities,
    stages,
)
from plans.domain import lifecycle
from plans.domain.lifecycle import EDITABLE, OPEN_TO_STAGES
from plans.enums import PlanState
from plans.models import Plan


def leads_in(*states: PlanState) -> Opening:
    """Who leads the plan, while it is in one of the states."""
    return leads_while(lambda plan: plan.state in states)


def leads_while(
    fits: Callable[[Any], bool], plan_of: Callable[[Any], Plan] = lambda plan: plan
) -> Opening:
    """Who leads the plan, or the plan of a part, while something holds of the plan or the part."""
    return Opening(
        fits,
        lambda user, thing: rules.leads(user, plan_of(thing)),
        lambda user, thing: rules.require_lead(user, plan_of(thing)),
    )


def _is_ready(plan: Plan) -> bool:
    """Nothing is left to do: the next step is the evaluation."""
    return plan.state == PlanState.RUNNING and not plan.stages.unfinished().exists()


def _has_missed(plan: Plan) -> bool:
    return plan.state == PlanState.EVALUATING and any(
        metric.effect.is_met is False for metric in plan.metrics.all() if metric.is_core
    )


def _has_summary(plan: Plan) -> bool:
    return (
        plan.state in lifecycle.WRITTEN_UP
        and hasattr(plan, "summary")
        and not plan.summary.article_number
    )


def _may_confirm(user: User, plan: Plan) -> bool:
    waiting = plan.responsibilities.filter(
        sent_at__isnull=False, acknowledged_at__isnull=True, department__head=user
    )
    return waiting.exists()


CONFIRMS = Opening(lambda plan: plan.state in EDITABLE, _may_confirm, rules.require_confirmer)


PLAN_STEPS = StepSet(
    (
        StepDefinition(
            "kick_off",
            _("Record the kick-off"),
            forms.KickOffForm,
            step_calling(meetings.record_kick_off),
            is_open=leads_in(PlanState.DRAFT),
            icon="flag",
            is_main=True,
        ),
        StepDefinition(
            "start",
            _("Start the plan"),
            forms.PlanStartForm,
            step_calling(moves.start_plan),
            is_open=leads_in(PlanState.DRAFT),
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "resume",
            pgettext_lazy("plan", "Resume"),
            ConfirmForm,
            step_calling(moves.resume_plan),
            is_open=leads_in(PlanState.PAUSED),
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "acknowledge",
            _("Confirm the responsibilities"),
            forms.AcknowledgeForm,
            step_calling(responsibilities.acknowledge_responsibilities),
            is_open=CONFIRMS,
            icon="check",
            is_main=True,
            hint=_("You have read your department's tasks, deadlines and resources."),
        ),
        StepDefinition(
            "evaluate",
            _("To the evaluation"),
            forms.RolloutForm,
            step_calling(moves.start_evaluation),
            is_open=leads_while(_is_ready),
            icon="chart-bar",
            is_main=True,
        ),
        StepDefinition(
            "new_cycle",
            _("Open a new cycle"),
            ReasonForm,
            step_calling(moves.open_new_cycle),
            is_open=leads_while(_has_missed),
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
            is_open=leads_in(*lifecycle.WRITTEN_UP),
            icon="file",
            is_main=True,
        ),
        StepDefinition(
            "summarize",
            _("Summarize the plan"),
            forms.SummarizeForm,
            step_calling(moves.summarize_plan),
            is_open=leads_in(PlanState.EVALUATING),
            icon="circle-check",
        ),
        StepDefinition(
            "add_stage",
            _("Add a stage…"),
            forms.StageForm,
            step_calling(stages.add_stage),
            is_open=leads_in(*OPEN_TO_STAGES),
            icon="plus",
        ),
        StepDefinition(
            "paste_stages",
            _("Paste stages from a table…"),
            forms.PasteStagesForm,
            step_calling(stages.add_stages),
            is_open=leads_in(*OPEN_TO_STAGES),
            icon="clipboard-list",
        ),
        StepDefinition(
            "add_subproject",
            _("Add a sub-project…"),
            forms.SubProjectForm,
            step_calling(drafting.add_subproject),
            is_open=leads_in(*OPEN_TO_STAGES),
            icon="plus",
        ),
        StepDefinition(
            "add_metric",
            _("Add a metric…"),
            forms.MetricForm,
            step_calling(changes.take_new_metric),
            is_open=leads_in(*EDITABLE),
            icon="chart-bar",
        ),
        StepDefinition(
            "add_line",
            _("Add a responsibility…"),
            forms.LineForm,
            step_calling(responsibilities.add_responsibility),
            is_open=leads_in(*EDITABLE),
            icon="users",
        ),
        StepDefinition(
            "distribute",
            _("Send the responsibility table"),
            ConfirmForm,
            step_calling(responsibilities.distribute_responsibilities),
            is_open=leads_in(*EDITABLE),
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
            step_calling(changes.change_window),
            is_open=leads_in(PlanState.EVALUATING),
            icon="calendar",
            hint=_(
                "Someone other than the plan owner decides. Values taken already are measured "
                "again."
            ),
        ),
        StepDefinition(
            "guide",
            _("Turn lessons learned into a guide"),
            forms.GuideForm,
            step_calling(closing.make_guide),
            is_open=leads_while(_has_summary),
            icon="file",
        ),
        StepDefinition(
            "tie",
            _("Link a ticket…"),
            forms.TieForm,
            step_calling(drafting.tie_ticket),
            is_open=leads_in(*EDITABLE),
            icon="ticket",
        ),
        StepDefinition(
            "pause",
            _("Pause"),
            ReasonForm,
            step_calling(moves.pause_plan),
            is_open=leads_in(PlanState.RUNNING),
            icon="player-pause",
            hint=_("While a plan is paused, no reminders are sent and nothing becomes overdue."),
        ),
        StepDefinition(
            "terminate",
            pgettext_lazy("plan", "Terminate"),
            ReasonForm,
            step_calling(moves.terminate_plan),
            is_open=leads_in(
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
