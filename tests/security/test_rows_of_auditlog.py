"""Rows of django-auditlog believe no header: the address is what our own proxies saw, and no mail is kept."""

from __future__ import annotations

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from accounts.addresses import NO_ADDRESS
from accounts.models import User
from customers.models import Channel
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db

DIRECT = "192.0.2.7"
FORGED = "198.51.100.1, 203.0.113.9"


@pytest.fixture
def root() -> User:
    return User.objects.create(
        username="root", email="root@example.com", is_superuser=True, is_staff=True
    )


def row_of_a_change(root: User, direct: str = DIRECT, **headers: str) -> LogEntry:
    """A superuser adds a channel; what django-auditlog keeps of it."""
    sent = {"code": "fair", "name": "展会", "direction": "both", "order": "9"}
    page = reverse("admin:customers_channel_add")
    answer = browser_of(root).post(page, sent, REMOTE_ADDR=direct, headers=headers)
    assert answer.status_code == 302, "control"
    return LogEntry.objects.get_for_object(Channel.objects.get(code="fair")).get()


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, DIRECT), (1, "203.0.113.9"), (2, "198.51.100.1"), (3, DIRECT)]
)
def test_the_address_is_the_one_that_the_outermost_of_our_proxies_saw(
    root: User, settings: Any, proxies: int, seen: str
) -> None:
    settings.PROXY_COUNT = proxies
    row = row_of_a_change(root, **{"X-Forwarded-For": FORGED})
    assert (row.remote_addr, row.actor) == (seen, root)


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "no address"},
        {"X-Forwarded-For": "2001:db8::1%eth0, ]["},
        {"X-Forwarded-Port": "99999999999"},
        {"X-Forwarded-Port": "-1"},
        {"X-Correlation-Id": "x" * 300},
        {"X-Correlation-Id": "somebody else"},
    ],
)
def test_no_header_keeps_a_change_from_being_written_or_is_kept(
    root: User, settings: Any, proxies: int, headers: dict[str, str]
) -> None:
    """Each of them is wider than its column, or no address."""
    settings.PROXY_COUNT = proxies
    row = row_of_a_change(root, **headers)
    assert row.remote_addr == DIRECT
    assert row.remote_port is None
    assert len(row.cid) == 16, "the id under which the log knows the request"


def test_a_desk_behind_a_socket_writes_its_rows_too(root: User) -> None:
    assert row_of_a_change(root, direct="").remote_addr == NO_ADDRESS


def test_the_mail_of_whoever_changes_something_is_not_kept(root: User) -> None:
    row = row_of_a_change(root)
    assert (row.actor, row.actor_email) == (root, None)
    assert "root@example.com" not in str(LogEntry.objects.filter(pk=row.pk).values())
