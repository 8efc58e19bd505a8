"""Taking a plan or a stage in hand and putting it back: row lock, optimistic version. The plan is always locked first."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.errors import LawBroken, StaleVersion
from plans import rules
from plans.domain import lifecycle
from plans.models import Plan, Stage


def lock_plan(plan: Plan, *, version: int | None = None) -> Plan:
    """The row as it is now, locked. Raises `StaleVersion` when the caller edited another version than the stored one.

    No joins: where the lock had to wait, PostgreSQL would not read the joined rows again.
    """
    current = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if version is not None and current.version != version:
        raise StaleVersion(current.version)
    return current


def lock_for_lead(
    plan: Plan, by: Any, states: Collection[Any], *, version: int | None = None
) -> Plan:
    """The plan, locked, for somebody who leads it while it is in one of these states.

    Raises `NotAllowed`, `LawBroken`, `StaleVersion`.
    """
    plan = lock_plan(plan, version=version)
    rules.require_lead(by, plan)
    require_state(plan, states)
    return plan


def lock_stage(stage: Stage, *, version: int | None = None) -> Stage:
    """A stage with its plan, both locked."""
    plan = lock_plan(stage.plan)
    current = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    current.plan = plan
    if version is not None and current.version != version:
        raise StaleVersion(current.version)
    return current


def require_state(plan: Plan, states: Collection[Any]) -> None:
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


def store_plan(plan: Plan, *, by: Any, at: datetime) -> Plan:
    """Store the row as a new version."""
    plan.version += 1
    plan.updated_at, plan.updated_by = at, by
    plan.save()
    return plan


def store_stage(stage: Stage) -> Stage:
    """Store the stage as a new version."""
    stage.version += 1
    stage.save()
    return stage
