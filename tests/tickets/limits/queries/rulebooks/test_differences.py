"""What differs between the draft and the published rules, in sentences."""

from __future__ import annotations

from django.db.models import F

from tests.factories.rulebooks import general_ack
from tickets.limits.actions import rulebooks
from tickets.limits.enums import Unit
from tickets.limits.models import (
    SlaPolicy,
)
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier


def differences():
    return reading.differences_between(
        reading.newest_rulebook().data, reading.draft_data(), reading.RulebookNames()
    )


def test_differences_in_sentences(cast):
    general_ack(amount=30, unit=Unit.MINUTE)
    SlaPolicy.objects.filter(tier=Tier.URGENT).update(is_active=False)
    told = differences()
    assert any("一般 / 低" in line and "→" in line for line in told)
    assert any("紧急 / 高" in line for line in told)
    assert len(told) == 2


def test_a_new_order_is_told_once_and_new_numbers_alone_are_no_change(cast):
    names, before = reading.RulebookNames(), reading.draft_data()
    first, second, *_rest = SlaPolicy.objects.filter(is_fallback=False).order_by("order", "pk")
    SlaPolicy.objects.update(order=F("order") * 3)
    assert reading.differences_between(before, reading.draft_data(), names) == []
    rulebooks.move_rule(first, is_up=False)
    (told,) = reading.differences_between(before, reading.draft_data(), names)
    assert told.index(second.name) < told.index(first.name)
