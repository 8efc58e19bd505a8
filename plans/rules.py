"""May this person? One predicate behind buttons, actions, imports and exports.

Whether the state fits is the lifecycle's.
"""

from typing import Any

from django.utils.translation import gettext as _

from core.errors import NotAllowed
from core.work.rules import Rights
from plans.domain import lifecycle
from plans.models import (
    ChangeRequest,
    Plan,
    PlanMetric,
    Responsibility,
    ReviewAction,
    Stage,
)

RIGHTS = Rights("plans")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right


def sees_plans(user: Any) -> bool:
    """Any plans at all, were it only those that one takes part in?"""
    return RIGHTS.has_right(user, "view_plan")


def leads(user: Any, plan: Plan) -> bool:
    """The plan owner, and managers who lead all plans."""
    return plan.owner_id == user.pk or has_right(user, "lead_all_plans")


def require_lead(user: Any, plan: Plan) -> None:
    """Raise `NotAllowed` unless the person leads the plan."""
    if not leads(user, plan):
        raise NotAllowed(_("Only the plan owner may do this."))


def updates(user: Any, stage: Stage) -> bool:
    """The stage owner updates the own stage; one without an owner is updated by whoever leads the
    plan.
    """
    return stage.owner_id == user.pk if stage.owner_id else leads(user, stage.plan)


def require_update(user: Any, stage: Stage) -> None:
    """Raise `NotAllowed` unless it is the person's own stage.

    Whoever leads the plan of a stage whose owner left reads what to do about it.
    """
    if updates(user, stage):
        return
    if is_orphaned(stage) and leads(user, stage.plan):
        raise NotAllowed(
            _(
                "%(name)s, who owns this stage, no longer works here. Edit the stage and name a new"
                " owner."
            )
            % {"name": stage.owner}
        )
    raise NotAllowed(_("Only the owner of the stage updates it."))


def is_orphaned(stage: Stage) -> bool:
    """Did the owner of an unfinished stage leave?"""
    is_owned = stage.owner is not None and stage.status in lifecycle.UNFINISHED
    return is_owned and stage.is_counted and not stage.owner.is_at_work


def may_handle_stage(user: Any, stage: Stage) -> bool:
    """Who updates the stage, and who leads its plan."""
    return updates(user, stage) or leads(user, stage.plan)


def require_handle_stage(user: Any, stage: Stage) -> None:
    """Raise `NotAllowed` for others."""
    if not may_handle_stage(user, stage):
        raise NotAllowed(_("Only the owner of the stage and the plan owner may do this."))


def may_evaluate(user: Any, plan: Plan, metric: PlanMetric | None = None) -> bool:
    """Somebody with the right, or named as evaluator, who is not the plan owner."""
    is_named = metric is not None and metric.evaluator_id == user.pk
    return plan.owner_id != user.pk and (is_named or has_right(user, "evaluate_plan"))


def require_evaluator(user: Any, plan: Plan, metric: PlanMetric) -> None:
    """Raise `NotAllowed` for the plan owner, and for those without the right."""
    if plan.owner_id == user.pk:
        raise NotAllowed(_("The plan owner does not evaluate the own plan; someone else has to."))
    if not may_evaluate(user, plan, metric):
        raise RIGHTS.refusal()


def may_decide_change(user: Any, change: ChangeRequest) -> bool:
    """Somebody who may judge plans, and neither owns this one nor asked."""
    is_involved = user.pk in (change.plan.owner_id, change.asked_by_id)
    may_judge = has_right(user, "evaluate_plan") or has_right(user, "lead_all_plans")
    return may_judge and not is_involved


def require_decider(user: Any, change: ChangeRequest) -> None:
    """Raise `NotAllowed` for the plan owner, for who asked, and for those without the right."""
    if user.pk in (change.plan.owner_id, change.asked_by_id):
        raise NotAllowed(
            _("Someone other than the plan owner and the one who asked decides about a goal.")
        )
    if not may_decide_change(user, change):
        raise RIGHTS.refusal()


def may_acknowledge(user: Any, line: Responsibility) -> bool:
    """The head of the responsible department."""
    return line.department.head_id == user.pk


def confirms_lines(user: Any, plan: Plan) -> bool:
    """The head of a department that the responsibility table names."""
    return plan.responsibilities.filter(department__head=user).exists()


def require_confirmer(user: Any, plan: Plan) -> None:
    """Raise `NotAllowed` for others."""
    if not confirms_lines(user, plan):
        raise NotAllowed(_("Only the heads of the departments in the table confirm it."))


def may_finish_decision(user: Any, action: ReviewAction) -> bool:
    """Who carries the decision out, and who leads the plan."""
    return action.owner_id == user.pk or leads(user, action.meeting.plan)


def require_finish_decision(user: Any, action: ReviewAction) -> None:
    """Raise `NotAllowed` for others."""
    if not may_finish_decision(user, action):
        raise NotAllowed(_("Only the owner of the decision may do this."))
