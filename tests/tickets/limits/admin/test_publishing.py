"""The pages from the draft to the published rules, and their history."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.rulebooks import general_ack
from tests.fixtures import browser_of, moment, reported
from tests.support.rule_drafts import limit
from tickets.limits.enums import Unit
from tickets.limits.models import (
    SlaRulebook,
    SlaTarget,
    TermsChange,
)
from tickets.limits.queries import rulebooks as reading
from tickets.record.enums import Tier

MONDAY = moment("2026-03-16 10:00")


def test_from_the_draft_to_the_published_rule_in_the_browser(cast, admin):
    reported(cast, MONDAY)
    general_ack(amount=30, unit=Unit.MINUTE)
    url = reverse("admin:rules_publish")
    page = admin.get(url)
    assert "30 分钟" in page.content.decode()
    assert admin.get(reverse("admin:rules_replay")).status_code == 200
    assert admin.get(reverse("admin:terms_preview")).status_code == 200
    assert admin.post(url, {"reason": "", "seen": page.context["fingerprint"]}).status_code == 422
    answer = admin.post(
        url,
        {"reason": "加快首次响应", "apply_running": "on", "seen": page.context["fingerprint"]},
        follow=True,
    )
    assert answer.redirect_chain
    assert TermsChange.objects.get().reason == "加快首次响应"
    history = admin.get(reverse("admin:rules_history")).content.decode()
    assert "加快首次响应" in history
    assert admin.post(reverse("admin:rules_restore", args=[1]), follow=True).status_code == 200
    assert reading.draft_data() == SlaRulebook.objects.get(number=1).data


@pytest.mark.parametrize(
    "name",
    [
        "rules_publish",
        "rules_history",
        "rules_bench",
        "rules_replay",
        "terms_preview",
        "terms_apply",
        "terms_publish",
    ],
)
def test_nobody_else_opens_these_pages(cast, name):
    for person in ("supervisor", "manager", "agent"):
        assert browser_of(cast.staff[person]).get(reverse(f"admin:{name}")).status_code in (
            302,
            403,
            404,
        )


def test_going_back_names_what_of_the_draft_is_lost(admin):
    SlaTarget.objects.filter(pk=limit(Tier.URGENT, "ack").pk).update(amount=15)
    page = admin.get(reverse("admin:rules_history"))
    assert len(page.context["unpublished"]) == 1
    assert page.context["unpublished"][0].split("→")[-1].strip() in page.content.decode()
