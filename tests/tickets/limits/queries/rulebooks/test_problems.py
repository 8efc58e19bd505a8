"""What is wrong with the draft of the rules, by name."""

from __future__ import annotations

import pytest

from core.errors import LawBroken
from tests.factories.rulebooks import publish
from tickets.limits.enums import Unit
from tickets.limits.models import (
    SlaPolicy,
    SlaTarget,
)
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier


def problems():
    return reading.problems_in(reading.draft_data(), reading.RulebookNames())


# --- what is wrong with a draft -----------------------------------------------------------------------------------


def test_the_seeded_rules_have_no_problem(cast):
    assert problems() == []


def test_a_rule_that_can_never_be_reached_is_named_with_those_before_it(cast):
    wide = SlaPolicy.objects.create(name="所有投诉", order=1, business_type="complaint")
    narrow = SlaPolicy.objects.create(
        name="VIP投诉", order=2, business_type="complaint", customer_level="vip"
    )
    for policy in (wide, narrow):
        target = SlaTarget.objects.filter(policy__is_fallback=True).first()
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    (problem,) = problems()
    assert "VIP投诉" in problem and "所有投诉" in problem
    SlaPolicy.objects.filter(pk=wide.pk).update(order=3)
    assert problems() == []


def test_several_rules_together_can_hide_one(cast):
    target = SlaTarget.objects.filter(policy__is_fallback=True).first()
    for order, told in enumerate(
        ({"customer_level": "vip"}, {"customer_level": "normal"}, {"business_type": "repair"}), 1
    ):
        policy = SlaPolicy.objects.create(name=f"规则{order}", order=order, **told)
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    hidden = [problem for problem in problems() if "规则3" in problem]
    assert not hidden, "levels may grow: a third one would reach it"


def test_a_rule_of_a_child_type_behind_its_parent(cast):
    parent = cast.types["硬件故障"].parent
    target = SlaTarget.objects.filter(policy__is_fallback=True).first()
    for order, issue_type in enumerate((parent, cast.types["硬件故障"]), 1):
        policy = SlaPolicy.objects.create(name=issue_type.name, order=order, issue_type=issue_type)
        SlaTarget.objects.create(
            policy=policy, kind=target.kind, amount=1, unit=Unit.HOUR, calendar=target.calendar
        )
    (problem,) = problems()
    assert "硬件故障" in problem and parent.name in problem


def test_a_rule_without_targets_a_step_before_the_start_and_no_rule_for_the_rest(cast):
    SlaPolicy.objects.create(name="空规则", order=1, customer_level="vip")
    step = SlaTarget.objects.get(policy__tier=Tier.URGENT, kind__code="ack").steps.first()
    step.share, step.offset_minutes = 100, -30
    step.save()
    SlaPolicy.objects.filter(is_fallback=True).update(is_fallback=False, tier=Tier.GENERAL)
    told = problems()
    assert any("空规则" in line for line in told)
    assert any("紧急 / 高" in line for line in told)
    assert any("“" not in line for line in told), "the missing rule for everything else has no name"
    with pytest.raises(LawBroken):
        publish(cast)
