"""What the customer is asked for, and the customer's word, over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories.worked_tickets import cast, fixed, processing
from tests.support.api_client import ApiClient
from tests.support.stored_files import PNG
from tests.tickets.world import ticket_at
from tickets.record.models import Ticket
from tickets.work.models import Confirmation, CooperationItem

__all__ = ["cast"]
pytestmark = pytest.mark.django_db

NEEDED = "2099-01-05T18:00:00+08:00"


@pytest.fixture
def worked_on(cast: Any) -> Ticket:
    """A ticket that is in work."""
    return processing(cast, ticket_at(cast, "2026-03-16 09:00"), "2026-03-16 09:30").ticket


@pytest.fixture
def waiting(cast: Any) -> Ticket:
    """A ticket whose customer is to confirm."""
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00"), "2026-03-16 09:30")
    return fixed(play, "2026-03-16 11:00")


def ask(client: ApiClient, ticket: Ticket, **more: Any) -> HttpResponse:
    body = {"contents": ["远程账号：管理员权限", "铭牌照片"], "need_by": NEEDED, **more}
    return client.post(f"tickets/{ticket.number}/cooperation/", body)


def test_asked_for_ticked_off_and_dropped(crm: ApiClient, worked_on: Ticket) -> None:
    path = f"tickets/{worked_on.number}/cooperation/"
    made = ask(crm, worked_on, is_blocking=True)
    assert made.status_code == 201, made.content.decode()
    account, picture = made.json()
    assert (account["content"], account["requirement"]) == ("远程账号", "管理员权限")
    assert account["is_open"] and account["is_blocking"] and account["asked_by"] == "supervisor"
    assert crm.get(f"tickets/{worked_on.number}/").json()["status"] == "waiting_customer"
    done = crm.post(f"{path}{account['id']}/done/")
    assert (done.status_code, done.json()["done_by"]) == (200, "supervisor")
    again = crm.post(f"{path}{account['id']}/drop/")
    assert again.json() == done.json(), "a second time changes nothing"
    assert crm.post(f"{path}{picture['id']}/drop/").json()["dropped_at"]
    assert crm.get(f"tickets/{worked_on.number}/").json()["status"] == "processing"
    assert [one["is_open"] for one in crm.get(path).json()] == [False, False]
    assert crm.get(f"{path}{picture['id']}/").json()["content"] == "铭牌照片"
    kinds = [
        line["kind"] for line in crm.get(f"tickets/{worked_on.number}/ledger/").json()["results"]
    ]
    assert {"asked_for", "provided", "not_needed"} <= set(kinds)


def test_refused_in_the_words_of_the_page(crm: ApiClient, cast: Any, worked_on: Ticket) -> None:
    past = ask(crm, worked_on, need_by="2026-03-16T09:00:00+08:00")
    assert (past.status_code, past.json()["errors"][0]["path"]) == (409, "$.need_by")
    lines = ask(crm, worked_on, contents=["一\n二"])
    assert lines.json()["errors"][0]["path"] == "$.contents[0]"
    long = ask(crm, worked_on, contents=["字" * 201])
    assert long.status_code == 422
    assert ask(crm, worked_on, surprise=1).json()["errors"][0]["code"] == "unknown_field"
    # Where the page offers no wait, to say no to it is no mistake.
    Ticket.objects.filter(pk=worked_on.pk).update(status="new")
    assert ask(crm, worked_on, is_blocking=True).json()["errors"][0]["path"] == "$.is_blocking"
    assert ask(crm, worked_on, is_blocking=False, sends=False).status_code == 201


def test_asked_once_with_one_key(crm: ApiClient, worked_on: Ticket) -> None:
    body = {"contents": ["铭牌照片"], "need_by": NEEDED}
    path = f"tickets/{worked_on.number}/cooperation/"
    first, again = crm.post(path, body, key="c-1"), crm.post(path, body, key="c-1")
    assert first.json() == again.json() and CooperationItem.objects.count() == 1
    stale = crm.post(path, body, If_Match='"1"')
    assert stale.status_code == 412


def test_who_may_not_and_who_does_not_see(crm: ApiClient, cast: Any, worked_on: Ticket) -> None:
    item = ask(crm, worked_on).json()[0]["id"]
    path = f"tickets/{worked_on.number}/cooperation/"
    for person in cast.staff.values():
        client = ApiClient(person)
        sees = client.get(f"tickets/{worked_on.number}/").status_code == 200
        assert client.get(path).status_code == (200 if sees else 404), person.username
        may = person.has_perm("tickets.contact_ticket")
        expected = 404 if not sees else 409 if may else 403
        past = ask(client, worked_on, need_by="2026-03-16T09:00:00+08:00").status_code
        assert past == expected, person.username
        if not (sees and may):
            assert client.post(f"{path}{item}/done/").status_code == expected
    other = ticket_at(cast, "2026-03-17 09:00")
    assert crm.post(f"tickets/{other.number}/cooperation/{item}/done/").status_code == 404
    assert CooperationItem.objects.get(pk=item).is_open


def test_without_names_nobody_is_named(cast: Any, worked_on: Ticket) -> None:
    crm = ApiClient(cast.staff["supervisor"])
    ask(crm, worked_on, person="欧阳娜娜")
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    shown = blind.get(f"tickets/{worked_on.number}/cooperation/").json()
    assert {one["person"] for one in shown} == {"欧*"}


def confirm(client: ApiClient, ticket: Ticket, key: str = "", **sent: Any) -> HttpResponse:
    """As a form, with the scan."""
    headers = {"Authorization": f"Bearer {client.key}"}
    if key:
        headers["Idempotency-Key"] = key
    path = f"/api/v1/tickets/{ticket.number}/confirmations/"
    return client.client.post(path, sent, headers=headers)


def test_a_word_by_phone(crm: ApiClient, waiting: Ticket) -> None:
    path = f"tickets/{waiting.number}/confirmations/"
    said = {"result": "solved", "mode": "callback", "score": 5, "signer": "张敏"}
    made = crm.post(path, said, key="w-1")
    assert made.status_code == 201, made.content.decode()
    assert (made.json()["score"], made.json()["by"], made.json()["signature"]) == (
        5,
        "supervisor",
        None,
    )
    assert crm.post(path, said, key="w-1").json() == made.json()
    assert crm.get(path).json() == [made.json()]
    assert crm.get(f"tickets/{waiting.number}/").json()["status"] == "resolved"
    assert crm.post(path, said).status_code == 409


def test_a_word_on_paper_needs_its_scan(crm: ApiClient, cast: Any, waiting: Ticket) -> None:
    said = {"result": "solved", "mode": "offline", "signer": "张敏"}
    without = crm.post(f"tickets/{waiting.number}/confirmations/", said)
    assert without.json()["errors"][0]["path"] == "$.signature"
    wrong = confirm(crm, waiting, **said, scan=SimpleUploadedFile("单.png", PNG))
    assert wrong.json()["errors"][0]["path"] == "$.scan"
    bad = confirm(crm, waiting, **said, signature=SimpleUploadedFile("单.exe", b"MZ\0\0"))
    assert (bad.status_code, bad.json()["errors"][0]["path"]) == (422, "$.signature")
    assert not Confirmation.objects.exists() and not waiting.attachments.exists()
    made = confirm(crm, waiting, "p-1", **said, signature=SimpleUploadedFile("单.png", PNG))
    assert made.status_code == 201, made.content.decode()
    # With other words it is another request.
    other = {**said, "remark": "别的"}
    again = confirm(crm, waiting, "p-1", **other, signature=SimpleUploadedFile("单.png", PNG))
    assert (again.status_code, again.json()["code"]) == (422, "key_reused")
    facts = made.json()["signature"]
    assert (facts["size"], facts["kind"], facts["content_type"]) == (len(PNG), "scan", "image/png")
    content = crm.get(facts["url"].removeprefix("/api/v1/"))
    assert b"".join(content.streaming_content) == PNG
    stranger = ApiClient(cast.staff["sales"])
    assert stranger.get(facts["url"].removeprefix("/api/v1/")).status_code == 404


def test_json_is_no_larger_where_files_may_be(
    crm: ApiClient, waiting: Ticket, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    path = f"tickets/{waiting.number}/confirmations/"
    answer = crm.post(path, {"mode": "callback", "remark": "长" * 400})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_online_is_the_customers_own_step(crm: ApiClient, cast: Any, waiting: Ticket) -> None:
    answer = crm.post(f"tickets/{waiting.number}/confirmations/", {"mode": "online"})
    assert answer.json()["errors"][0]["path"] == "$.mode"
    nobody = ApiClient(cast.staff["trainer"])
    assert nobody.post(f"tickets/{waiting.number}/confirmations/").status_code == 404
