"""The draft of the rules: brought back from an earlier version, edited by one person at a time."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.models import WorkCalendar
from customers.models import Channel
from tests.factories.rulebooks import general_ack, publish
from tests.fixtures import at_once, moment, small_cast
from tests.support.rule_drafts import limit, policy, seen
from tickets.limits.actions import rulebooks
from tickets.limits.enums import Unit
from tickets.limits.models import (
    SlaPolicy,
    SlaRulebook,
    SlaTarget,
)
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier

MONDAY = moment("2026-03-16 10:00")


def test_history_and_the_way_back(cast):
    first = reading.newest_rulebook()
    general_ack(amount=2)
    SlaPolicy.objects.create(name="公众号", order=5, channel=Channel.objects.get(code="wechat"))
    SlaTarget.objects.create(
        policy=SlaPolicy.objects.get(name="公众号"),
        kind=SlaTarget.objects.first().kind,
        amount=5,
        unit=Unit.MINUTE,
        calendar=WorkCalendar.objects.get(code="natural"),
    )
    publish(cast)
    rulebooks.restore_draft(first, by=cast.staff["admin"], at=MONDAY)
    assert reading.draft_data() == first.data
    back = publish(cast, reason="恢复到版本 1")
    assert (back.number, back.data) == (3, first.data)
    assert SlaRulebook.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_matrices_saved_at_once_one_is_told():
    small_cast()
    shown, key = seen(), policy(Tier.URGENT).pk
    wanted = [
        {
            (key, "ack"): {
                "amount": n,
                "unit": "minute",
                "calendar": "natural",
                "reopen_amount": None,
            }
        }
        for n in (3, 4)
    ]
    outcomes = at_once(2, lambda n: rulebooks.edit_limits(wanted[n], seen=shown))
    (loser,) = [
        n for n, outcome in enumerate(outcomes) if isinstance(outcome, rulebooks.DraftChanged)
    ]
    assert limit(Tier.URGENT, "ack").amount == [3, 4][1 - loser]


def test_a_version_whose_conditions_are_gone_cannot_come_back(cast, admin):
    channel, rule = (
        Channel.objects.create(code="fax", name="传真", name_en="Fax"),
        policy(Tier.GENERAL),
    )
    rule.channel = channel
    rule.save()
    number = rulebooks.publish_rulebook(
        by=cast.staff["admin"], at=timezone.now(), reason="传真"
    ).number
    SlaPolicy.objects.filter(pk=rule.pk).update(channel=None, name="一般（新）")
    channel.delete()
    answer = admin.post(reverse("admin:rules_restore", args=[number]), follow=True)
    assert answer.status_code == 200 and rule.name in answer.content.decode()
    assert policy(Tier.GENERAL).name == "一般（新）", "nothing was changed"
