"""Writes the ledger of a plan."""

from datetime import datetime

from accounts.models import User
from plans.enums import EventKind
from plans.models import Plan, PlanEvent, Stage


def write_line(
    plan: Plan,
    kind: EventKind,
    *,
    by: User | None,
    at: datetime,
    stage: Stage | None = None,
    before: str = "",
    after: str = "",
    note: str = "",
    **data: object,
) -> PlanEvent:
    """One line: who did what, when, to which stage. Nobody stands for the daily job."""
    return PlanEvent.objects.create(
        plan=plan,
        kind=kind,
        at=at,
        actor=by,
        stage=stage,
        before=before[:60],
        after=after[:60],
        note=note,
        data=data,
    )
