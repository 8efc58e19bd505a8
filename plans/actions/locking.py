"""Taking a plan or a stage in hand: row lock, optimistic version.

The plan is always locked first.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import lock_row
from plans import rules
from plans.domain import lifecycle
from plans.models import Plan, Stage


def lock_for_lead(
    plan: Plan, by: User, states: Collection[str], *, version: int | None = None
) -> Plan:
    """The plan, locked, for somebody who leads it while it is in one of these states.

    Raises `NotAllowed`, `LawBroken`, `StaleVersion`.
    """
    plan = lock_row(plan, version=version)
    rules.require_lead(by, plan)
    require_state(plan, states)
    return plan


def lock_plan_in(plan: Plan, states: Collection[str]) -> Plan:
    """The plan, locked, while it is in one of these states. Raises `LawBroken`."""
    plan = lock_row(plan)
    require_state(plan, states)
    return plan


def lock_stage(stage: Stage, *, version: int | None = None) -> Stage:
    """A stage with its plan, both locked.

    Raises `StaleVersion` for another version of the stage.
    """
    plan = lock_row(stage.plan)
    current = lock_row(stage, version=version)
    current.plan = plan
    return current


def require_state(plan: Plan, states: Collection[str]) -> None:
    """Raise `LawBroken` when the plan is in another state."""
    if plan.state not in states:
        raise LawBroken(
            _("This is not possible while the plan is: %(state)s.")
            % {"state": plan.get_state_display()}
        )


def require_counted(stage: Stage) -> None:
    """Raise `LawBroken` for a stage that was dropped."""
    if not stage.is_counted:
        raise LawBroken(_("Stage %(code)s was dropped.") % {"code": stage.code})


def require_at_work(stage: Stage) -> None:
    """Stages move while their plan runs."""
    require_state(stage.plan, lifecycle.AT_WORK)
    require_counted(stage)
