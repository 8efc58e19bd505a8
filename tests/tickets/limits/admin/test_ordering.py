"""The order of the rules on their page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.staff import granted
from tests.fixtures import browser_of
from tests.support.rule_drafts import keys, seen
from tickets.limits.models import (
    SlaPolicy,
)
from tickets.limits.queries import rulebooks as reading


def test_rules_change_places(admin):
    first, second = SlaPolicy.objects.filter(is_fallback=False)[:2]
    admin.post(reverse("admin:rules_move", args=[second.pk]), {"to": "up"})
    assert list(SlaPolicy.objects.filter(is_fallback=False)[:2]) == [second, first]
    admin.post(reverse("admin:rules_move", args=[second.pk]), {"to": "up"})
    assert SlaPolicy.objects.filter(is_fallback=False).first() == second


ORDER, MATRIX = "admin:rules_order", "admin:rules_matrix"


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


def test_who_may_change_rules_but_not_their_limits_orders_only(cast):
    browser, order = browser_of(granted("view_slapolicy", "change_slapolicy")), keys()
    assert browser.post(reverse(MATRIX), {"seen": seen()}).status_code == 403
    moved = {"seen": ",".join(map(str, order)), "order": ",".join(map(str, order[::-1]))}
    assert browser.post(reverse(ORDER), moved).status_code == 200
    assert keys() == order[::-1]
