"""May this person? One predicate behind buttons, actions, imports and exports.

Whether the state fits is the lifecycle's.
"""

from typing import Any

from django.utils.translation import gettext as _

from core.errors import NotAllowed
from core.work.rules import Rights
from plans.enums import PlanState, ProposalState
from plans.models import ChangeRequest, Plan, PlanMetric, PlanProposal, Responsibility, Stage

RIGHTS = Rights("plans")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right


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
    """Raise `NotAllowed` unless it is the person's own stage."""
    if not updates(user, stage):
        raise NotAllowed(_("Only the owner of the stage updates it."))


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


def may_archive(user: Any, plan: Plan) -> bool:
    """A summarized plan, by who holds the right (PL-11)."""
    return plan.state == PlanState.SUMMARIZED and has_right(user, "archive_plan")


def may_answer(user: Any, proposal: PlanProposal) -> bool:
    """An open proposal, by who makes plans."""
    return proposal.state == ProposalState.OPEN and has_right(user, "lead_plan")
