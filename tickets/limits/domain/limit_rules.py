"""Which rule applies. Pure.

A rule may name a tier, a priority, and further conditions. It is asked twice: once by tier, once by
priority. A rule that names both is one row of the matrix "tier / priority" and fits either way; one
that names neither fits both ways. In each way the first rule in order wins; of the two targets of a
kind the stricter one stands.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tickets.record.enums import Priority, Tier

Ladder = Literal["tier", "priority"]
LADDERS: tuple[Ladder, Ladder] = ("tier", "priority")

# Stands for every value of a dimension that no rule names.
OTHER = -1
# The same for dimensions whose values are words.
OTHER_WORD = "other"


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is known of a ticket; `issue_types` holds the type and the one above it."""

    tier: str
    priority: str
    business_type: str = ""
    issue_types: frozenset[int] = frozenset()
    channel: int | None = None
    customer_level: str = ""
    product: int | None = None


def issue_lineage(key: int, parent: int | None) -> frozenset[int]:
    """An issue type and the one above it, as `TicketFacts` has them."""
    return frozenset({key}) if parent is None else frozenset({key, parent})


@dataclass(frozen=True, slots=True)
class LimitRule:
    """The conditions of a rule; empty means any."""

    key: int
    tier: str = ""
    priority: str = ""
    business_type: str = ""
    issue_type: int | None = None
    channel: int | None = None
    customer_level: str = ""
    product: int | None = None


def rule_fits(rule: LimitRule, facts: TicketFacts, ladder: Ladder) -> bool:
    """Does the rule apply when asked by this ladder?"""
    return _fits_on_ladder(rule, facts, ladder) and _fits_conditions(rule, facts)


def _fits_on_ladder(rule: LimitRule, facts: TicketFacts, ladder: Ladder) -> bool:
    if not rule.tier and not rule.priority:
        return True

    if ladder == "tier":
        return bool(rule.tier) and rule.tier == facts.tier

    return bool(rule.priority) and rule.priority == facts.priority


def _fits_conditions(rule: LimitRule, facts: TicketFacts) -> bool:
    return (
        rule.business_type in ("", facts.business_type)
        and (rule.issue_type is None or rule.issue_type in facts.issue_types)
        and rule.channel in (None, facts.channel)
        and rule.customer_level in ("", facts.customer_level)
        and rule.product in (None, facts.product)
    )


def applicable_rules(rules: Sequence[LimitRule], facts: TicketFacts) -> list[int]:
    """The keys of the rules that apply: by tier and by priority, without repeats."""
    keys: list[int] = []
    for ladder in LADDERS:
        winner = first_fitting_rule(rules, facts, ladder)
        if winner is not None and winner.key not in keys:
            keys.append(winner.key)

    return keys


def first_fitting_rule(
    rules: Sequence[LimitRule], facts: TicketFacts, ladder: Ladder
) -> LimitRule | None:
    """The rule that wins when asked by this ladder: the first in order that fits."""
    for rule in rules:
        if rule_fits(rule, facts, ladder):
            return rule

    return None


def unreachable_rules(
    rules: Sequence[LimitRule], *, permanent: Collection[int], parents: Mapping[int, int | None]
) -> dict[int, list[int]]:
    """Rules that no ticket could ever be measured by, with the earlier ones that take everything.

    `rules` in order. Only those in `permanent` (in force from the start) can hide others. `parents`
    leads from an issue type to the one above it. Tried on every combination of the values that
    rules name, and of "anything else".
    """
    hidden: dict[int, list[int]] = {}
    for position, rule in enumerate(rules):
        # A rule that comes into force later lets tickets through until then.
        earlier = [other for other in rules[:position] if other.key in permanent]
        takers = _rules_before(rule, earlier, parents)
        if takers is not None:
            hidden[rule.key] = takers

    return hidden


def _rules_before(
    rule: LimitRule, earlier: Sequence[LimitRule], parents: Mapping[int, int | None]
) -> list[int] | None:
    """The earlier rules that take every ticket the rule fits; None when some ticket gets to it."""
    takers: dict[int, None] = {}
    for facts in _possible_facts(rule, earlier, parents):
        for ladder in LADDERS:
            if not rule_fits(rule, facts, ladder):
                continue

            taker = first_fitting_rule(earlier, facts, ladder)
            if taker is None:
                return None
            takers[taker.key] = None

    return list(takers)


def _possible_facts(
    rule: LimitRule, earlier: Sequence[LimitRule], parents: Mapping[int, int | None]
) -> Iterator[TicketFacts]:
    """Tickets that differ in what the rules ask of them.

    What only a rule of the same value could notice is asked once.
    """
    combinations = itertools.product(
        Tier.values,
        Priority.values,
        _possible_words(rule.business_type, [other.business_type for other in earlier]),
        _possible_issue_types(rule, earlier, parents),
        _possible_keys(rule.channel, [other.channel for other in earlier]),
        _possible_words(rule.customer_level, [other.customer_level for other in earlier]),
        _possible_keys(rule.product, [other.product for other in earlier]),
    )
    for tier, priority, business_type, issue_type, channel, customer_level, product in combinations:
        yield TicketFacts(
            tier,
            priority,
            business_type,
            issue_lineage(issue_type, parents.get(issue_type)),
            channel,
            customer_level,
            product,
        )


def _possible_words(own: str, others: Sequence[str]) -> list[str]:
    """What a ticket may say where the rule names `own` and the earlier ones name `others`."""
    if own:
        return [own]

    return [*({*others} - {""}), OTHER_WORD]


def _possible_keys(own: int | None, others: Sequence[int | None]) -> list[int]:
    """The same for conditions that name a row by its key."""
    if own is not None:
        return [own]

    named = {key for key in others if key is not None}
    return [*named, OTHER]


def _possible_issue_types(
    rule: LimitRule, earlier: Sequence[LimitRule], parents: Mapping[int, int | None]
) -> list[int]:
    issue_types = _possible_keys(rule.issue_type, [other.issue_type for other in earlier])
    if rule.issue_type is None:
        return issue_types

    # A rule for a type holds for the types below it too; an earlier rule may name one of those.
    children = [child for child, above in parents.items() if above == rule.issue_type]
    return issue_types + children
