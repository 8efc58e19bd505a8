"""Changes of a goal after the start: asked for with a reason, decided by somebody else.

What is asked for stands in a row until it is decided; only then the metric or the window changes.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from plans import rules
from plans.actions import effects, evaluations, ledger, notices
from plans.actions.locking import lock_for_lead, lock_plan_in
from plans.domain import lifecycle
from plans.domain.written import figure_words
from plans.enums import ChangeKind, ChangeState, EventKind
from plans.models import ChangeRequest, Plan, PlanMetric
from plans.queries.people import deciders_of_changes

# Fields of a metric that a form brings as decimals.
DECIMALS = ("target", "before")


# --- asking -----------------------------------------------------------------------------------
@transaction.atomic
def change_metric(
    metric: PlanMetric, *, by: User, at: datetime, note: str = "", **fields: Any
) -> ChangeRequest | None:
    """What a form says of a metric: stored at once while the plan is a draft, and for what judges
    nothing; asked for otherwise. None where nothing has to be decided.
    """
    plan = lock_for_lead(metric.plan, by, lifecycle.EDITABLE)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    metric.plan = plan
    if not metric.frozen_at:
        effects.edit_metric(metric, by=by, at=at, **fields)
        return None

    wanted = {name: fields[name] for name in effects.JUDGING if name in fields}
    changing = {name: value for name, value in wanted.items() if value != getattr(metric, name)}
    if "evaluator" in fields and fields["evaluator"] != metric.evaluator:
        effects.name_evaluator(metric, fields["evaluator"], by=by, at=at)
    if not changing:
        return None
    return _ask(
        plan,
        ChangeKind.METRIC,
        metric.name,
        by=by,
        at=at,
        reason=note,
        metric=metric,
        before={name: as_text(getattr(metric, name)) for name in changing},
        after={name: as_text(value) for name, value in changing.items()},
    )


@transaction.atomic
def take_new_metric(
    plan: Plan, *, by: User, at: datetime, note: str = "", **fields: Any
) -> PlanMetric | ChangeRequest:
    """A metric more: added to a draft, asked for once the plan has begun."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    if not plan.frozen_at:
        return effects.add_metric(plan, by=by, at=at, **fields)

    # Judged as if it were added, so that nobody is asked about one that cannot be.
    draft = effects.checked_metric(plan, **fields)
    after = {name: as_text(getattr(draft, name)) for name in effects.METRIC_FIELDS}
    after["key"] = draft.key
    return _ask(
        plan, ChangeKind.NEW_METRIC, draft.name, by=by, at=at, reason=note, before={}, after=after
    )


@transaction.atomic
def change_window(
    plan: Plan, *, by: User, at: datetime, start: date, end: date, note: str
) -> Plan | ChangeRequest:
    """Another window for the values after the change; the first one of an imported plan is set."""
    plan = lock_for_lead(plan, by, lifecycle.MEASURED)
    evaluations.require_possible_window(plan, start, end)
    if plan.evaluation_due_from is None:
        return evaluations.set_window(plan, by=by, at=at, start=start, end=end, note=note)
    return _ask(
        plan,
        ChangeKind.WINDOW,
        "",
        by=by,
        at=at,
        reason=note,
        before={"start": f"{plan.evaluation_due_from}", "end": f"{plan.evaluation_due_to}"},
        after={"start": f"{start}", "end": f"{end}"},
    )


def _ask(
    plan: Plan,
    kind: ChangeKind,
    title: str,
    *,
    by: User,
    at: datetime,
    reason: str,
    before: dict[str, str],
    after: dict[str, str],
    metric: PlanMetric | None = None,
) -> ChangeRequest:
    if not reason.strip():
        raise LawBroken(
            _("The plan runs: say why this changes. Someone other than the plan owner decides it."),
            field="note",
        )
    same = plan.changes.filter(state=ChangeState.ASKED, kind=kind, metric=metric, title=title)
    if same.exists():
        raise LawBroken(_("This has already been requested and is waiting for a decision."))
    deciders = [person for person in deciders_of_changes(plan) if person.pk != by.pk]
    if not deciders:
        raise LawBroken(
            _("Only the plan owner could decide this: give someone the right to evaluate.")
        )

    change = ChangeRequest.objects.create(
        plan=plan,
        metric=metric,
        kind=kind,
        title=title,
        before=before,
        after=after,
        reason=reason,
        cycle=plan.cycle,
        asked_at=at,
        asked_by=by,
    )
    ledger.write_line(
        plan,
        EventKind.CHANGE_ASKED,
        by=by,
        at=at,
        before=joined_values(before),
        after=joined_values(after),
        note=reason,
        metric=title,
    )
    store_row(plan, by=by, at=at)
    notices.notify_about_plan(
        plan,
        deciders,
        gettext_noop("%(name)s requested a goal change: please decide"),
        key=f"change:{change.pk}",
        at=at,
        anchor="#changes",
        name=by,
    )
    return change


