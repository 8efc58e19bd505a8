"""Seats at the desk: a signed-in browser each. What a browser complains about fails the test that made it complain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from accounts.models import User
from demo import people
from demo.people import Cast
from tests.fixtures import until

expect.set_options(timeout=60_000)
BAD_ANSWER = re.compile(r"the server responded with a status of (\d+)")
IN_WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/121.0.6167.71 Mobile Safari/537.36 MicroMessenger/8.0.49 Language/zh_CN"
)
DESKTOP, PHONE = (1440, 900), (390, 844)
TELL_OF_CSP = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """The strength of the hash is not what a journey looks at, and hiring nine people would take four seconds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(transactional_db: None, quick_passwords: None) -> Cast:
    """The team, its customers and their devices."""
    return people.create_cast()


class Seats:
    """Opens browsers for people and keeps what they complain about. `expected` names answers that a test provokes."""

    def __init__(self, new_context: Callable[..., BrowserContext], address: str) -> None:
        self.new_context, self.address = new_context, address
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.expected: set[int] = set()

    def open(
        self,
        username: str,
        language: str = "zh-hans",
        theme: str = "light",
        size: tuple[int, int] = DESKTOP,
        **context: Any,
    ) -> Page:
        """The page of a person who is signed in already."""
        User.objects.filter(username=username).update(language=language, theme=theme)
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="accounts.backends.DeskBackend"
        )
        page = self.open_stranger(**context)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.address}]
        )
        return page

    def open_stranger(self, **context: Any) -> Page:
        """The page of somebody who has not signed in."""
        browser = self.new_context(base_url=self.address, **context)
        browser.set_default_timeout(60_000)
        browser.add_init_script(TELL_OF_CSP)
        self.contexts.append(browser)
        return self.watch(browser.new_page())

    def open_phone(self, *, has_scripts: bool = False) -> Page:
        """The same on a phone, in the browser of WeChat, without scripts unless it says so."""
        page = self.open_stranger(
            java_script_enabled=has_scripts, is_mobile=True, user_agent=IN_WECHAT
        )
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        return page

    def watch(self, page: Page) -> Page:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.context.on("page", lambda other: self.watch(other) if other != page else None)
        return page

    def leave(self) -> None:
        """Stop asking, and wait until every request that is on its way has been answered.

        The tables are emptied next: a page that still reads them would wait for them, and they
        for it.
        """
        for context in self.contexts:
            for page in context.pages:
                page.goto("about:blank")
        until(_is_database_at_rest, "the last requests of the browsers")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        answer = BAD_ANSWER.search(message.text)
        if not (answer and int(answer[1]) in self.expected):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def seats(
    transactional_db: None, new_context: Callable[..., BrowserContext], live_server: Any
) -> Iterator[Seats]:
    """Browsers for this test; in the end none of them may have complained."""
    seats = Seats(new_context, live_server.url)
    yield seats
    complaints = list(seats.complaints)
    seats.leave()
    assert complaints == []


def _is_database_at_rest() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return cursor.fetchone()[0] == 0
