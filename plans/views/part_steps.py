"""The steps of a line of the responsibility table, of a metric, of a decision, one row each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from pages.forms import ConfirmForm
from pages.offers import (
    Opening,
    RunStep,
    StepDefinition,
    StepSet,
    open_with_right,
    step_calling,
)
from plans import forms, rules
from plans.actions import changes, closing, effects, evaluations, meetings, responsibilities
from plans.domain import lifecycle
from plans.domain.lifecycle import EDITABLE, MEASURED
from plans.enums import ActionState, ChangeState, PlanState
from plans.models import ChangeRequest, ReviewAction
from plans.views.plan_steps import leads_while


def _leads_plan(fits: Callable[[Any], bool]) -> Opening:
    """Who leads the plan of the part, while something holds of the part."""
    return leads_while(fits, lambda part: part.plan)


def _is_editable(part: Any) -> bool:
    return part.plan.state in EDITABLE


def _is_open_action(action: ReviewAction) -> bool:
    return action.state == ActionState.OPEN and action.meeting.plan.state not in lifecycle.ENDED


EVALUATES = Opening(
    lambda metric: metric.plan.state in MEASURED,
    lambda user, metric: rules.may_evaluate(user, metric.plan, metric),
    lambda user, metric: rules.require_evaluator(user, metric.plan, metric),
)
CARRIES_OUT = Opening(_is_open_action, rules.may_finish_decision, rules.require_finish_decision)
DROPS = leads_while(_is_open_action, lambda action: action.meeting.plan)
BEGINS = open_with_right(rules.RIGHTS, "lead_plan", lambda action: action.plan_id is None)


def _drop_action(action: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
    meetings.finish_action(action, by=by, at=at, is_dropped=True, **data)


LINE_STEPS = StepSet(
    (
        StepDefinition(
            "edit",
            _("Edit"),
            forms.LineForm,
            step_calling(responsibilities.edit_responsibility),
            is_open=_leads_plan(_is_editable),
            icon="edit",
            hint=_("A changed line has to be sent and confirmed again."),
        ),
        StepDefinition(
            "remove",
            _("Remove"),
            ConfirmForm,
            step_calling(responsibilities.remove_responsibility),
            icon="trash",
            is_grave=True,
            is_open=_leads_plan(lambda line: _is_editable(line) and not line.sent_at),
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
            is_open=EVALUATES,
            icon="chart-bar",
            is_main=True,
        ),
        StepDefinition(
            "edit",
            _("Edit the metric"),
            forms.MetricForm,
            step_calling(changes.change_metric),
            is_open=_leads_plan(_is_editable),
            icon="edit",
        ),
        StepDefinition(
            "remove",
            _("Remove"),
            ConfirmForm,
            step_calling(effects.remove_metric),
            is_open=_leads_plan(lambda metric: metric.plan.state == PlanState.DRAFT),
            icon="trash",
            is_grave=True,
        ),
    ),
)


def _is_undecided(change: ChangeRequest) -> bool:
    return change.state == ChangeState.ASKED and change.plan.state in EDITABLE


DECIDES_CHANGE = Opening(_is_undecided, rules.may_decide_change, rules.require_decider)


def _decide(is_approved: bool) -> RunStep:
    def run(change: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
        changes.decide_change(change, by=by, at=at, is_approved=is_approved, **data)

    return run


CHANGE_STEPS = StepSet(
    (
        StepDefinition(
            "approve",
            _("Approve the change"),
            forms.DecisionForm,
            _decide(is_approved=True),
            is_open=DECIDES_CHANGE,
            icon="check",
            is_main=True,
        ),
        StepDefinition(
            "refuse",
            _("Reject the change"),
            forms.RefusalForm,
            _decide(is_approved=False),
            is_open=DECIDES_CHANGE,
            icon="x",
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
            is_open=CARRIES_OUT,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "drop",
            _("Drop the decision"),
            forms.ActionForm,
            _drop_action,
            icon="circle-x",
            is_open=DROPS,
        ),
    ),
)
NEXT_STEPS = StepSet(
    (
        StepDefinition(
            "begin",
            _("Turn into a plan"),
            forms.NextForm,
            step_calling(closing.start_next_plan),
            icon="plus",
            is_open=BEGINS,
        ),
    ),
)
