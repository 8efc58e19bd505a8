"""The page of one's own settings."""

from __future__ import annotations

from datetime import time

from django.test import Client
from django.urls import reverse

from notifications.models import Preference
from tests.fixtures import browser_of


def test_the_settings_page_keeps_what_was_typed_and_names_the_field(cast):
    browser: Client = browser_of(cast.staff["agent"])
    page = reverse("notifications:settings")
    answer = browser.post(
        page, {"mail_topics": ["breach"], "digest": "daily", "quiet_from": "22:00"}
    )
    assert answer.status_code == 422
    assert "22:00" in answer.content.decode()
    answer = browser.post(
        page,
        {
            "mail_topics": ["breach"],
            "digest": "daily",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
        },
    )
    assert answer.status_code == 302
    stored = Preference.objects.get(user=cast.staff["agent"])
    assert (stored.mail_topics, stored.digest, stored.quiet_from, stored.quiet_until) == (
        ["breach"],
        "daily",
        time(22),
        time(7),
    )
