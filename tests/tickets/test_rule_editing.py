"""Editing the draft of the rules: the order as a whole, limits of many rules at once, what others did meanwhile, who may."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from calendars.models import WorkCalendar
from customers.models import Channel
from tests.fixtures import at_once, browser_of, small_cast
from tickets.limits.actions import rulebooks
from tickets.limits.enums import Unit
from tickets.limits.models import SlaKind, SlaPolicy, SlaTarget
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier

ORDER, MATRIX = "admin:rules_order", "admin:rules_matrix"


def keys() -> list[int]:
    return list(SlaPolicy.objects.filter(is_fallback=False).values_list("pk", flat=True))


def policy(tier: Tier) -> SlaPolicy:
    return SlaPolicy.objects.get(tier=tier)


def limit(tier: Tier, kind: str) -> SlaTarget:
    return SlaTarget.objects.get(policy__tier=tier, kind__code=kind)


def seen() -> str:
    return reading.fingerprint_of(reading.draft_data())


def typed(tier: Tier, kind: str, *parts: str) -> dict[str, str]:
    """The field of a cell: amount, unit, calendar, after reopening; nothing for no limit."""
    return {f"limit-{policy(tier).pk}-{kind}": json.dumps(parts) if parts else ""}


@pytest.fixture
def admin(cast):
    return browser_of(cast.staff["admin"])


# --- the order ------------------------------------------------------------------------------------------------------


def test_the_whole_order_is_saved(admin):
    first, second, third = keys()
    sent = {"seen": f"{first},{second},{third}", "order": f"{third},{first},{second}"}
    answer = admin.post(reverse(ORDER), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.templates[0].name.endswith("_draft.html")
    assert keys() == [third, first, second]
    assert f'value="{third},{first},{second}"' in answer.content.decode(), (
        "the next order starts from this one"
    )
    assert SlaPolicy.objects.last().is_fallback
    admin.post(
        reverse(ORDER), {"seen": f"{third},{first},{second}", "order": f"{first},{second},{third}"}
    )
    assert reading.draft_data() == reading.newest_rulebook().data, (
        "the way back leaves no difference"
    )


@pytest.mark.parametrize("order", ["", "1,1,1", "x", "1,2", "999999"])
def test_an_order_of_other_rules_moves_nothing(admin, order):
    before = keys()
    answer = admin.post(reverse(ORDER), {"seen": ",".join(map(str, before)), "order": order})
    assert answer.status_code == 409
    assert keys() == before


def test_an_order_of_a_list_that_grew_moves_nothing(admin):
    before = keys()
    SlaPolicy.objects.create(name="新规则", order=5, customer_level="vip")
    answer = admin.post(
        reverse(ORDER),
        {"seen": ",".join(map(str, before)), "order": ",".join(map(str, before[::-1]))},
    )
    assert answer.status_code == 409
    assert keys()[1:] == before
    assert "新规则" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_once_one_wins_whole():
    small_cast()
    first, second, third = keys()
    orders = [[third, second, first], [second, third, first]]
    outcomes = at_once(
        2, lambda n: rulebooks.reorder_rules(wanted=orders[n], seen=[first, second, third])
    )
    (winner,) = [n for n, outcome in enumerate(outcomes) if outcome is None]
    assert isinstance(outcomes[1 - winner], rulebooks.DraftChanged)
    assert keys() == orders[winner]


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


# --- the matrix -----------------------------------------------------------------------------------------------------


def test_every_limit_of_the_draft_stands_in_the_matrix(admin):
    page = admin.get(reverse(MATRIX))
    grid = page.context["grid"]
    assert [row.rule["name"] for row in grid.rows] == list(
        SlaPolicy.objects.values_list("name", flat=True)
    )
    assert [kind.code for kind in grid.kinds] == list(
        SlaKind.objects.values_list("code", flat=True)
    )
    assert sum(bool(cell.value) for cell in grid.cells) == SlaTarget.objects.count()
    (cell,) = [cell for cell in grid.cells if cell.name == f"{policy(Tier.URGENT).pk}-ack"]
    assert cell.in_words == ["10 分钟", WorkCalendar.objects.get(code="natural").name]


def test_limits_are_changed_added_and_taken_away_at_once(admin):
    steps = limit(Tier.URGENT, "ack").steps.count()
    answer = admin.post(
        reverse(MATRIX),
        {
            "seen": seen(),
            **typed(Tier.URGENT, "ack", "１５", "minute", "natural", "5"),
            **typed(Tier.URGENT, "respond", "4", "hour", "workdays", ""),
            **typed(Tier.GENERAL, "respond"),
        },
    )
    assert answer.status_code == 302
    row = limit(Tier.URGENT, "ack")
    assert (row.amount, row.unit, row.reopen_amount, row.steps.count()) == (
        15,
        Unit.MINUTE,
        5,
        steps,
    )
    made = limit(Tier.URGENT, "respond")
    assert (made.amount, made.unit, made.calendar.code) == (4, Unit.HOUR, "workdays")
    assert not SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="respond").exists()
    assert reading.newest_rulebook().number == 1, "a draft counts only once it is published"
    history = admin.get(
        reverse("admin:tickets_slapolicy_history", args=[policy(Tier.URGENT).pk])
    ).content.decode()
    assert "10 分钟 → 首次响应 15 分钟" in history


@pytest.mark.parametrize(
    "parts",
    [
        ("0", "minute", "natural", ""),
        ("-3", "minute", "natural", ""),
        ("2.5", "hour", "natural", ""),
        ("半", "hour", "natural", ""),
        ("100001", "hour", "natural", ""),
        ("9" * 30, "hour", "natural", ""),
        ("1", "hour", "natural", "0"),
        ("1", "fortnight", "natural", ""),
        ("1", "hour", "nowhere", ""),
        ("1", "calendar_day", "workdays", ""),
        ("1", "hour"),
    ],
)
def test_what_is_wrong_names_rule_and_column_and_saves_nothing(admin, parts):
    before = reading.draft_data()
    good = typed(Tier.URGENT, "ack", "7", "minute", "natural", "")
    answer = admin.post(
        reverse(MATRIX), {"seen": seen(), **good, **typed(Tier.GENERAL, "ack", *parts)}
    )
    assert answer.status_code == 422
    (cell,) = answer.context["grid"].wrong
    assert (cell.rule["name"], cell.kind.code, cell.value) == (
        "一般 / 低",
        "ack",
        json.dumps(parts),
    )
    assert cell.location in answer.content.decode()
    changed = {f"limit-{one.name}" for one in answer.context["grid"].cells if one.value != one.was}
    assert changed > set(good), "what was typed rightly stays typed too"
    assert reading.draft_data() == before


def test_a_stale_draft_is_told_with_both_texts_and_what_is_gone(admin):
    was = seen()
    gone = SlaPolicy.objects.create(name="临时", order=1, customer_level="vip")
    sent = {
        "seen": was,
        **typed(Tier.URGENT, "ack", "7", "minute", "natural", ""),
        f"was-{policy(Tier.URGENT).pk}-ack": '["10","minute","natural",""]',
        f"limit-{gone.pk}-ack": '["3","minute","natural",""]',
    }
    gone.delete()
    SlaTarget.objects.filter(pk=limit(Tier.URGENT, "ack").pk).update(amount=20)
    answer = admin.post(reverse(MATRIX), sent)
    grid = answer.context["grid"]
    assert answer.status_code == 409
    (cell,) = [cell for cell in grid.cells if cell.meanwhile]
    assert (cell.in_words[0], json.loads(cell.was)[0]) == ("7 分钟", "20")
    assert len(grid.lost) == 1 and "3 分钟" in grid.lost[0]
    assert limit(Tier.URGENT, "ack").amount == 20
    assert (
        admin.post(reverse(MATRIX), {**sent, "seen": answer.context["fingerprint"]}).status_code
        == 302
    )
    assert limit(Tier.URGENT, "ack").amount == 7


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


def test_the_matrix_is_asked_for_in_as_many_statements_whatever_its_size(
    admin, django_assert_num_queries
):
    with django_assert_num_queries(18):
        admin.get(reverse(MATRIX))
    ack, calendar = SlaKind.objects.get(code="ack"), WorkCalendar.objects.get(code="natural")
    for n in range(3):
        more = SlaPolicy.objects.create(name=f"规则{n}", order=1, customer_level="vip")
        SlaTarget.objects.create(
            policy=more, kind=ack, amount=n + 1, unit=Unit.MINUTE, calendar=calendar
        )
    with django_assert_num_queries(18):
        admin.get(reverse(MATRIX))


# --- who may --------------------------------------------------------------------------------------------------------


def granted(*rights: str) -> User:
    person = User.objects.create(username="auditor", email="auditor@example.com", is_staff=True)
    group = Group.objects.create(name="auditors")
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    person.groups.add(group)
    return person


def test_who_may_only_look_edits_nothing(cast):
    browser = browser_of(granted("view_slapolicy"))
    before, order = reading.draft_data(), keys()
    page = browser.get(reverse(MATRIX))
    assert page.status_code == 200 and "matrix-save" not in page.content.decode()
    assert (
        "rule-handle"
        not in browser.get(reverse("admin:tickets_slapolicy_changelist")).content.decode()
    )
    sent = {"seen": seen(), **typed(Tier.URGENT, "ack", "7", "minute", "natural", "")}
    assert browser.post(reverse(MATRIX), sent).status_code == 403
    moved = {"seen": ",".join(map(str, order)), "order": ",".join(map(str, order[::-1]))}
    assert browser.post(reverse(ORDER), moved).status_code == 403
    assert reading.draft_data() == before


def test_who_may_change_rules_but_not_their_limits_orders_only(cast):
    browser, order = browser_of(granted("view_slapolicy", "change_slapolicy")), keys()
    assert browser.post(reverse(MATRIX), {"seen": seen()}).status_code == 403
    moved = {"seen": ",".join(map(str, order)), "order": ",".join(map(str, order[::-1]))}
    assert browser.post(reverse(ORDER), moved).status_code == 200
    assert keys() == order[::-1]


def test_going_back_names_what_of_the_draft_is_lost(admin):
    SlaTarget.objects.filter(pk=limit(Tier.URGENT, "ack").pk).update(amount=15)
    page = admin.get(reverse("admin:rules_history"))
    assert len(page.context["unpublished"]) == 1
    assert page.context["unpublished"][0].split("→")[-1].strip() in page.content.decode()


def test_a_new_order_is_told_once_and_new_numbers_alone_are_no_change(cast):
    names, before = reading.RulebookNames(), reading.draft_data()
    first, second, *_rest = SlaPolicy.objects.filter(is_fallback=False).order_by("order", "pk")
    SlaPolicy.objects.update(order=F("order") * 3)
    assert reading.differences_between(before, reading.draft_data(), names) == []
    rulebooks.move_rule(first, is_up=False)
    (told,) = reading.differences_between(before, reading.draft_data(), names)
    assert told.index(second.name) < told.index(first.name)


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


@pytest.mark.parametrize(
    "value",
    [
        "9" * 5000,
        '["' + "9" * 5000 + '","hour","natural",""]',
        "[" * 990,
        '["\\ud800","hour","natural",""]',
        "\x00",
    ],
)
def test_nasty_cells_and_keys_are_refused_not_fallen_over(admin, value):
    sent = {"seen": seen(), f"limit-{policy(Tier.GENERAL).pk}-ack": value}
    assert admin.post(reverse(MATRIX), sent).status_code == 422
    assert admin.post(reverse(ORDER), {"order": value, "seen": value}).status_code in (
        302,
        409,
        200,
    )
    assert (
        admin.get(reverse("admin:core_auditentry_changelist"), {"action": value}).status_code == 200
    )
