"""The pages of the rules."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.factories.rulebooks import general_ack
from tests.support.rule_drafts import keys, limit, policy
from tickets.limits.enums import StepRole, Unit
from tickets.limits.models import SlaPolicy, SlaTarget
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


def rule_form(admin, rule: SlaPolicy) -> str:
    return admin.get(reverse("admin:tickets_slapolicy_change", args=[rule.pk])).content.decode()


def promised(tier: Tier) -> SlaTarget:
    """The limit of a rule that ends when it was promised."""
    return policy(tier).targets.get(kind__is_moment=True)


def test_a_promised_time_has_no_length_of_its_own_on_any_page(admin):
    target = promised(Tier.URGENT)
    pages = [
        rule_form(admin, target.policy),
        admin.get(reverse("admin:tickets_slatarget_change", args=[target.pk])).content.decode(),
        admin.get(reverse("admin:tickets_slatarget_delete", args=[target.pk])).content.decode(),
        admin.get(reverse("admin:tickets_slatarget_changelist")).content.decode(),
        admin.get(reverse("admin:tickets_slapolicy_changelist")).content.decode(),
    ]
    assert all("按承诺时间" in page for page in pages[:4])
    assert not any("1 分钟" in page for page in pages)
    assert str(target) == f"{target.kind} 按承诺时间"


def test_other_lengths_are_shown_whole_in_their_own_unit(admin):
    target = limit(Tier.GENERAL, "respond")
    for amount, unit, words in (
        (90, Unit.MINUTE, "90 分钟"),
        (36, Unit.HOUR, "36 小时"),
        (1, Unit.WORKDAY, "1 个工作日"),
        (7, Unit.CALENDAR_DAY, "7 个自然日"),
    ):
        SlaTarget.objects.filter(pk=target.pk).update(amount=amount, unit=unit)
        shown = SlaTarget.objects.get(pk=target.pk)
        assert str(shown).endswith(f" {words}")
        page = rule_form(admin, shown.policy)
        assert words in page
        field = re.search(r'name="targets-\d+-amount" value="(\d+)"[^>]*>', page)
        assert field, page


def test_the_offset_of_a_step_says_its_unit(admin):
    target = limit(Tier.GENERAL, "respond")
    step = target.steps.create(share=100, offset_minutes=-30, level=1, role=StepRole.MANAGER)
    assert str(step) == "100 % − 30 分钟 → 售后经理"
    step.offset_minutes = 240
    assert str(step) == "100 % + 240 分钟 → 售后经理"


def sent_of(rule: SlaPolicy, **changes: str) -> dict[str, str]:
    """The form of a rule as it is sent, with its targets."""
    targets = list(rule.targets.all())
    sent = {
        "name": rule.name,
        "tier": rule.tier,
        "priority": rule.priority,
        "business_type": rule.business_type,
        "is_active": "on",
        "targets-TOTAL_FORMS": str(len(targets)),
        "targets-INITIAL_FORMS": str(len(targets)),
    }
    for n, target in enumerate(targets):
        sent |= {
            f"targets-{n}-id": str(target.pk),
            f"targets-{n}-policy": str(rule.pk),
            f"targets-{n}-kind": str(target.kind_id),
            f"targets-{n}-amount": str(target.amount),
            f"targets-{n}-unit": target.unit,
            f"targets-{n}-calendar": str(target.calendar_id),
            f"targets-{n}-pause_reasons": target.pause_reasons,
        }
    return {**sent, **changes}


def test_a_rule_with_a_promised_time_is_saved_without_a_length_for_it(admin):
    rule = policy(Tier.URGENT)
    targets = list(rule.targets.all())
    place = targets.index(promised(Tier.URGENT))
    other = next(n for n, one in enumerate(targets) if not one.kind.is_moment)
    path = reverse("admin:tickets_slapolicy_change", args=[rule.pk])
    answer = admin.post(path, sent_of(rule, **{f"targets-{place}-amount": ""}))
    assert answer.status_code == 302, answer.content.decode()
    assert promised(Tier.URGENT).amount == 1
    answer = admin.post(path, sent_of(rule, **{f"targets-{other}-amount": ""}))
    assert answer.status_code == 200
    assert "这个字段是必填项" in answer.content.decode()
