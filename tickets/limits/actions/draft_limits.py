"""The limits of the draft: edited many at once, or brought back from an earlier version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.models import WorkCalendar
from core.actions import audit
from core.errors import LawBroken
from customers.models import Channel, ProductModel
from tickets.limits.actions.draft_locking import DraftChanged, lock_draft
from tickets.limits.enums import StepAct
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.limits.queries import rulebooks
from tickets.limits.queries.limit_terms import effective_from
from tickets.record.enums import Audited
from tickets.record.models import IssueType
from tickets.record.rules import require_right

WORD_CONDITIONS = ("tier", "priority", "business_type", "customer_level")
# Conditions that name a row, which may have been deleted since.
ROW_CONDITIONS: dict[str, type[Model]] = {
    "issue_type": IssueType,
    "channel": Channel,
    "product": ProductModel,
}

# The key of a rule and the code of a kind: one limit of the draft.
LimitKey = tuple[int, str]


@transaction.atomic
def edit_limits(
    wanted: Mapping[LimitKey, dict[str, Any] | None], *, seen: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write limits of many rules into the draft at once; returns the draft before and after.

    `wanted` has for each `amount`, `unit`, `calendar` (its code) and `reopen_amount`; None takes
    the limit away, with its escalation steps. What a limit has besides stays as it is. Raises
    `DraftChanged` when the draft is no longer the one whose fingerprint was `seen`.
    """
    lock_draft()
    before = rulebooks.draft_data()
    if rulebooks.fingerprint_of(before) != seen:
        raise DraftChanged(_("Someone else changed the draft in the meantime."))

    kinds = SlaKind.objects.in_bulk(field_name="code")
    calendars = WorkCalendar.objects.in_bulk(field_name="code")
    targets: dict[LimitKey, SlaTarget] = {}
    for target in SlaTarget.objects.select_related("kind"):
        targets[target.policy_id, target.kind.code] = target

    for (policy_key, kind_code), limit in wanted.items():
        known = targets.get((policy_key, kind_code))
        if limit is not None:
            target = known or SlaTarget(policy_id=policy_key, kind=kinds[kind_code])
            _save_limit(target, limit, calendars[limit["calendar"]])
        elif known is not None:
            known.delete()

    return before, rulebooks.draft_data()


def _save_limit(target: SlaTarget, limit: dict[str, Any], calendar: WorkCalendar) -> None:
    target.amount = limit["amount"]
    target.unit = limit["unit"]
    target.reopen_amount = limit["reopen_amount"]
    target.calendar = calendar
    target.save()


# --- back to an earlier version -----------------------------------------------------------------


@transaction.atomic
def restore_draft(rulebook: SlaRulebook, *, by: User, at: datetime) -> None:
    """The draft as it was in an earlier version; publishing it is a step of its own.

    Raises `LawBroken` when one of its conditions names what no longer exists: without it the rule
    would say something else.
    """
    require_right(by, "publish_rules")
    lock_draft()
    _require_conditions_exist(rulebook)

    policies = rulebook.data["policies"]
    SlaPolicy.objects.exclude(pk__in=[policy["key"] for policy in policies]).delete()
    # Only one rule may be the one for everything else, and the version may have had another.
    SlaPolicy.objects.filter(is_fallback=True).update(is_fallback=False)

    kinds = SlaKind.objects.in_bulk(field_name="code")
    calendars = WorkCalendar.objects.in_bulk(field_name="code")
    for data in policies:
        policy = _restore_policy(data)
        policy.targets.all().delete()
        for target in data["targets"]:
            kind = kinds.get(target["kind"])
            calendar = calendars.get(target["calendar"])
            # A limit whose kind or calendar is gone could not be counted: it stays away.
            if kind is not None and calendar is not None:
                _restore_target(policy, target, kind, calendar)

    audit.write_audit_entry(Audited.RULES_RESTORED, by=by, at=at, target=str(rulebook))


def _require_conditions_exist(rulebook: SlaRulebook) -> None:
    for condition in SlaPolicy._meta.concrete_fields:
        if condition.name not in ROW_CONDITIONS:
            continue

        rules_by_key = {}
        for policy in rulebook.data["policies"]:
            if policy[condition.name]:
                rules_by_key[policy[condition.name]] = policy["name"]

        rows = ROW_CONDITIONS[condition.name]._default_manager.filter(pk__in=rules_by_key)
        gone = set(rules_by_key) - set(rows.values_list("pk", flat=True))
        if not gone:
            continue

        message = _(
            "Version %(number)d cannot come back: "
            "the %(what)s of these rules no longer exists: %(rules)s."
        )
        rule_names = sorted(rules_by_key[key] for key in gone)
        raise LawBroken(
            message
            % {
                "number": rulebook.number,
                "what": condition.verbose_name,
                "rules": _(", ").join(rule_names),
            }
        )


def _restore_policy(data: dict[str, Any]) -> SlaPolicy:
    policy = SlaPolicy(
        pk=data["key"],
        name=data["name"],
        order=data["order"],
        issue_type_id=data["issue_type"],
        channel_id=data["channel"],
        product_id=data["product"],
        is_active=data["is_active"],
        is_fallback=data["is_fallback"],
        effective_from=effective_from(data),
        **{name: data[name] for name in WORD_CONDITIONS},
    )
    policy.save()
    return policy


def _restore_target(
    policy: SlaPolicy, data: dict[str, Any], kind: SlaKind, calendar: WorkCalendar
) -> None:
    target = SlaTarget.objects.create(
        policy=policy,
        kind=kind,
        amount=data["amount"],
        unit=data["unit"],
        reopen_amount=data["reopen_amount"],
        calendar=calendar,
        pause_reasons=data["pause_reasons"],
    )
    EscalationStep.objects.bulk_create(_restored_step(target, step) for step in data["steps"])


def _restored_step(target: SlaTarget, data: dict[str, Any]) -> EscalationStep:
    acts = data.get("acts", ())
    return EscalationStep(
        target=target,
        share=data["share"],
        offset_minutes=data["offset_minutes"],
        level=data["level"],
        role=data["role"],
        asks_reason=StepAct.ASK_REASON in acts,
        raises_tier=StepAct.RAISE_TIER in acts,
        reassigns=StepAct.REASSIGN in acts,
    )
