"""Which rule applies. Pure.

A rule may name a tier, a priority, and further conditions. It is asked twice: once by tier, once by priority. A rule that
names both is one row of the matrix "tier / priority" and fits either way; one that names neither fits both ways.
In each way the first rule in order wins; of the two targets of a kind the stricter one stands.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tickets.record.enums import Priority, Tier

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
    found = (
        next((rule.key for rule in rules if fits(rule, facts, ladder)), None) for ladder in LADDERS
    )
    return list(dict.fromkeys(key for key in found if key is not None))


OTHER = -1
"""Stands for every value of a dimension that no rule names."""


def unreachable(
    rules: Sequence[Rule], *, permanent: Collection[int], parents: Mapping[int, int | None]
) -> dict[int, list[int]]:
    """Rules that no ticket could ever be measured by, each with the earlier ones that take everything from it.

    `rules` in order. Only those in `permanent` (in force from the start) can hide others. `parents` leads from an issue
    type to the one above it. Tried on every combination of the values that rules name, and of "anything else".
    """
    hidden: dict[int, list[int]] = {}
    for position, rule in enumerate(rules):
        earlier = [other for other in rules[:position] if other.key in permanent]
        covers = _takers(rule, earlier, parents)
        if covers is not None:
            hidden[rule.key] = covers
    return hidden


def _takers(
    rule: Rule, earlier: Sequence[Rule], parents: Mapping[int, int | None]
) -> list[int] | None:
    """The earlier rules that take every ticket the rule fits; None when some ticket gets through to it."""
    takers: dict[int, None] = {}
    for facts in _possible(rule, earlier, parents):
        for ladder in LADDERS:
            if fits(rule, facts, ladder):
                taker = next((other.key for other in earlier if fits(other, facts, ladder)), None)
                if taker is None:
                    return None
                takers[taker] = None
    return list(takers)


def _possible(
    rule: Rule, earlier: Sequence[Rule], parents: Mapping[int, int | None]
) -> Iterator[Facts]:
    """Tickets that differ in what the rules ask of them. What only a rule of the same value could notice is asked once."""

    def values(name: str, anything: object) -> list[Any]:
        own = getattr(rule, name)
        return (
            [own]
            if own not in ("", None)
            else [*({getattr(other, name) for other in earlier} - {"", None}), anything]
        )

    types = values("issue_type", OTHER)
    if rule.issue_type is not None:
        types += [child for child, above in parents.items() if above == rule.issue_type]
    dimensions = (
        Tier.values,
        Priority.values,
        values("business_type", "other"),
        types,
        values("channel", OTHER),
        values("customer_level", "other"),
        values("product", OTHER),
    )
    for tier, priority, business_type, issue_type, channel, level, product in itertools.product(
        *dimensions
    ):
        yield Facts(
            tier,
            priority,
            business_type,
            frozenset({issue_type, parents.get(issue_type)} - {None}),
            channel,
            level,
            product,
        )
