"""What a person who leaves has in plans goes to somebody else; every plan keeps it in its ledger.

All of it is to be called in one transaction. Nobody asks whether the one who does it leads the
plan: it is the administrator who lets people go.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import lock_row, store_row, store_version
from plans.actions import ledger, notices
from plans.actions.drafting import notify_plan_owner
from plans.actions.meetings import notify_of_decision
from plans.actions.stages import notify_new_owner
from plans.enums import EventKind
from plans.models import Plan, PlanMetric
from plans.queries import in_hand


def hand_over_plans(person: User, *, to: User, by: User, at: datetime) -> int:
    """Their number. Raises `LawBroken` where the new owner would judge the own plan."""
    plans = [lock_row(plan) for plan in in_hand.plans_in_hand(person).order_by("pk")]
    for plan in plans:
        # What the person who leaves evaluates finds its own successor.
        if plan.metrics.filter(evaluator=to, evaluated_at__isnull=True).exists():
            raise LawBroken(
                _("%(name)s evaluates metrics of %(plan)s and cannot own it: choose somebody else.")
                % {"name": to, "plan": f"{plan.number} {plan.name}"},
                field="plans",
            )
        plan.owner = to
        plan.owner_text = ""
        notify_plan_owner(plan, key=f"owner:{to.pk}:{plan.version}", at=at)
        _record_handover(plan, EventKind.EDITED, person, to, by=by, at=at, fields=["owner"])
    return len(plans)


def hand_over_subprojects(person: User, *, to: User, by: User, at: datetime) -> int:
    """Their number."""
    parts = list(in_hand.subprojects_in_hand(person))
    for part in parts:
        plan = lock_row(part.plan)
        part.owner = to
        part.save(update_fields=["owner"])
        _record_handover(plan, EventKind.EDITED, person, to, by=by, at=at, note=part.name)
    return len(parts)


def hand_over_stages(person: User, *, to: User, by: User, at: datetime) -> int:
    """Their number."""
    stages = list(in_hand.stages_in_hand(person))
    for stage in stages:
        plan = lock_row(stage.plan)
        stage = lock_row(stage)
        stage.plan = plan
        stage.owner = to
        stage.owner_text = ""
        store_version(stage)
        ledger.write_line(
            plan,
            EventKind.STAGE_EDITED,
            by=by,
            at=at,
            before=str(person),
            after=str(to),
            stage=stage,
        )
        notify_new_owner(stage, by=by, at=at)
    return len(stages)


def hand_over_responsibilities(person: User, *, to: User, by: User, at: datetime) -> int:
    """Lines of the responsibility tables; those that were sent go to the head once more."""
    lines = list(in_hand.responsibilities_in_hand(person))
    for line in lines:
        plan = lock_row(line.plan)
        line.person = to
        if line.sent_at:
            # A changed line has to be confirmed anew.
            line.sent_at = at
            line.acknowledged_at = None
            line.acknowledged_by = None
            notices.notify_about_plan(
                plan,
                [line.department.head],
                gettext_noop("please confirm the responsibilities of your department"),
                key=f"line:{line.pk}:{at.isoformat()}",
                at=at,
                anchor="#responsibilities",
            )
        line.save()
        _record_handover(plan, EventKind.EDITED, person, to, by=by, at=at, note=line.task)
    return len(lines)


def hand_over_decisions(person: User, *, to: User, by: User, at: datetime) -> int:
    """Decisions of review meetings; their number."""
    actions = list(in_hand.decisions_in_hand(person))
    for action in actions:
        plan = action.meeting.plan
        action.owner = to
        if plan is not None:
            plan = lock_row(plan)
            notify_of_decision(plan, action, at=at)
            _record_handover(plan, EventKind.EDITED, person, to, by=by, at=at, note=action.task)
        action.save(update_fields=["owner"])
    return len(actions)


def hand_over_evaluations(person: User, *, to: User, by: User, at: datetime) -> int:
    """Metrics to be evaluated; their number. Raises `LawBroken` for the owner of the plan."""
    metrics = list(in_hand.evaluations_in_hand(person))
    for metric in metrics:
        plan = lock_row(metric.plan)
        if plan.owner_id == to.pk:
            raise LawBroken(
                _("%(name)s owns %(plan)s and cannot evaluate it: choose somebody else.")
                % {"name": to, "plan": f"{plan.number} {plan.name}"},
                field="evaluations",
            )
        _hand_over_metric(metric, plan, person, to, by=by, at=at)
    return len(metrics)


def _hand_over_metric(
    metric: PlanMetric, plan: Plan, person: User, to: User, *, by: User, at: datetime
) -> None:
    metric.evaluator = to
    metric.save(update_fields=["evaluator"])
    notices.notify_about_plan(
        plan,
        [to],
        gettext_noop("you evaluate “%(metric)s”"),
        key=f"evaluator:{metric.pk}:{to.pk}:{plan.version}",
        at=at,
        anchor="#effect",
        metric=metric.name,
    )
    _record_handover(plan, EventKind.METRIC, person, to, by=by, at=at, note=metric.name)


def _record_handover(
    plan: Plan,
    kind: EventKind,
    person: User,
    to: User,
    *,
    by: User,
    at: datetime,
    **more: Any,
) -> None:
    """A line of the ledger, and the plan as a new version."""
    ledger.write_line(plan, kind, by=by, at=at, before=str(person), after=str(to), **more)
    store_row(plan, by=by, at=at)
