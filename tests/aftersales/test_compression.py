"""Pages leave compressed, files as they are, and no secret can be guessed from the length."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.fixtures import browser_of, reported, small_cast
from tests.support.site_map import QUERIES

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'"X-CSRFToken": "(\w+)"')


@pytest.fixture
def cast():
    return small_cast()


def packed(browser: Client, path: str, **headers: str) -> HttpResponse:
    return browser.get(path, headers={"Accept-Encoding": "gzip", **headers})


def unpacked(answer: HttpResponse) -> str:
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    return gzip.decompress(answer.content).decode()


@pytest.mark.parametrize(
    "path", ["/accounts/password/", "/tickets/?view=all", "/tickets/filters/?view=all", "/no-such/"]
)
def test_a_page_and_its_parts_leave_compressed(cast, path: str) -> None:
    browser = browser_of(cast.staff["manager"])
    answer = packed(browser, path)
    plain = browser.get(path)
    assert "Content-Encoding" not in plain.headers
    assert len(answer.content) < len(plain.content) / 2
    assert len(unpacked(answer)) == len(plain.content.decode())
    for one in (answer, plain):
        assert "Accept-Encoding" in one.headers["Vary"]


def test_files_and_figures_leave_as_they_are(cast) -> None:
    reported(cast, timezone.now())
    browser = browser_of(cast.staff["manager"])
    for path in (
        f"/tickets/export/{QUERIES['tickets:export']}",
        "/accounts/session/",
        "/healthz",
    ):
        answer = packed(browser, path)
        assert answer.status_code == 200, path
        assert "Content-Encoding" not in answer.headers, path


def test_the_length_of_a_page_tells_nothing_about_a_secret(cast) -> None:
    """BREACH: the token is masked anew in every answer, and lengths vary by chance."""
    browser = browser_of(cast.staff["manager"])
    pages = [packed(browser, "/tickets/?view=all&q=secret") for _ in range(40)]
    tokens = [TOKEN.search(unpacked(page))[1] for page in pages]
    assert len(set(tokens)) == len(tokens)
    assert len({len(page.content) for page in pages}) > 20


def test_no_foreign_page_can_make_a_browser_ask(cast) -> None:
    """The other half of the answer to BREACH: an address of another site sends no session along."""
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"
