"""Which rule applies (sla.md, vectors.md E6)."""

from dataclasses import replace

import pytest

from core.domain.worktime import ALWAYS
from tests.support.calendars import W, at
from tickets.limits.domain import limit_rules, sla
from tickets.limits.domain.limit_rules import LimitRule, TicketFacts
from tickets.limits.enums import Unit
from tickets.record.enums import Priority, Tier

URGENT = LimitRule(1, tier=Tier.URGENT, priority=Priority.HIGH)

IMPORTANT = LimitRule(2, tier=Tier.IMPORTANT, priority=Priority.MEDIUM)

GENERAL = LimitRule(3, tier=Tier.GENERAL, priority=Priority.LOW)

FALLBACK = LimitRule(9)

MATRIX = [URGENT, IMPORTANT, GENERAL, FALLBACK]

TRIFLE = TicketFacts(tier=Tier.GENERAL, priority=Priority.HIGH)

PLAIN = TicketFacts(tier=Tier.GENERAL, priority=Priority.LOW)


@pytest.mark.parametrize(
    ("tier", "priority", "keys"),
    [
        (Tier.URGENT, Priority.HIGH, [1]),
        (Tier.IMPORTANT, Priority.MEDIUM, [2]),
        (Tier.GENERAL, Priority.LOW, [3]),
        (Tier.GENERAL, Priority.HIGH, [3, 1]),
        (Tier.URGENT, Priority.LOW, [1, 3]),
        (Tier.IMPORTANT, Priority.HIGH, [2, 1]),
    ],
)
def test_both_ladders_are_asked(tier, priority, keys):
    assert limit_rules.applicable_rules(MATRIX, TicketFacts(tier=tier, priority=priority)) == keys


LIMITS = {
    1: {"ack": (10, Unit.MINUTE), "resolve": (8, Unit.HOUR)},
    2: {"ack": (1, Unit.HOUR), "resolve": (24, Unit.HOUR)},
    3: {"ack": (1, Unit.HOUR), "resolve": (3, Unit.WORKDAY)},
}


@pytest.mark.parametrize(
    "tier, priority", [(Tier.GENERAL, Priority.HIGH), (Tier.URGENT, Priority.LOW)]
)
@pytest.mark.parametrize(("kind", "due"), [("ack", "09:10"), ("resolve", "17:00")])
def test_e6_complaint_about_a_trifle_takes_the_stricter_of_each_kind(tier, priority, kind, due):
    one, other = (
        sla.start_clock(
            sla.LimitTarget(*LIMITS[key][kind], calendar=calendar), at("2024-05-06 09:00")
        )
        for key in limit_rules.applicable_rules(MATRIX, TicketFacts(tier=tier, priority=priority))
        for calendar in [W if LIMITS[key][kind][1] == Unit.WORKDAY else ALWAYS]
    )
    assert one.due_at != other.due_at
    assert sla.stricter_clock(one, other).due_at == at(f"2024-05-06 {due}")


def test_the_first_rule_in_order_wins():
    special = replace(URGENT, key=7, business_type="repair")
    facts = TicketFacts(tier=Tier.URGENT, priority=Priority.HIGH, business_type="repair")
    assert limit_rules.applicable_rules([special, *MATRIX], facts) == [7]
    assert limit_rules.applicable_rules([*MATRIX, special], facts) == [1]


def test_a_rule_before_the_others_that_asks_nothing_wins_over_all():
    assert limit_rules.applicable_rules([FALLBACK, *MATRIX], TRIFLE) == [9]


def test_the_fallback_is_for_what_no_rule_names():
    assert limit_rules.applicable_rules([URGENT, FALLBACK], PLAIN) == [9]
    assert limit_rules.applicable_rules([URGENT, FALLBACK], TRIFLE) == [9, 1]
    assert limit_rules.applicable_rules([URGENT], PLAIN) == []


def test_a_rule_of_one_ladder_is_not_asked_by_the_other():
    by_tier, by_priority = LimitRule(4, tier=Tier.GENERAL), LimitRule(5, priority=Priority.HIGH)
    assert limit_rules.applicable_rules([by_tier, by_priority], TRIFLE) == [4, 5]
    assert limit_rules.applicable_rules([by_tier, FALLBACK], TRIFLE) == [4, 9]
    assert limit_rules.applicable_rules([by_priority, FALLBACK], PLAIN) == [9]
    assert limit_rules.applicable_rules([by_tier, FALLBACK], replace(PLAIN, priority="")) == [4, 9]


@pytest.mark.parametrize(
    ("condition", "fitting", "other"),
    [
        ({"business_type": "repair"}, {"business_type": "repair"}, {"business_type": "return"}),
        ({"issue_type": 5}, {"issue_types": frozenset({5, 2})}, {"issue_types": frozenset({2})}),
        ({"issue_type": 2}, {"issue_types": frozenset({5, 2})}, {"issue_types": frozenset()}),
        ({"channel": 3}, {"channel": 3}, {"channel": None}),
        ({"customer_level": "vip"}, {"customer_level": "vip"}, {"customer_level": "normal"}),
        ({"product": 8}, {"product": 8}, {"product": None}),
    ],
    ids=["business-type", "issue-type", "issue-type-above", "channel", "level", "product"],
)
def test_further_conditions(condition, fitting, other):
    rule = LimitRule(4, tier=Tier.GENERAL, **condition)
    assert limit_rules.rule_fits(rule, replace(PLAIN, **fitting), "tier")
    assert not limit_rules.rule_fits(rule, replace(PLAIN, **other), "tier")
    assert not limit_rules.rule_fits(rule, replace(PLAIN, **fitting), "priority")


def test_all_conditions_must_hold():
    rule = LimitRule(4, business_type="repair", channel=3)
    assert limit_rules.rule_fits(rule, replace(PLAIN, business_type="repair", channel=3), "tier")
    assert not limit_rules.rule_fits(
        rule, replace(PLAIN, business_type="repair", channel=4), "tier"
    )
