"""What tier and priority a ticket seems to deserve, and why. Pure.

A proposal; a person confirms it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tickets.record.enums import Impact, Nature, Priority, Tier

PRIORITY_OF_TIER = {
    Tier.URGENT: Priority.HIGH,
    Tier.IMPORTANT: Priority.MEDIUM,
    Tier.GENERAL: Priority.LOW,
}
TIERS_ASCENDING = (Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT)
PRIORITIES_ASCENDING = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)
TIER_OF_IMPACT = {Impact.SEVERE: Tier.URGENT, Impact.PARTIAL: Tier.IMPORTANT}

# A tier that something asks for, and the code of what does.
Hint = tuple[Tier, str]


@dataclass(frozen=True, slots=True)
class HintWord:
    """A word of customers that asks for a tier; administrators keep the list."""

    word: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class WakingThreshold:
    """From which tier or priority on somebody may be woken; empty: from none."""

    tier: str
    priority: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed tier and priority.

    `reasons` are codes that the page words: `word:停机`, `impact`, `type`, `nature`, `vip`.
    """

    tier: Tier
    priority: Priority
    reasons: tuple[str, ...]


def tier_suggestion(
    *,
    text: str,
    words: Iterable[HintWord],
    impact: str,
    nature: str,
    type_tier: str = "",
    is_vip: bool = False,
) -> Suggestion:
    """The highest tier that any hint asks for, with the priority of that tier.

    `words` are looked for in `text` whatever their case; the first of the gravest tier is named.
    """
    hints = [_hint_of_words(text, words), _hint_of_impact(impact), _hint_of_type(type_tier)]
    found = [hint for hint in hints if hint is not None]

    tier = max((hinted for hinted, _reason in found), key=_tier_rank, default=Tier.GENERAL)
    reasons = [reason for hinted, reason in found if hinted == tier]

    priority = PRIORITY_OF_TIER[tier]
    if nature == Nature.COMPLAINT:
        priority = Priority(required_priority(nature, priority))
        reasons.append("nature")
    elif is_vip and priority == Priority.LOW:
        priority = Priority.MEDIUM
        reasons.append("vip")
    return Suggestion(tier, priority, tuple(reasons))


def required_priority(nature: str, priority: str) -> str:
    """The priority that a matter must have: a complaint a high one, whatever its tier (CM-5).

    The one rule has three outcomes, by who decides. A suggestion names it, registering and editing
    apply it, and a supervisor who judges a complaint lower may, but the ledger says so.
    """
    if nature == Nature.COMPLAINT:
        return Priority.HIGH
    return priority


def is_below_required(nature: str, priority: str) -> bool:
    """Is the priority another one than the nature of the matter requires?"""
    return priority != required_priority(nature, priority)


def lacks_promise(tier: str, promised_at: datetime | None) -> bool:
    """紧急 needs a promised time as soon as somebody works on it (X4)."""
    return tier == Tier.URGENT and promised_at is None


def may_wake(tier: str, priority: str, threshold: WakingThreshold) -> bool:
    """May somebody be disturbed outside the hours of the desk for such a ticket?"""
    if threshold.tier and _tier_rank(tier) >= _tier_rank(threshold.tier):
        return True
    if not threshold.priority:
        return False
    return _priority_rank(priority) >= _priority_rank(threshold.priority)


def is_graver(tier: str, other: str) -> bool:
    """Is a tier above another?"""
    return _tier_rank(tier) > _tier_rank(other)


def tier_above(tier: str) -> Tier | None:
    """The next graver tier; None above the gravest."""
    position = _tier_rank(tier) + 1
    return TIERS_ASCENDING[position] if position < len(TIERS_ASCENDING) else None


def _hint_of_words(text: str, words: Iterable[HintWord]) -> Hint | None:
    lowered = text.lower()
    hits = [hint for hint in words if hint.word.lower() in lowered]
    if not hits:
        return None

    # `max` keeps the first of equals, so the order of the list decides within a tier.
    gravest = max(hits, key=lambda hint: _tier_rank(hint.tier))
    return Tier(gravest.tier), f"word:{gravest.word}"


def _hint_of_impact(impact: str) -> Hint | None:
    # A form may send anything; what is no impact hints at nothing.
    if impact not in Impact.values:
        return None
    tier = TIER_OF_IMPACT.get(Impact(impact))
    return (tier, "impact") if tier else None


def _hint_of_type(type_tier: str) -> Hint | None:
    return (Tier(type_tier), "type") if type_tier else None


def _tier_rank(tier: str) -> int:
    return TIERS_ASCENDING.index(Tier(tier))


def _priority_rank(priority: str) -> int:
    return PRIORITIES_ASCENDING.index(Priority(priority))
