"""The steps of a line of the responsibility table, of a metric, of a decision, one row each."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import ConfirmForm
from core.work.offers import RunStep, StepDefinition, StepSet, step_calling
from plans import forms, rules
from plans.actions import changes, closing, effects, evaluations, meetings, responsibilities
from plans.domain import lifecycle
from plans.domain.lifecycle import EDITABLE, MEASURED
from plans.enums import ActionState, ChangeState, PlanState
from plans.models import ChangeRequest, PlanMetric, ReviewAction
from plans.views.plan_steps import leads_in


def _evaluates(user: User, metric: PlanMetric) -> bool:
    return metric.plan.state in MEASURED and rules.may_evaluate(user, metric.plan, metric)


def _is_open_action(action: ReviewAction) -> bool:
    return action.state == ActionState.OPEN and action.meeting.plan.state not in lifecycle.ENDED


def _is_own_action(user: User, action: ReviewAction) -> bool:
    return _is_open_action(action) and (
        action.owner_id == user.pk or rules.leads(user, action.meeting.plan)
    )


def _drop_action(action: Any, by: User, at: datetime, data: dict[str, Any]) -> None:
    meetings.finish_action(action, by=by, at=at, is_dropped=True, **data)


LINE_STEPS = StepSet(
    (
        StepDefinition(
            "edit",
            _("Edit"),
            forms.LineForm,
            step_calling(responsibilities.edit_responsibility),
            is_open=lambda user, line: leads_in(*EDITABLE)(user, line.plan),
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
            is_open=lambda user, line: not line.sent_at and leads_in(*EDITABLE)(user, line.plan),
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
            step_calling(changes.change_metric),
            is_open=lambda user, metric: leads_in(*EDITABLE)(user, metric.plan),
            icon="edit",
        ),
        StepDefinition(
            "remove",
            _("Remove"),
            ConfirmForm,
            step_calling(effects.remove_metric),
            is_open=lambda user, metric: leads_in(PlanState.DRAFT)(user, metric.plan),
            icon="trash",
            is_grave=True,
        ),
    ),
)


def _decides_change(user: User, change: ChangeRequest) -> bool:
    return (
        change.state == ChangeState.ASKED
        and change.plan.state in EDITABLE
        and rules.may_decide_change(user, change)
    )


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
            is_open=_decides_change,
            icon="check",
            is_main=True,
        ),
        StepDefinition(
            "refuse",
            _("Reject the change"),
            forms.DecisionForm,
            _decide(is_approved=False),
            is_open=_decides_change,
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
            _("Turn into a plan"),
            forms.NextForm,
            step_calling(closing.start_next_plan),
            icon="plus",
            is_open=lambda user, action: (
                action.plan_id is None and rules.has_right(user, "lead_plan")
            ),
        ),
    ),
)
