"""A proxy before the desk that nobody has counted is told: everybody behind it shares the tries of a password."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import InboxItem
from operations.actions import watching
from operations.queries import health
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db

NEIGHBOURS = [
    "127.0.0.1",
    "10.0.0.7",
    "172.18.0.3",
    "192.168.1.1",
    "::1",
    "fd00::7",
    "::ffff:10.0.0.7",
    "",
]


def log_in(direct: str, forwarded: str = "203.0.113.9", name: str = "somebody") -> None:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    sent = {"username": name, "password": "wrong"}
    Client(REMOTE_ADDR=direct, **headers).post("/accounts/login/", sent)


def proxy_troubles() -> list[str]:
    seen = health.look_at_operation(timezone.now())
    return [one.sentence(seen.at) for one in health.list_troubles(seen) if one.kind == "proxy"]


@pytest.mark.parametrize("direct", NEIGHBOURS)
def test_a_log_in_that_a_neighbour_passed_on_is_noticed(direct: str) -> None:
    assert proxy_troubles() == []
    log_in(direct)
    (words,) = proxy_troubles()
    assert "PROXY_COUNT" in words


@pytest.mark.parametrize(
    ("direct", "forwarded"),
    [
        ("203.0.113.7", "198.51.100.1"),
        ("2606:4700::1", "198.51.100.1"),
        ("10.0.0.7", ""),
        ("10.0.0.7", " "),
    ],
)
def test_what_says_nothing_about_a_proxy_is_not(direct: str, forwarded: str) -> None:
    """A stranger writes the header as easily; a colleague in the same network sends none."""
    log_in(direct, forwarded)
    assert proxy_troubles() == []


def test_a_counted_proxy_is_none(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    log_in("10.0.0.7")
    settings.PROXY_COUNT = 0
    assert proxy_troubles() == []


def test_it_is_over_as_soon_as_somebody_counts_it(settings: Any) -> None:
    log_in("10.0.0.7")
    settings.PROXY_COUNT = 1
    assert proxy_troubles() == []


def test_it_is_told_once_in_the_log_and_to_administrators(cast: Any, caplog: Any) -> None:
    caplog.set_level(logging.WARNING, logger="accounts")
    for number in range(3):
        log_in("10.0.0.7", name=f"name{number}")
    assert len([one for one in caplog.records if "PROXY_COUNT" in one.getMessage()]) == 1
    now = timezone.now()
    notes = watching.watch_operation(at=now, watching_since=now)
    assert "proxy" in notes["open"]
    readers = InboxItem.objects.filter(dedupe_key__startswith="alarm:proxy:")
    assert sorted(readers.values_list("user__username", flat=True)) == ["admin", "manager"]
    watching.watch_operation(at=now + timedelta(minutes=1), watching_since=now)
    assert readers.count() == 2


def test_the_health_page_names_it(cast: Any) -> None:
    log_in("10.0.0.7")
    page = browser_of(cast.staff["admin"]).get("/operations/").content.decode()
    assert "PROXY_COUNT" in page
