"""The limits of the draft as a matrix: many edited at once, what others did meanwhile, who may."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from calendars.models import WorkCalendar
from tests.factories.staff import granted
from tests.fixtures import browser_of
from tests.support.rule_drafts import keys, limit, policy, seen, typed
from tickets.limits.enums import Unit
from tickets.limits.models import SlaKind, SlaPolicy, SlaTarget
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier

ORDER, MATRIX = "admin:rules_order", "admin:rules_matrix"


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


def test_the_matrix_is_asked_for_in_as_many_statements_whatever_its_size(
    admin, django_assert_num_queries
):
    with django_assert_num_queries(17):
        admin.get(reverse(MATRIX))
    ack, calendar = SlaKind.objects.get(code="ack"), WorkCalendar.objects.get(code="natural")
    for n in range(3):
        more = SlaPolicy.objects.create(name=f"规则{n}", order=1, customer_level="vip")
        SlaTarget.objects.create(
            policy=more, kind=ack, amount=n + 1, unit=Unit.MINUTE, calendar=calendar
        )
    with django_assert_num_queries(17):
        admin.get(reverse(MATRIX))


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


@pytest.mark.parametrize(
    "value",
    [
        "9" * 5000,
        '["' + "9" * 5000 + '","hour","natural",""]',
        "[" * 990,
        '["\\ud800","hour","natural",""]',
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
