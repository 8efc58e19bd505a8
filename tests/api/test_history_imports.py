"""The history of another desk over REST: in batches, tried first, written once, and nothing fires."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from customers.models import Customer
from demo.people import Cast
from feedback.models import Survey
from notifications.models import InboxItem, Outbox
from tests.support.api_client import ApiClient
from tests.support.described_interface import described
from tickets.limits.actions import clocks
from tickets.record.models import Ticket
from tickets.transfer.domain.history.mapping import (
    FIELDS,
    REQUIRED,
    SECTIONS,
    TEXTS,
    WORDS,
    mapping_of,
)
from tickets.transfer.imports.history.known_mappings import shipped_mappings
from tickets.transfer.imports.history.uploads import work_on_histories
from tickets.transfer.models import HistoryBatch, HistoryUpload


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "Request": f"R-{number}",
        "Progress": "done",
        "Received": "2024-05-06T01:00:00Z",
        "First answer": "2024-05-06T01:10:00Z",
        "Solved": "2024-05-06T07:30:00Z",
        "Ended": "2024-05-07T02:00:00Z",
        "Came back": 0,
        "Company": "华启科技有限公司",
        "Asked by": "张敏",
        "Telephone": 13812345678,
        "Team": "客服部",
        "Handled by": None,
        "Via": "telephone",
        "Severity": "B",
        "Subject": "空压机无法启动；漏油；异响",
        "Text": "早班开机后\n无法启动",
        **more,
    }


def opened(crm: ApiClient, mapping: Any = "flatdesk") -> str:
    answer = crm.post("history-imports/", {"name": "旧系统", "mapping": mapping})
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["state"] == "open"
    return f"history-imports/{answer.json()['id']}/"


def send(crm: ApiClient, path: str, number: int, rows: list[Any], **more: Any) -> Any:
    return crm.ask("PUT", f"{path}batches/{number}/", {"rows": rows}, **more)


def worked(crm: ApiClient, path: str) -> dict[str, Any]:
    work_on_histories(at=timezone.now())
    found: dict[str, Any] = crm.get(path).json()
    return found


def test_from_batches_to_tickets(crm: ApiClient) -> None:
    path = opened(crm)
    assert send(crm, path, 2, [row(3), row(4, Progress="flying")]).status_code == 201
    told = crm.get(path).json()
    assert (told["batches"], told["rows"], told["missing_batches"]) == (1, 2, [1])
    assert "ETag" not in crm.get(path).headers, "its version is that of the mapping alone"
    early = crm.post(f"{path}close/", {"batches": 2})
    assert (early.status_code, early.json()["errors"][0]["path"]) == (409, "$.batches")
    assert send(crm, path, 1, [row(1), row(2)]).json()["rows"] == 2
    assert send(crm, path, 1, [row(1), row(2)]).status_code == 200
    assert send(crm, path, 1, [row(9)]).status_code == 409
    assert crm.post(f"{path}close/", {"batches": 2}).json()["state"] == "surveying"

    tried = worked(crm, path)
    assert (tried["state"], tried["error"]) == ("tried", "")
    assert tried["counts"] == {"created": 3, "unchanged": 0, "warned": 0, "refused": 1}
    refused = crm.get(f"{path}refused/", Accept_Language="zh-hans").json()
    assert refused["results"] == [
        {
            "batch": 2,
            "index": 1,
            "column": "Progress",
            "code": "unknown_status",
            "reason": "不是有效的处理状态",
        }
    ]
    assert (refused["next"], refused["is_complete"]) == (None, True)
    assert not Ticket.objects.exists()

    stale = crm.post(f"{path}start/", {"version": tried["version"] + 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "law_broken")
    for _twice in range(2):
        assert crm.post(f"{path}start/", {"version": tried["version"]}).status_code == 200
    done = worked(crm, path)
    assert (done["state"], done["counts"]["created"]) == ("done", 3)
    assert crm.get(f"{path}refused/").json()["results"][0]["index"] == 1
    ticket = Ticket.objects.get(number="R-1")
    assert (ticket.status, ticket.source, ticket.original_text) == (
        "closed",
        "import",
        "空压机无法启动；漏油；异响\n早班开机后\n无法启动",
    )
    assert HistoryUpload.objects.get().file is None
    assert all(batch.rows == [] for batch in HistoryBatch.objects.all())


def test_nothing_fires_and_nothing_is_doubled(crm: ApiClient) -> None:
    told_before = (Outbox.objects.count(), InboxItem.objects.count())
    for created in (2, 0):
        path = opened(crm)
        send(crm, path, 1, [row(1), row(2, Progress="in work", Solved=None, Ended=None)])
        crm.post(f"{path}close/", {"batches": 1})
        version = worked(crm, path)["version"]
        crm.post(f"{path}start/", {"version": version})
        assert worked(crm, path)["counts"]["created"] == created
    assert Ticket.objects.count() == 2
    clocks.sweep_clocks(at=timezone.now(), limit=100)
    assert (Outbox.objects.count(), InboxItem.objects.count()) == told_before
    assert not Survey.objects.exists()
    assert Customer.objects.filter(name="华启科技有限公司").count() == 1


def test_what_the_worker_found_is_told_in_the_language_of_whoever_asks(crm: ApiClient) -> None:
    assert crm.token.user.language == "zh-hans"
    english = {"Accept_Language": "en"}
    path = opened(crm)
    send(crm, path, 1, [row(1), row(2, Progress="flying"), row(3, Team="火星部", Odd="x")])
    crm.post(f"{path}close/", {"batches": 1}, **english)
    work_on_histories(at=timezone.now())
    tried = crm.get(path, **english).json()
    kinds = [(kind["column"], kind["code"], kind["reason"]) for kind in tried["refused"]]
    assert kinds == [("Progress", "unknown_status", "is not a known status")]
    assert crm.get(path).json()["refused"][0]["reason"] == "不是有效的处理状态"
    # Of the file as a whole: in the language in which it was asked for.
    reasons = {remark["value"]: remark["reason"] for remark in tried["remarks"]}
    assert reasons["Odd"] == "is not named by the mapping; it is not read"
    assert reasons["火星部"].startswith("is no department in use here")

    again = {"mapping": "servicenow", "version": tried["version"]}
    crm.post(f"{path}try/", again, **english)
    work_on_histories(at=timezone.now())
    assert crm.get(path, **english).json()["error"].startswith("These columns are missing: ")
    again["version"] += 1
    crm.post(f"{path}try/", again)
    assert worked(crm, path)["error"].startswith("缺少以下列：")


def test_lines_of_json(crm: ApiClient) -> None:
    path = opened(crm)
    lines = "\n".join(json.dumps(row(number)) for number in (1, 2)) + "\n"
    headers = {"Authorization": f"Bearer {crm.key}"}

    def put(body: str) -> Any:
        return crm.client.generic(
            "PUT",
            f"/api/v1/{path}batches/1/",
            body,
            content_type="application/x-ndjson",
            headers=headers,
        )

    kept = put(lines)
    assert (kept.status_code, kept.json()["rows"]) == (201, 2)
    assert send(crm, path, 1, [row(1), row(2)]).status_code == 200, "the same rows as JSON"


@pytest.mark.parametrize(
    ("body", "status", "line", "path"),
    [
        ('{"a": 1}\n{"a": ', 400, 2, "$"),
        ('\n\r\n{"a": 1}\n\nno', 400, 5, "$"),
        ('{"a": 1}\n{"b": 1, "b": 2}', 400, 2, "$.b"),
        ('{"a": 1}\n\n{"a": NaN}', 400, 3, "$.a"),
        ('{"a": 1}\n{"a": [1, {"c": "\\u0000"}]}', 400, 2, "$.a[1].c"),
        (f'{{"a": 1}}\n{"[" * 30}', 400, 2, "$"),
        (b'{"a": 1}\n{"a": "\xff"}', 400, 2, "$"),
        ('{"a": 1}\n\n{"a": [1]}', 422, 3, "$.a"),
        ('{"a": 1}\n{}', 422, 2, "$"),
        ("\n7", 422, 2, "$"),
        ("\n".join(['{"a": 1}'] * 2001), 422, None, "$"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    crm: ApiClient, body: str | bytes, status: int, line: int | None, path: str
) -> None:
    address = f"/api/v1/{opened(crm)}batches/1/"
    answer = crm.client.generic(
        "PUT",
        address,
        body,
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {crm.key}", "Accept-Language": "en"},
    )
    assert answer.status_code == status, answer.content.decode()
    [error] = answer.json()["errors"]
    assert (error.get("line"), error["path"]) == (line, path)
    if status == 400:
        assert answer.json()["detail"].startswith(f"Line {line}: ")
    assert not HistoryBatch.objects.exists()


def test_another_mapping_is_tried(crm: ApiClient) -> None:
    path = opened(crm, "servicenow")
    send(crm, path, 1, [row(1)])
    crm.post(f"{path}close/", {"batches": 1})
    failed = worked(crm, path)
    assert failed["state"] == "failed" and "number" in failed["error"]
    stale = crm.post(f"{path}try/", {"mapping": "flatdesk", "version": failed["version"] + 1})
    assert stale.status_code == 409
    again = {"mapping": "flatdesk", "version": failed["version"]}
    assert crm.post(f"{path}try/", again).json()["state"] == "trying"
    assert worked(crm, path)["counts"]["created"] == 1


def test_a_mapping_of_ones_own_and_a_guessed_one(crm: ApiClient) -> None:
    mapping = {
        "file": {"name": "CRM", "source": "crm"},
        "columns": {"number": "id", "state": "state", "reported_at": "created", "customer": "who"},
        "states": {"closed": "closed"},
        "texts": {"summary": ["title"]},
        "defaults": {"channel": "phone"},
    }
    rows = [
        {"id": 7, "state": "closed", "created": "2024-05-06T01:00:00Z", "who": "甲厂", "title": "x"}
    ]
    for given in ({"mapping": mapping}, {}):
        answer = crm.post("history-imports/", {"name": "CRM", **given})
        path = f"history-imports/{answer.json()['id']}/"
        send(crm, path, 1, rows)
        crm.post(f"{path}close/", {"batches": 1})
        told = worked(crm, path)
        assert told["mapping"]["columns"]["number"] == "id"
    unknown = crm.post("history-imports/", {"name": "CRM", "mapping": "nobody"})
    assert unknown.json()["errors"][0]["path"] == "$.mapping"
    assert "servicenow" in unknown.json()["errors"][0]["message"]
    for wrong in ({"columns": {"number": "id"}}, {"columns": "abc"}, 7, {"columns": {}, "x": 1}):
        answer = crm.post("history-imports/", {"name": "CRM", "mapping": wrong})
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([], "$.rows"),
        ([{}], "$.rows[0]"),
        ([{"a": 1}, {"a": [1]}], "$.rows[1].a"),
        ([{"a": {"b": 1}}], "$.rows[0].a"),
        ([{"  ": 1}], "$.rows[0]"),
        ([{"a": 1, " a": 2}], "$.rows[0]"),
        ([7], "$.rows[0]"),
        ({"a": 1}, "$.rows"),
        ([{"a": 1}] * 2001, "$.rows"),
    ],
)
def test_rows_that_cannot_be_read(crm: ApiClient, rows: Any, path: str) -> None:
    answer = send(crm, opened(crm), 1, rows)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path
    assert not HistoryBatch.objects.exists()


def test_given_up(crm: ApiClient) -> None:
    path = opened(crm)
    send(crm, path, 1, [row(1)])
    assert crm.ask("DELETE", path).status_code == 204
    assert crm.get(path).json()["state"] == "given_up"
    assert send(crm, path, 2, [row(2)]).status_code == 409


def test_what_a_mapping_names_is_described_as_it_is_read() -> None:
    schema = described("en")
    mapping = schema["components"]["schemas"]["MappingIn"]
    sections = mapping["properties"]
    assert set(sections) == SECTIONS
    assert set(sections["columns"]["properties"]) == FIELDS
    assert sections["columns"]["required"] == list(REQUIRED)
    assert set(sections["words"]["properties"]) == set(WORDS)
    assert set(sections["texts"]["properties"]) == set(TEXTS)
    law = Draft202012Validator({**mapping, "components": schema["components"]})
    for name, data in shipped_mappings().items():
        faults = [f"{one.json_path} {one.message}" for one in law.iter_errors(data)]
        assert not faults, (name, faults)
    for meaning in sections["states"]["additionalProperties"]["enum"]:
        columns = dict.fromkeys(REQUIRED, "x")
        assert mapping_of({"columns": columns, "states": {"word": meaning}}).states


@pytest.mark.parametrize("section", ["columns", "words", "texts"])
def test_names_that_are_not_described_are_refused(crm: ApiClient, section: str) -> None:
    columns = dict.fromkeys(REQUIRED, "x")
    mapping: dict[str, Any] = {"columns": columns}
    value: Any = {"columns": "y", "words": {"a": "b"}, "texts": ["y"]}[section]
    mapping[section] = {**mapping.get(section, {}), "surprise": value}
    answer = crm.post("history-imports/", {"name": "CRM", "mapping": mapping})
    assert answer.status_code == 422 and "surprise" in answer.json()["errors"][0]["message"]


def test_what_is_imported_is_not_given_up(crm: ApiClient) -> None:
    path = opened(crm)
    send(crm, path, 1, [row(1)])
    crm.post(f"{path}close/", {"batches": 1})
    crm.post(f"{path}start/", {"version": worked(crm, path)["version"]})
    done = worked(crm, path)
    for language, word in (("en", "imported already"), ("zh-hans", "已导入")):
        answer = crm.ask("DELETE", path, Accept_Language=language)
        assert (answer.status_code, answer.json()["code"]) == (409, "law_broken")
        assert word in answer.json()["detail"]
    assert crm.get(path).json() == done
    assert Ticket.objects.count() == 1


def test_ones_own_and_with_the_right_alone(crm: ApiClient, cast: Cast) -> None:
    path = opened(crm)
    for person in cast.staff.values():
        may = person.has_perm("tickets.import_ticket")
        client = ApiClient(person)
        answer = client.post("history-imports/", {"name": "x"})
        assert answer.status_code == (201 if may else 403), person.username
        listed = client.get("history-imports/").json()["results"]
        assert bool(listed) is may
        if person != crm.token.user:
            assert client.get(path).status_code == 404
            assert send(client, path, 1, [row(1)]).status_code == 404
            assert client.post(f"{path}close/", {"batches": 1}).status_code == 404
    assert not HistoryBatch.objects.exists()
