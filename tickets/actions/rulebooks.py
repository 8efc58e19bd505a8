"""Publishing rules: what the administration shows is the draft, what limits are measured by is the newest rulebook."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.actions import audit
from core.errors import LawBroken
from core.models import WorkCalendar
from tickets.actions import terms_changes
from tickets.enums import ChangeScope, StepAct
from tickets.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.queries import rulebooks
from tickets.rules import require

CONDITIONS = ("tier", "priority", "business_type", "customer_level")


@transaction.atomic
def publish(*, by: Any, at: datetime, reason: str, apply: bool = False, seen: str = "") -> SlaRulebook:
    """Freeze the draft. Limits that start from now on are measured by it; with `apply`, those that run as well.

    Limits that run under a rule that is withdrawn are cancelled. Raises `LawBroken` with the first problem of the draft,
    or when it is no longer the one whose fingerprint was `seen`.
    """
    require(by, "publish_rules")
    list(SlaPolicy.objects.select_for_update(of=("self",)).values_list("pk"))
    data, newest = rulebooks.draft(), rulebooks.newest()
    if seen and seen != rulebooks.fingerprint(data):
        raise LawBroken(_("The draft was changed meanwhile. Look at the differences again before you publish."))
    for problem in rulebooks.problems(data, rulebooks.Names()):
        raise LawBroken(problem)
    if not reason.strip():
        raise LawBroken(_("Give the reason."), field="reason")
    if newest is not None and newest.data == data:
        raise LawBroken(_("Nothing has changed since version %(number)d.") % {"number": newest.number})
    book = freeze(data, by=by, at=at, reason=reason)
    if apply:
        terms_changes.request(ChangeScope.RULES, by=by, at=at, reason=reason)
    if newest is not None and _active(newest.data) - _active(data):
        terms_changes.request(ChangeScope.WITHDRAWN, by=by, at=at, reason=reason)
    audit.record("rules_published", by=by, at=at, target=str(book), reason=reason, applied=apply)
    return book


def freeze(data: dict[str, Any], *, by: Any, at: datetime, reason: str) -> SlaRulebook:
    """The next version."""
    newest = rulebooks.newest()
    return SlaRulebook.objects.create(number=newest.number + 1 if newest else 1, data=data, published_at=at, published_by=by, reason=reason)


def _active(data: dict[str, Any]) -> set[int]:
    return {row["key"] for row in data["policies"] if row["is_active"]}


@transaction.atomic
def restore(book: SlaRulebook, *, by: Any, at: datetime) -> None:
    """The draft as it was in an earlier version; publishing it is a step of its own, with its reason."""
    require(by, "publish_rules")
    kept = {row["key"] for row in book.data["policies"]}
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    calendars = {calendar.code: calendar for calendar in WorkCalendar.objects.all()}
    SlaPolicy.objects.exclude(pk__in=kept).delete()
    SlaPolicy.objects.filter(is_fallback=True).update(is_fallback=False)
    for row in book.data["policies"]:
        policy = _restore_policy(row)
        policy.targets.all().delete()
        for target in row["targets"]:
            if target["kind"] in kinds and target["calendar"] in calendars:
                _restore_target(policy, target, kinds[target["kind"]], calendars[target["calendar"]])
    audit.record("rules_restored", by=by, at=at, target=str(book))


def _restore_policy(row: dict[str, Any]) -> SlaPolicy:
    begins = parse_datetime(row["effective_from"]) if row["effective_from"] else None
    policy = SlaPolicy(
        pk=row["key"], name=row["name"], order=row["order"], issue_type_id=row["issue_type"], channel_id=row["channel"],
        product_id=row["product"], is_active=row["is_active"], is_fallback=row["is_fallback"], effective_from=begins,
        **{name: row[name] for name in CONDITIONS},
    )  # fmt: skip
    policy.save()
    return policy


def _restore_target(policy: SlaPolicy, row: dict[str, Any], kind: SlaKind, calendar: WorkCalendar) -> None:
    target = SlaTarget.objects.create(
        policy=policy, kind=kind, amount=row["amount"], unit=row["unit"], reopen_amount=row["reopen_amount"], calendar=calendar,
        pause_reasons=row["pause_reasons"],
    )  # fmt: skip
    EscalationStep.objects.bulk_create(_restored_step(target, step) for step in row["steps"])


def _restored_step(target: SlaTarget, step: dict[str, Any]) -> EscalationStep:
    acts = step.get("acts", ())
    return EscalationStep(
        target=target, share=step["share"], offset_minutes=step["offset_minutes"], level=step["level"], role=step["role"],
        asks_reason=StepAct.ASK_REASON in acts, raises_tier=StepAct.RAISE_TIER in acts, reassigns=StepAct.REASSIGN in acts,
    )  # fmt: skip


@transaction.atomic
def move(policy: SlaPolicy, *, is_up: bool) -> None:
    """Swap the order of a rule with its neighbour in the draft."""
    rows = list(SlaPolicy.objects.select_for_update(of=("self",)).filter(is_fallback=False).order_by("order", "pk"))
    keys = [row.pk for row in rows]
    if policy.pk not in keys:
        return
    position = keys.index(policy.pk)
    other = position - 1 if is_up else position + 1
    if 0 <= other < len(rows):
        rows[position], rows[other] = rows[other], rows[position]
        for order, row in enumerate(rows, 1):
            row.order = order * 10
        SlaPolicy.objects.bulk_update(rows, ["order"])
