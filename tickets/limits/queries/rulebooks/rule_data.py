"""The draft of the rules as plain data: the form in which rulebooks keep it."""

import hashlib
import json
from typing import Any

from tickets.limits.models import EscalationStep, SlaPolicy, SlaRulebook, SlaTarget

# A rulebook (`policies`), one of its rules, a target or a step, as they are stored in JSON.
RuleData = dict[str, Any]


def draft_data() -> RuleData:
    """The rules as they stand in the administration."""
    policies = SlaPolicy.objects.prefetch_related(
        "targets__kind", "targets__calendar", "targets__steps"
    )
    return {"policies": [policy_data(policy) for policy in policies]}


def policy_data(policy: SlaPolicy) -> RuleData:
    """A rule with its targets."""
    effective_from = policy.effective_from.isoformat() if policy.effective_from else None
    return {
        "key": policy.pk,
        "name": policy.name,
        "order": policy.order,
        "tier": policy.tier,
        "priority": policy.priority,
        "business_type": policy.business_type,
        "issue_type": policy.issue_type_id,
        "channel": policy.channel_id,
        "customer_level": policy.customer_level,
        "product": policy.product_id,
        "is_active": policy.is_active,
        "is_fallback": policy.is_fallback,
        "effective_from": effective_from,
        "targets": [target_data(target) for target in policy.targets.all()],
    }


def target_data(target: SlaTarget) -> RuleData:
    """What a rule promises for one kind of limit."""
    return {
        "kind": target.kind.code,
        "amount": target.amount,
        "unit": target.unit,
        "reopen_amount": target.reopen_amount,
        "calendar": target.calendar.code,
        "pause_reasons": sorted(target.pause_reasons),
        "steps": [step_data(step) for step in target.steps.all()],
    }


def policies_by_key(data: RuleData) -> dict[int, RuleData]:
    """The rules of a rulebook by their keys."""
    return {policy["key"]: policy for policy in data["policies"]}


def targets_by_kind(policy: RuleData) -> dict[str, RuleData]:
    """What a rule promises, by the codes of the kinds."""
    return {target["kind"]: target for target in policy["targets"]}


def step_data(step: EscalationStep) -> RuleData:
    """A step as rulebooks and clocks keep it."""
    data = {
        "key": step.key,
        "share": step.share,
        "offset_minutes": step.offset_minutes,
        "role": step.role,
        "level": step.level,
    }
    if step.acts:
        # Only then: rulebooks of the first release, which knew no acts, stay equal to their draft.
        data["acts"] = step.acts

    return data


def fingerprint_of(data: RuleData) -> str:
    """Tells one state of the rules from another."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]


def newest_rulebook() -> SlaRulebook | None:
    """What is published now."""
    return SlaRulebook.objects.order_by("-number").first()
