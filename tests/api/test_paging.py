"""A place in a list says nothing of another list, nor of one that is narrowed otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from demo.people import Cast
from tests.fixtures import reported
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    return [reported(cast, timezone.now()) for _n in range(3)]


def next_of(crm: ApiClient, path: str) -> str:
    found: str = crm.get(f"{path}{'&' if '?' in path else '?'}limit=1").json()["next"]
    assert found, path
    return found


def is_refused(crm: ApiClient, path: str, name: str = "cursor") -> bool:
    answer = crm.get(path)
    assert answer.status_code in (200, 422), answer.content.decode()
    if answer.status_code == 200:
        return False
    [error] = answer.json()["errors"]
    assert error["path"] == f"$.{name}"
    return True


@pytest.mark.usefixtures("tickets")
def test_a_cursor_goes_on_with_its_own_list_alone(crm: ApiClient) -> None:
    crm.post("customers/", {"name": "远帆贸易"})
    cursor = next_of(crm, "tickets/")
    assert not is_refused(crm, f"tickets/?cursor={cursor}&limit=2")
    back: Any = crm.get(f"tickets/?cursor={cursor}").json()["previous"]
    assert not is_refused(crm, f"tickets/?cursor={back}")
    # Their places are moments too, and codes; each would have been taken.
    for other in ("plans/", "surveys/", "history-imports/", "customers/", "channels/"):
        assert is_refused(crm, f"{other}?cursor={cursor}"), other
    assert is_refused(crm, f"channels/?cursor={next_of(crm, 'customers/')}")


@pytest.mark.usefixtures("tickets")
def test_a_cursor_goes_on_with_the_same_filters_alone(crm: ApiClient) -> None:
    narrowed = "tickets/?status=new&status=accepted&is_open=true"
    cursor = next_of(crm, narrowed)
    assert not is_refused(crm, f"tickets/?is_open=true&status=accepted&status=new&cursor={cursor}")
    for other in ("?", "?status=new&", "?status=new&status=closed&is_open=true&", "?is_open=true&"):
        assert is_refused(crm, f"tickets/{other}cursor={cursor}"), other
    assert is_refused(crm, f"{narrowed}&cursor={next_of(crm, 'tickets/')}")


def test_a_cursor_goes_on_with_the_same_ticket_alone(crm: ApiClient, tickets: list[Ticket]) -> None:
    first, second = tickets[:2]
    for number in (first.number, second.number):
        for _n in range(2):
            note = {"kind": "note", "body": "…"}
            assert crm.post(f"tickets/{number}/messages/", note).status_code == 201
    for part in ("messages", "ledger"):
        cursor = next_of(crm, f"tickets/{first.number}/{part}/")
        assert not is_refused(crm, f"tickets/{first.number}/{part}/?cursor={cursor}")
        assert is_refused(crm, f"tickets/{second.number}/{part}/?cursor={cursor}")
    assert is_refused(crm, f"tickets/{first.number}/messages/?cursor={cursor}")


@pytest.mark.parametrize("written", ["x", ".", "..", "AAAA.x", "%00", "…"])
def test_what_is_no_cursor_is_refused(crm: ApiClient, written: str) -> None:
    assert crm.get(f"tickets/?cursor={written}").status_code in (400, 422)


def test_a_mark_of_changes_goes_on_with_its_own_kind_alone(crm: ApiClient) -> None:
    marks = {kind: crm.get(f"{kind}/changes/").json()["after"] for kind in ("tickets", "customers")}
    for kind in marks:
        for other, mark in marks.items():
            refused = is_refused(crm, f"{kind}/changes/?after={mark}", "after")
            assert refused is (kind != other)
    for written in ("x", "", "1-2-3", "-ticket-", "1-ticket-x"):
        assert is_refused(crm, f"tickets/changes/?after={written}", "after"), written
    # Before marks named what they follow: nobody knows of which list such a one is.
    database, _kind, position = marks["tickets"].split("-")
    assert crm.get(f"tickets/changes/?after={database}-{position}").status_code == 410
