"""Database away: every page says so in words with a request number and Retry-After, and heals by itself."""

from __future__ import annotations

import contextlib
import errno

import psycopg2
import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from aftersales import outages
from tests.fixtures import browser_of, reported

pytestmark = pytest.mark.django_db(transaction=True)

NOWHERE = {"HOST": "127.0.0.1", "PORT": "1"}


@contextlib.contextmanager
def database_away():
    """Nothing listens where the database is looked for, and the open connection breaks."""
    kept = {name: connection.settings_dict[name] for name in NOWHERE}
    connection.settings_dict.update(NOWHERE)
    connection.close()
    try:
        yield
    finally:
        connection.settings_dict.update(kept)
        connection.close()


def pages_of(ticket):
    return [
        "/",
        "/tickets/?view=all",
        f"/tickets/{ticket.number}/",
        "/plans/",
        "/knowledge/",
        "/inbox/",
        "/operations/",
        "/admin/",
        "/accounts/login/",
    ]


@pytest.mark.parametrize("who", ["manager", "admin"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_says_so_and_heals(cast, who, language):
    ticket = reported(cast, timezone.now())
    browser = browser_of(cast.staff[who])
    browser.raise_request_exception = False
    browser.cookies["django_language"] = language
    words = {"zh-hans": "数据库暂时没有响应", "en": "The database does not answer just now"}[
        language
    ]
    with database_away():
        for page in pages_of(ticket):
            answer = browser.get(page)
            text = answer.content.decode()
            assert (answer.status_code, answer["Retry-After"]) == (503, "10"), page
            assert words in text
            assert answer["X-Request-Id"] in text
            assert ticket.number not in text.replace(page, "")
        # Probes have no log-in.
        assert Client().get("/healthz").status_code == 200
        assert Client().get("/readyz").status_code == 503
    for page in pages_of(ticket):
        assert browser.get(page).status_code in (200, 302, 403, 404), page


def test_a_form_and_a_part_of_a_page_are_told_too(cast):
    browser = browser_of(cast.staff["manager"])
    browser.raise_request_exception = False
    with database_away():
        answer = browser.post("/tickets/new/", {"summary": "写了很久的话"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        part = browser.get("/inbox/count/", headers={"HX-Request": "true"})
        assert (part.status_code, part["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert "数据库暂时没有响应" in part.content.decode()


class Caused(psycopg2.OperationalError):
    """As the driver tells it, with a code."""

    def __init__(self, code):
        super().__init__("x")
        self.code = code

    @property
    def pgcode(self):
        return self.code


def failed(code):
    error = OperationalError("x")
    error.__cause__ = Caused(code)
    return error


@pytest.mark.parametrize(
    ("code", "is_away"),
    [
        (None, True),
        ("57P01", True),
        ("57P03", True),
        ("53300", True),
        ("08006", True),
        ("40P01", False),
        ("55P03", False),
        ("57014", False),
        ("53100", False),
    ],
)
def test_a_lock_or_a_slow_statement_is_no_outage(code, is_away):
    assert outages.is_database_away(failed(code)) == is_away
    assert outages.is_disk_full(failed(code)) == (code == "53100")


def test_other_faults_are_none():
    for error in (None, ValueError("x"), OSError(errno.ENOSPC, "x")):
        assert not outages.is_database_away(error)
