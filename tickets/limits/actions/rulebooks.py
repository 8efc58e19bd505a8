"""Publishing rules: what the administration shows is the draft, what limits are measured by is the newest rulebook."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from calendars.models import WorkCalendar
from core.actions import audit
from core.errors import LawBroken
from tickets.limits.actions import terms_changes
from tickets.limits.enums import ChangeScope, StepAct
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.limits.queries import rulebooks
from tickets.record.enums import Audited
from tickets.record.rules import require_right

CONDITIONS = ("tier", "priority", "business_type", "customer_level")
STRIDE = 10
"""Between the numbers of two rules that follow each other."""


class DraftChanged(LawBroken):
    """Somebody else edited the draft after it was shown; nothing was written."""


def _locked() -> list[SlaPolicy]:
    """The rules of the draft in order. Locked with their targets, always in the same sequence: whoever edits or publishes waits."""
    rows = list(SlaPolicy.objects.select_for_update(of=("self",)).order_by("pk"))
    list(SlaTarget.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return sorted(rows, key=lambda row: (row.is_fallback, row.order, row.pk))


@transaction.atomic
def publish(
    *, by: Any, at: datetime, reason: str, apply: bool = False, seen: str = ""
) -> SlaRulebook:
    """Freeze the draft. Limits that start from now on are measured by it; with `apply`, those that run as well.

    Limits that run under a rule that is withdrawn are cancelled. Raises `LawBroken` with the first problem of the draft,
    or when it is no longer the one whose fingerprint was `seen`.
    """
    require_right(by, "publish_rules")
    _locked()
    data, newest = rulebooks.draft(), rulebooks.newest()
    if seen and seen != rulebooks.fingerprint(data):
        raise LawBroken(
            _("The draft was changed meanwhile. Look at the differences again before you publish.")
        )
    for problem in rulebooks.problems(data, rulebooks.Names()):
        raise LawBroken(problem)
    if not reason.strip():
        raise LawBroken(_("Give the reason."), field="reason")
    if newest is not None and newest.data == data:
        raise LawBroken(
            _("Nothing has changed since version %(number)d.") % {"number": newest.number}
        )
    book = freeze(data, by=by, at=at, reason=reason)
    if apply:
        terms_changes.request(ChangeScope.RULES, by=by, at=at, reason=reason)
    if newest is not None and _active(newest.data) - _active(data):
        terms_changes.request(ChangeScope.WITHDRAWN, by=by, at=at, reason=reason)
    audit.write_audit_entry(
        Audited.RULES_PUBLISHED, by=by, at=at, target=str(book), reason=reason, applied=apply
    )
    return book


def freeze(data: dict[str, Any], *, by: Any, at: datetime, reason: str) -> SlaRulebook:
    """The next version."""
    newest = rulebooks.newest()
    return SlaRulebook.objects.create(
        number=newest.number + 1 if newest else 1,
        data=data,
        published_at=at,
        published_by=by,
        reason=reason,
    )


def _active(data: dict[str, Any]) -> set[int]:
    return {row["key"] for row in data["policies"] if row["is_active"]}


@transaction.atomic
def restore(book: SlaRulebook, *, by: Any, at: datetime) -> None:
    """The draft as it was in an earlier version; publishing it is a step of its own, with its reason.

    Raises `LawBroken` when one of its conditions names what no longer exists: without it the rule would say something else.
    """
    require_right(by, "publish_rules")
    _locked()
    _require_there(book)
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
                _restore_target(
                    policy, target, kinds[target["kind"]], calendars[target["calendar"]]
                )
    audit.write_audit_entry(Audited.RULES_RESTORED, by=by, at=at, target=str(book))


def _require_there(book: SlaRulebook) -> None:
    for name in ("issue_type", "channel", "product"):
        field = SlaPolicy._meta.get_field(name)
        wanted = {row[name]: row["name"] for row in book.data["policies"] if row[name]}
        gone = set(wanted) - set(
            field.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)
        )
        if gone:
            told = {
                "number": book.number,
                "what": field.verbose_name,
                "rules": _(", ").join(sorted(wanted[key] for key in gone)),
            }
            raise LawBroken(
                _(
                    "Version %(number)d cannot come back: the %(what)s of these rules no longer exists: %(rules)s."
                )
                % told
            )


def _restore_policy(row: dict[str, Any]) -> SlaPolicy:
    begins = parse_datetime(row["effective_from"]) if row["effective_from"] else None
    policy = SlaPolicy(
        pk=row["key"],
        name=row["name"],
        order=row["order"],
        issue_type_id=row["issue_type"],
        channel_id=row["channel"],
        product_id=row["product"],
        is_active=row["is_active"],
        is_fallback=row["is_fallback"],
        effective_from=begins,
        **{name: row[name] for name in CONDITIONS},
    )
    policy.save()
    return policy


def _restore_target(
    policy: SlaPolicy, row: dict[str, Any], kind: SlaKind, calendar: WorkCalendar
) -> None:
    target = SlaTarget.objects.create(
        policy=policy,
        kind=kind,
        amount=row["amount"],
        unit=row["unit"],
        reopen_amount=row["reopen_amount"],
        calendar=calendar,
        pause_reasons=row["pause_reasons"],
    )
    EscalationStep.objects.bulk_create(_restored_step(target, step) for step in row["steps"])


def _restored_step(target: SlaTarget, step: dict[str, Any]) -> EscalationStep:
    acts = step.get("acts", ())
    return EscalationStep(
        target=target,
        share=step["share"],
        offset_minutes=step["offset_minutes"],
        level=step["level"],
        role=step["role"],
        asks_reason=StepAct.ASK_REASON in acts,
        raises_tier=StepAct.RAISE_TIER in acts,
        reassigns=StepAct.REASSIGN in acts,
    )


@transaction.atomic
def move(policy: SlaPolicy, *, is_up: bool) -> None:
    """Swap the order of a rule with its neighbour in the draft."""
    rows = [row for row in _locked() if not row.is_fallback]
    keys = [row.pk for row in rows]
    if policy.pk not in keys:
        return
    position = keys.index(policy.pk)
    other = position - 1 if is_up else position + 1
    if 0 <= other < len(rows):
        rows[position], rows[other] = rows[other], rows[position]
        _number(rows)


@transaction.atomic
def reorder(*, wanted: Sequence[int], seen: Sequence[int]) -> None:
    """Put the rules of the draft into the `wanted` order of keys; the rule for everything else has no place among them.

    Raises `DraftChanged` when they do not stand as they were `seen`.
    """
    rows = {row.pk: row for row in _locked() if not row.is_fallback}
    if list(rows) != list(seen) or sorted(wanted) != sorted(rows):
        raise DraftChanged(
            _(
                "Somebody else changed the list of rules meanwhile. Nothing was moved: this is the list as it stands now."
            )
        )
    _number([rows[key] for key in wanted])


def _number(rows: Sequence[SlaPolicy]) -> None:
    for order, row in enumerate(rows, 1):
        row.order = order * STRIDE
    SlaPolicy.objects.bulk_update(rows, ["order"])


@transaction.atomic
def append(policy: SlaPolicy) -> None:
    """Save a new rule behind all others of the draft, before the one for everything else."""
    policy.order = max((row.order for row in _locked() if not row.is_fallback), default=0) + STRIDE
    policy.save()


@transaction.atomic
def edit_limits(
    wanted: Mapping[tuple[int, str], dict[str, Any] | None], *, seen: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write limits of many rules into the draft at once; returns the draft before and after.

    `wanted` names each by the key of its rule and the code of its kind, with `amount`, `unit`, `calendar` (its code) and
    `reopen_amount`; None takes the limit away, with its escalation steps. What a limit has besides stays as it is.
    Raises `DraftChanged` when the draft is no longer the one whose fingerprint was `seen`.
    """
    _locked()
    before = rulebooks.draft()
    if rulebooks.fingerprint(before) != seen:
        raise DraftChanged(_("Somebody else changed the draft meanwhile."))
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    calendars = {calendar.code: calendar for calendar in WorkCalendar.objects.all()}
    targets = {
        (target.policy_id, target.kind.code): target
        for target in SlaTarget.objects.select_related("kind")
    }
    for (policy, kind), limit in wanted.items():
        target = targets.get((policy, kind)) or SlaTarget(policy_id=policy, kind=kinds[kind])
        if limit is not None:
            target.amount, target.unit, target.reopen_amount = (
                limit["amount"],
                limit["unit"],
                limit["reopen_amount"],
            )
            target.calendar = calendars[limit["calendar"]]
            target.save()
        elif target.pk:
            target.delete()
    return before, rulebooks.draft()
