"""What tier a ticket seems to deserve, what a complaint must have, and who may be woken for it."""

from datetime import UTC, datetime

import pytest

from tickets.limits.actions.reference_rows import TRIAGE_WORDS
from tickets.record.domain import triage
from tickets.record.domain.triage import HintWord, WakingThreshold
from tickets.record.enums import Impact, Nature, Priority, Tier

SEEDED = [HintWord(word, tier) for tier, words in TRIAGE_WORDS for word in words]
PLAIN = {"text": "", "words": SEEDED, "impact": Impact.NONE, "nature": Nature.FAULT}
USUAL = WakingThreshold(Tier.URGENT, Priority.HIGH)


@pytest.mark.parametrize(
    ("given", "tier", "priority", "reasons"),
    [
        ({}, Tier.GENERAL, Priority.LOW, ()),
        ({"text": "设备无法启动,报警代码E-002"}, Tier.URGENT, Priority.HIGH, ("word:无法启动",)),
        ({"text": "System DOWN"}, Tier.URGENT, Priority.HIGH, ("word:system down",)),
        ({"impact": Impact.PARTIAL}, Tier.IMPORTANT, Priority.MEDIUM, ("impact",)),
        ({"impact": Impact.SEVERE, "text": "报警"}, Tier.URGENT, Priority.HIGH, ("impact",)),
        ({"type_tier": Tier.IMPORTANT}, Tier.IMPORTANT, Priority.MEDIUM, ("type",)),
        ({"nature": Nature.COMPLAINT}, Tier.GENERAL, Priority.HIGH, ("nature",)),
        ({"nature": Nature.COMPLAINT, "is_vip": True}, Tier.GENERAL, Priority.HIGH, ("nature",)),
        ({"is_vip": True}, Tier.GENERAL, Priority.MEDIUM, ("vip",)),
        ({"is_vip": True, "impact": Impact.SEVERE}, Tier.URGENT, Priority.HIGH, ("impact",)),
    ],
)
def test_suggestions(given, tier, priority, reasons):
    found = triage.tier_suggestion(**{**PLAIN, **given})
    assert (found.tier, found.priority) == (tier, priority)
    assert set(reasons) <= set(found.reasons)
    assert bool(found.reasons) == bool(reasons)


def test_the_words_are_those_of_the_list():
    words = [HintWord("慢", Tier.IMPORTANT), HintWord("Smoke", Tier.URGENT)]
    assert suggested("停机", words).tier == Tier.GENERAL
    assert suggested("太慢", words).reasons == ("word:慢",)
    assert suggested("太慢, SMOKE", words).reasons == ("word:Smoke",)


def test_the_first_word_of_the_gravest_tier_is_named():
    words = [
        HintWord("慢", Tier.IMPORTANT),
        HintWord("起火", Tier.URGENT),
        HintWord("冒烟", Tier.URGENT),
    ]
    assert suggested("慢, 冒烟, 起火", words).reasons == ("word:起火",)


def suggested(text, words):
    return triage.tier_suggestion(**{**PLAIN, "text": text, "words": words})


@pytest.mark.parametrize("priority", Priority)
def test_a_complaint_is_of_high_priority_and_anything_else_keeps_its_own(priority):
    assert triage.required_priority(Nature.COMPLAINT, priority) == Priority.HIGH
    for nature in set(Nature) - {Nature.COMPLAINT}:
        assert triage.required_priority(nature, priority) == priority
        assert not triage.is_below_required(nature, priority)
    assert triage.is_below_required(Nature.COMPLAINT, priority) == (priority != Priority.HIGH)


@pytest.mark.parametrize(
    ("tier", "priority", "threshold", "expected"),
    [
        (Tier.URGENT, Priority.LOW, USUAL, True),
        (Tier.GENERAL, Priority.HIGH, USUAL, True),
        (Tier.IMPORTANT, Priority.MEDIUM, USUAL, False),
        (Tier.IMPORTANT, Priority.LOW, WakingThreshold(Tier.IMPORTANT, ""), True),
        (Tier.URGENT, Priority.LOW, WakingThreshold(Tier.IMPORTANT, ""), True),
        (Tier.GENERAL, Priority.HIGH, WakingThreshold(Tier.IMPORTANT, ""), False),
        (Tier.GENERAL, Priority.MEDIUM, WakingThreshold("", Priority.MEDIUM), True),
        (Tier.URGENT, Priority.HIGH, WakingThreshold("", ""), False),
    ],
)
def test_who_may_be_woken(tier, priority, threshold, expected):
    assert triage.may_wake(tier, priority, threshold) is expected


def test_only_urgent_work_needs_a_promise():
    promised = datetime(2024, 5, 6, 12, tzinfo=UTC)
    assert triage.lacks_promise(Tier.URGENT, None)
    assert not triage.lacks_promise(Tier.URGENT, promised)
    assert not triage.lacks_promise(Tier.IMPORTANT, None)


def test_the_ladder_of_tiers_ends():
    assert triage.tier_above(Tier.GENERAL) == Tier.IMPORTANT
    assert triage.tier_above(Tier.IMPORTANT) == Tier.URGENT
    assert triage.tier_above(Tier.URGENT) is None