# --- deciding ---------------------------------------------------------------------------------
@transaction.atomic
def decide_change(
    change: ChangeRequest, *, by: User, at: datetime, is_approved: bool, comment: str = ""
) -> ChangeRequest:
    """The word of somebody who neither leads the plan nor asked; approved, the change is made."""
    plan = lock_plan_in(change.plan, lifecycle.EDITABLE)
    change = ChangeRequest.objects.select_for_update(no_key=True).get(pk=change.pk)
    change.plan = plan
    rules.require_decider(by, change)
    if change.state != ChangeState.ASKED:
        raise LawBroken(_("This has already been decided."))
    if not is_approved and not comment.strip():
        raise LawBroken(_("Enter the reason for rejecting it."), field="comment")

    change.state = ChangeState.APPROVED if is_approved else ChangeState.REFUSED
    change.decided_at = at
    change.decided_by = by
    change.comment = comment
    change.save()
    if is_approved:
        _make_change(change, plan, by=by, at=at)
    ledger.write_line(
        plan,
        EventKind.CHANGE_DECIDED,
        by=by,
        at=at,
        before=joined_values(change.before),
        after=joined_values(change.after),
        note=comment or change.reason,
        metric=change.title,
        is_approved=is_approved,
    )
    store_row(plan, by=by, at=at)
    _notify_asker(change, at=at)
    return change


def _make_change(change: ChangeRequest, plan: Plan, *, by: User, at: datetime) -> None:
    fields = read_fields(change.after)
    if change.kind == ChangeKind.WINDOW:
        evaluations.require_possible_window(plan, fields["start"], fields["end"])
        evaluations.apply_window(plan, fields["start"], fields["end"])
    elif change.kind == ChangeKind.NEW_METRIC:
        metric = effects.checked_metric(plan, **fields)
        metric.save()
        effects.freeze_baseline(metric, plan, at=at)
        change.metric = metric
        change.save(update_fields=["metric"])
    elif change.metric is not None:
        for name in change.after:
            setattr(change.metric, name, fields[name])
        change.metric.save()


def _notify_asker(change: ChangeRequest, *, at: datetime) -> None:
    if change.state == ChangeState.APPROVED:
        sentence = gettext_noop("your change of a goal was approved")
    else:
        sentence = gettext_noop("your change of a goal was refused")
    notices.notify_about_plan(
        change.plan,
        [change.asked_by, change.plan.owner],
        sentence,
        key=f"change:{change.pk}:decided",
        at=at,
        anchor="#changes",
    )


# --- values as texts --------------------------------------------------------------------------
def as_text(value: Any) -> str:
    """A field of a metric as a change request keeps it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Decimal):
        return figure_words(value)
    if isinstance(value, User):
        return str(value.pk)
    return str(value)


def read_fields(texts: dict[str, str]) -> dict[str, Any]:
    """The fields of `as_text` back again."""
    fields: dict[str, Any] = dict(texts)
    for name in DECIMALS:
        if name in fields:
            fields[name] = Decimal(fields[name]) if fields[name] else None
    for name in ("start", "end"):
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    if "is_core" in fields:
        fields["is_core"] = bool(fields["is_core"])
    if "min_samples" in fields:
        fields["min_samples"] = int(fields["min_samples"])
    if "evaluator" in fields:
        key = fields["evaluator"]
        fields["evaluator"] = User.objects.filter(pk=key).first() if key else None
    return fields


def joined_values(values: dict[str, str]) -> str:
    """What the ledger shows of the fields that change."""
    return ", ".join(value for value in values.values() if value)
