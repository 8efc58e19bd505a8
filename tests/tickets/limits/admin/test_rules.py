"""The pages of the rules."""

from __future__ import annotations

from django.urls import reverse

from tests.factories.rulebooks import general_ack
from tests.support.rule_drafts import keys, limit
from tickets.limits.enums import Unit
from tickets.limits.models import (
    SlaPolicy,
)
from tickets.record.enums import Tier


def test_the_rules_as_sentences_and_what_is_unpublished(admin):
    page = admin.get(reverse("admin:tickets_slapolicy_changelist")).content.decode()
    assert "首次响应 10 分钟" in page
    assert "draft-banner" not in page
    general_ack(amount=30, unit=Unit.MINUTE)
    assert (
        "draft-banner" in admin.get(reverse("admin:tickets_slapolicy_changelist")).content.decode()
    )


def test_a_new_rule_stands_behind_the_others(cast, admin):
    told = {
        "name": "公众号",
        "tier": "urgent",
        "priority": "",
        "business_type": "",
        "is_active": "on",
        "targets-TOTAL_FORMS": "0",
    }
    before = keys()
    answer = admin.post(
        reverse("admin:tickets_slapolicy_add"), {**told, "targets-INITIAL_FORMS": "0"}
    )
    assert answer.status_code == 302
    assert keys() == [*before, SlaPolicy.objects.get(name="公众号").pk]


def test_a_rule_leads_to_the_steps_of_its_limits_and_they_lead_back(admin):
    target = limit(Tier.URGENT, "ack")
    rule = reverse("admin:tickets_slapolicy_change", args=[target.policy_id])
    steps = reverse("admin:tickets_slatarget_change", args=[target.pk])
    assert f'<a href="{steps}">3 条升级规则</a>' in admin.get(rule).content.decode()
    form = {
        "kind": target.kind_id,
        "amount": 100_001,
        "unit": "minute",
        "calendar": target.calendar_id,
        "steps-TOTAL_FORMS": 0,
    }
    sent = {**form, "steps-INITIAL_FORMS": 0}
    assert admin.post(steps, sent).status_code == 200, "a slip of the finger"
    assert admin.post(steps, {**sent, "amount": 12}).headers["Location"] == rule
    assert limit(Tier.URGENT, "ack").amount == 12
    assert "draft-banner" in admin.get(rule).content.decode()
