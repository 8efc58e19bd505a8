"""The page after a restore: how many messages wait, and the button for who may send them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.enums import Role
from notifications.actions.pausing import pause_outbox
from notifications.models import Outbox, OutboxPause
from operations.queries import health
from tests.factories.operations import HOUR, MINUTE, heartbeat, message, now
from tests.fixtures import browser_of

PAGE, RELEASE = "/operations/", "/operations/outbox/release/"


@pytest.fixture
def keeper(cast):
    """An administrator who may see jobs and send messages again."""
    wanted = ["view_jobrun", "view_outbox", "change_outbox"]
    Group.objects.get(name=Role.ADMIN).permissions.add(
        *Permission.objects.filter(codename__in=wanted)
    )
    cast.staff["admin"].language = "en"
    cast.staff["admin"].save()
    heartbeat()
    return cast.staff["admin"]


@pytest.fixture
def paused(cast, keeper):
    """Restored half an hour ago: two messages came with the backup, one was written since."""
    for n in (1, 2):
        message(cast.staff["agent"], n, created_at=now() - HOUR, next_at=now() - HOUR)
    pause_outbox(restored_from="a.tar", at=now() - 30 * MINUTE)
    message(cast.staff["agent"], 3)


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_page_tells_it_and_offers_the_button_to_who_may(keeper, paused, cast):
    page = browser_of(keeper).get(PAGE)
    assert "No message leaves since this desk was restored." in text_of(page)
    assert "3 messages wait." in text_of(page)
    assert "All systems are working." not in text_of(page)
    assert page.text.count(f'action="{RELEASE}"') == 1

    Group.objects.get(name=Role.MANAGER).permissions.add(
        Permission.objects.get(codename="view_jobrun")
    )
    manager = cast.staff["manager"]
    assert RELEASE not in browser_of(manager).get(PAGE).text
    assert browser_of(manager).post(RELEASE).status_code == 404
    assert OutboxPause.objects.exists()
    assert browser_of(keeper).get(RELEASE).status_code == 405


@pytest.mark.parametrize(("form", "left"), [({}, 3), ({"discard": "1"}, 1)])
def test_the_button_sends_all_or_only_what_is_new(keeper, paused, form, left):
    browser = browser_of(keeper)
    page = browser.post(RELEASE, form, follow=True)
    assert f"{left} wait" in text_of(page)
    assert not OutboxPause.objects.exists()
    assert Outbox.objects.filter(state="pending").count() == left
    again = browser.post(RELEASE, form, follow=True)
    assert "somebody else released them" in text_of(again)


def test_the_watch_tells_of_the_pause_and_not_of_messages_that_wait(keeper, paused, client):
    at = now()
    troubles = health.list_troubles(health.look_at_operation(at))
    assert [trouble.kind for trouble in troubles] == ["paused"]
    assert client.get("/readyz").json()["checks"]["outbox"]["state"] == "warning"
    assert troubles[0].since < at - timedelta(minutes=29)
