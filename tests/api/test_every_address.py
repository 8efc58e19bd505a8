"""Every address and method of the interface: without a token, with a log-in, with a token that
opens nothing, and with one whose person has no rights. Nothing is learnt, nothing is written.

Made from the URLconf, so that a new address is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from drf_spectacular.generators import EndpointEnumerator

from accounts.enums import TokenScope
from accounts.models import User
from demo.people import Cast
from tests.support.all_rows import changed_tables, digests_of_tables
from tests.support.api_client import ApiClient

# What every token opens.
OPEN = {"/api/v1/me/"}

# What no token opens: the sender signs.
SIGNED = {"/api/v1/inbound/monitor/"}

# Uses are counted, and what is followed is numbered, whoever asks.
COUNTED = {"accounts_tokenuse", "api_rowchange", "api_feedentry"}

# Lists of one's own, which are empty for somebody who sees nothing.
EMPTY_LISTS = re.compile(
    r"^/api/v1/(customers|assets|product-models|tickets|surveys|plans|articles|history-imports"
    r"|channels|issue-types|cause-codes|limit-kinds|departments|colleagues"
    r"|low-score-reasons"
    r"|webhooks)/(changes/)?$"
)


def examples_of(cast: Cast, crm: ApiClient) -> dict[str, str]:
    """Things that are there."""
    customer = next(iter(cast.customers.values()))
    body = {"channel": "phone", "summary": "电机异响", "customer": customer.code}
    number = crm.post("tickets/", body).json()["number"]
    return {
        "code": customer.code,
        "number": number,
        "pk": str(customer.contacts.get().pk),
        "phone": "13800000000",
        "serial": "SN-1",
        "key": "accept",
        "month": "2026-10",
        "part": "stages",
        "part_key": "1.1",
        "file_id": "00000000-0000-4000-8000-000000000000",
        "consent_pk": "1",
        "item": "1",
        "batch": "1",
        "source": "monitor",
        "webhook": "1",
        "event": f"evt_{'0' * 32}",
    }


def addresses(examples: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each path, filled in, with each of its methods."""
    for path, _regex, method, _view in EndpointEnumerator().get_api_endpoints():
        if path.startswith("/api/v1/"):
            yield method, re.sub(r"\{(\w+)\}", lambda found: examples[found[1]], path)


@pytest.fixture
def asked(cast: Cast, crm: ApiClient) -> list[tuple[str, str]]:
    found = list(addresses(examples_of(cast, crm)))
    assert len(found) > 40
    return found


def answers(crm: ApiClient, asked: list[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """What each address says, and that nothing was written."""
    before = digests_of_tables()
    for method, path in asked:
        body = None if method == "GET" else {}
        answer = crm.ask(method, path.removeprefix("/api/v1/"), body)
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"].startswith("application/problem+json"), path
        yield method, path, answer.status_code
    assert set(changed_tables(before)) <= COUNTED


def test_without_a_token_there_is_only_401(crm: ApiClient, asked: list[tuple[str, str]]) -> None:
    crm.key = "desk_0000"
    assert {status for _method, _path, status in answers(crm, asked)} == {401}


def test_a_log_in_opens_nothing(cast: Cast, asked: list[tuple[str, str]]) -> None:
    browser = Client()
    browser.force_login(cast.staff["manager"], backend="accounts.backends.DeskBackend")
    for method, path in asked:
        assert browser.generic(method, path).status_code == 401, path


def test_a_token_without_the_scope(cast: Cast, asked: list[tuple[str, str]]) -> None:
    narrow = ApiClient(cast.staff["manager"], [TokenScope.PII])
    for method, path, status in answers(narrow, asked):
        expected = 401 if path in SIGNED else 200 if path in OPEN else 403
        assert status == expected, (method, path)


def test_a_person_without_rights(cast: Cast, asked: list[tuple[str, str]]) -> None:
    nobody = User.objects.create(username="nobody", display_name="无权限")
    for method, path, status in answers(ApiClient(nobody), asked):
        if path in OPEN or (method == "GET" and EMPTY_LISTS.match(path)):
            assert status == 200, path
        elif method == "GET":
            assert status == 404, path
        elif path in SIGNED:
            assert status == 401, path
        else:
            assert status in (403, 404), (method, path)
