"""Wordings and messages in the administration."""

from __future__ import annotations

from django.urls import reverse

from notifications.actions import tell
from notifications.enums import OutboxState, Topic
from notifications.models import MessageTemplate, Outbox
from tests.factories.notices import MONDAY, notice, states
from tests.fixtures import browser_of


def test_unknown_variables_are_refused_by_name(cast):
    template = MessageTemplate.objects.get(topic=Topic.ASSIGNED)
    template.body_en = "Hello {nmae}, {by.password} and a loose { brace"
    browser = browser_of(cast.staff["admin"])
    url = reverse("admin:notifications_messagetemplate_change", args=[template.pk])
    sent = {
        name: getattr(template, name) for name in ("subject_zh", "body_zh", "subject_en", "body_en")
    }
    answer = browser.post(url, sent)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "{nmae}" in text
    assert "{by.password}" in text
    assert "{number}" in text
    template.refresh_from_db()
    assert "nmae" not in template.body_en
    answer = browser.post(url, {**sent, "body_en": "Hello {name}"})
    assert answer.status_code == 302


def test_the_administrator_sends_a_dead_message_again(cast, sink):
    tell.notify([notice(cast.staff["engineer"])])
    Outbox.objects.update(state=OutboxState.DEAD, attempts=8, ended_at=MONDAY)
    browser = browser_of(cast.staff["admin"])
    url = reverse("admin:notifications_outbox_changelist")
    assert (
        "202603-00001" not in browser_of(cast.staff["agent"]).get(url, follow=True).content.decode()
    )
    answer = browser.post(
        url, {"action": "send_again", "_selected_action": [Outbox.objects.get().pk]}, follow=True
    )
    assert answer.status_code == 200
    assert states() == [OutboxState.PENDING]
