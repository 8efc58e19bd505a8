"""The draft of the rules as its pages show and send it."""

from __future__ import annotations

import json

from tickets.limits.models import SlaPolicy, SlaTarget
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier


def keys() -> list[int]:
    return list(SlaPolicy.objects.filter(is_fallback=False).values_list("pk", flat=True))


def policy(tier: Tier) -> SlaPolicy:
    return SlaPolicy.objects.get(tier=tier)


def limit(tier: Tier, kind: str) -> SlaTarget:
    return SlaTarget.objects.get(policy__tier=tier, kind__code=kind)


def seen() -> str:
    return reading.fingerprint_of(reading.draft_data())


def typed(tier: Tier, kind: str, *parts: str) -> dict[str, str]:
    """The field of a cell: amount, unit, calendar, after reopening; nothing for no limit."""
    return {f"limit-{policy(tier).pk}-{kind}": json.dumps(parts) if parts else ""}
