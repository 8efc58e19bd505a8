"""Which rule applies. Pure.

A rule may name a tier, a priority, and further conditions. It is asked twice: once by tier, once by priority. A rule that
names both is one row of the matrix "tier / priority" and fits either way; one that names neither fits both ways.
In each way the first rule in order wins; of the two targets of a kind the stricter one stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Ladder = Literal["tier", "priority"]
LADDERS: tuple[Ladder, Ladder] = ("tier", "priority")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a ticket; `issue_types` holds the type and the one above it."""

    tier: str
    priority: str
    business_type: str = ""
    issue_types: frozenset[int] = frozenset()
    channel: int | None = None
    customer_level: str = ""
    product: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """The conditions of a rule; empty means any."""

    key: int
    tier: str = ""
    priority: str = ""
    business_type: str = ""
    issue_type: int | None = None
    channel: int | None = None
    customer_level: str = ""
    product: int | None = None


def fits(rule: Rule, facts: Facts, ladder: Ladder) -> bool:
    """Does the rule apply when asked by this ladder?"""
    return _fits_ladder(rule, facts, ladder) and _fits_rest(rule, facts)


def _fits_ladder(rule: Rule, facts: Facts, ladder: Ladder) -> bool:
    if not (rule.tier or rule.priority):
        return True
    named = getattr(rule, ladder)
    return bool(named) and named == getattr(facts, ladder)


def _fits_rest(rule: Rule, facts: Facts) -> bool:
    return (
        rule.business_type in ("", facts.business_type)
        and (rule.issue_type is None or rule.issue_type in facts.issue_types)
        and rule.channel in (None, facts.channel)
        and rule.customer_level in ("", facts.customer_level)
        and rule.product in (None, facts.product)
    )


def choose(rules: Sequence[Rule], facts: Facts) -> list[int]:
    """The keys of the rules that apply: by tier and by priority, without repeats."""
    found = (next((rule.key for rule in rules if fits(rule, facts, ladder)), None) for ladder in LADDERS)
    return list(dict.fromkeys(key for key in found if key is not None))
