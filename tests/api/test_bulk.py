"""Many in one request over REST: a result per item, and nothing of a refused one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from api.bulk import MOST
from core.models import AuditEntry
from customers.models import Asset, Contact, Customer, ProductModel
from demo.people import Cast
from tests.fixtures import small_cast
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket


def results(answer: HttpResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content.decode()
    found: list[dict[str, Any]] = answer.json()["results"]
    assert [one["index"] for one in found] == list(range(len(found)))
    return found


def statuses(answer: HttpResponse) -> list[int]:
    return [one["status"] for one in results(answer)]


def ticket_items(cast: Cast, count: int) -> list[dict[str, Any]]:
    code = next(iter(cast.customers.values())).code
    return [
        {"customer": code, "channel": "phone", "summary": f"异响{n}", "external_id": f"T-{n}"}
        for n in range(count)
    ]


def test_each_ticket_has_its_own_result(crm: ApiClient, cast: Cast) -> None:
    items = ticket_items(cast, 4)
    items[1]["channel"] = "smoke"
    items[2]["new_customer"] = {"name": "新客户", "external_id": "N-1"}
    del items[2]["customer"]
    items[2]["tier"] = "urgent"
    answer = crm.post("tickets/bulk/", {"items": items})
    made, wrong, urgent, last = results(answer)
    assert [made["status"], wrong["status"], urgent["status"], last["status"]] == [
        201,
        422,
        422,
        201,
    ]
    assert [error["path"] for error in wrong["problem"]["errors"]] == ["$.items[1].channel"]
    assert urgent["problem"]["errors"][0]["path"] == "$.items[2].promised_at"
    assert not Customer.objects.filter(external_id="N-1").exists()
    ticket = Ticket.objects.get(number=made["id"])
    assert (ticket.external_id, ticket.version, made["problem"]) == ("T-0", made["version"], None)
    assert crm.get(made["url"].removeprefix("/api/v1/")).json()["number"] == ticket.number
    assert ticket.clocks.exists() and Ticket.objects.count() == 2


def test_a_repetition_makes_nothing_twice(crm: ApiClient, cast: Cast) -> None:
    body = {"items": ticket_items(cast, 2)}
    first = crm.post("tickets/bulk/", body, key="b-1")
    again = crm.post("tickets/bulk/", body, key="b-1")
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = crm.post("tickets/bulk/", {"items": ticket_items(cast, 1)}, key="b-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    # Without the key the external ids still say no, and name what is here.
    known = results(crm.post("tickets/bulk/", body))
    assert [one["status"] for one in known] == [409, 409]
    assert [one["id"] for one in known] == [one["id"] for one in first.json()["results"]]
    assert known[0]["problem"]["errors"][0]["path"] == "$.items[0].external_id"
    assert Ticket.objects.count() == 2


def test_changes_need_the_version_of_each(crm: ApiClient, cast: Cast) -> None:
    made = results(crm.post("tickets/bulk/", {"items": ticket_items(cast, 3)}))
    version = made[0]["version"]
    items = [
        {"external_id": "T-0", "version": version, "changes": {"symptom": "电机不转"}},
        {"number": made[1]["id"], "version": version + 7, "changes": {"symptom": "别的"}},
        {"number": made[2]["id"], "version": version, "changes": {"impact": "huge"}},
        {"external_id": "T-9", "version": 1, "changes": {}},
        {"number": made[2]["id"], "changes": {"symptom": "没有版本"}},
        {"number": made[2]["id"], "external_id": "T-2", "version": 1, "changes": {}},
    ]
    told = results(crm.patch("tickets/bulk/", {"items": items}))
    assert [one["status"] for one in told] == [200, 412, 422, 404, 422, 422]
    assert told[0]["version"] == version + 1
    assert told[1]["problem"]["current_version"] == version
    assert told[2]["problem"]["errors"][0]["path"] == "$.items[2].changes.impact"
    assert told[4]["problem"]["errors"][0]["path"] == "$.items[4].version"
    assert [*Ticket.objects.order_by("pk").values_list("symptom", flat=True)] == [
        "电机不转",
        "",
        "",
    ]


def test_customers_their_people_and_devices(crm: ApiClient, cast: Cast) -> None:
    items = [
        {
            "name": "甲厂",
            "external_id": "4711",
            "contact": {"name": "张敏", "phone": "13812345670"},
        },
        {"name": "乙厂", "external_id": "4712"},
        {"name": "丙厂", "external_id": "4711"},
    ]
    first, second, twin = results(crm.post("customers/bulk/", {"items": items}))
    assert (first["status"], second["status"], twin["status"]) == (201, 201, 409)
    assert twin["id"] == first["id"]
    ProductModel.objects.create(code="AC-75", name="空压机")
    people = [
        {"customer": first["id"], "name": "李强", "phone": "13900001111"},
        {"customer_external_id": "4712", "name": "王磊"},
        {"customer": "C999999", "name": "无主"},
        {"name": "无主"},
    ]
    told = results(crm.post("contacts/bulk/", {"items": people}))
    assert [one["status"] for one in told] == [201, 201, 404, 422]
    assert crm.get(told[0]["url"].removeprefix("/api/v1/")).json()["name"] == "李强"
    # The same person again is the same person.
    assert results(crm.post("contacts/bulk/", {"items": people[:1]}))[0]["id"] == told[0]["id"]
    reached = {"items": [{"id": int(told[1]["id"]), "changes": {"phone": "13900002222"}}]}
    assert statuses(crm.patch("contacts/bulk/", reached)) == [200]
    assert Contact.objects.get(pk=told[1]["id"]).phone == "13900002222"
    devices = [
        {"customer": first["id"], "serial": "SN-1/2", "model": "AC-75"},
        {"customer": second["id"], "serial": "SN-1/2", "model": "AC-75"},
        {"customer": second["id"], "serial": "SN-3", "model": "AC-76"},
    ]
    told = results(crm.post("assets/bulk/", {"items": devices}))
    assert [one["status"] for one in told] == [201, 409, 422]
    assert (told[0]["id"], told[0]["url"]) == ("SN-1/2", None)
    assert Asset.objects.get().customer.code == first["id"]


def test_devices_are_changed_each_on_its_own(crm: ApiClient, cast: Cast) -> None:
    first, second = cast.customers.values()
    old, new = (ProductModel.objects.create(code=code, name=code) for code in ("AC-75", "AC-90"))
    for serial in ("SN-1/2", "SN-3"):
        Asset.objects.create(serial=serial, model=old, customer=first)
    items = [
        {"serial": "SN-1/2", "changes": {"installed_on": "2026-03-20", "order_no": "SO-1"}},
        {"serial": "SN-3", "changes": {"model": "AC-90"}},
        {"serial": "SN-3", "changes": {"model": "AC-91"}},
        {"serial": "SN-3", "changes": {"serial": "SN-4"}},
        {"serial": "SN-3", "changes": {"customer": second.code}},
        {"serial": "SN-9", "changes": {}},
        {"changes": {}},
    ]
    told = results(crm.patch("assets/bulk/", {"items": items}))
    assert [one["status"] for one in told] == [200, 200, 422, 422, 422, 404, 422]
    assert told[2]["problem"]["errors"][0]["path"] == "$.items[2].changes.model"
    assert told[6]["problem"]["errors"][0]["path"] == "$.items[6].serial"
    assert told[1]["url"] == "/api/v1/assets/SN-3/" and told[1]["version"] is None
    changed = Asset.objects.get(serial="SN-1/2")
    assert (changed.order_no, str(changed.installed_on), changed.model) == (
        "SO-1",
        "2026-03-20",
        old,
    )
    moved = Asset.objects.get(serial="SN-3")
    assert (moved.model, moved.customer) == (new, first)
    noted = AuditEntry.objects.filter(action="edit_asset").order_by("pk")
    assert [one.data["fields"] for one in noted] == [["installed_on", "order_no"], ["model"]]


def test_a_device_is_changed_as_on_its_address(crm: ApiClient, cast: Cast) -> None:
    customer = next(iter(cast.customers.values()))
    model = ProductModel.objects.create(code="AC-75", name="空压机")
    Asset.objects.create(serial="SN-3", model=model, customer=customer)
    mark = crm.get("customers/changes/").json()["after"]
    changed = crm.patch("assets/SN-3/", {"sold_on": "2026-03-01"})
    assert changed.status_code == 200, changed.content.decode()
    assert changed.json()["sold_on"] == "2026-03-01"
    followed = crm.get(f"customers/changes/?after={mark}").json()["results"]
    assert [one["key"] for one in followed] == [customer.code], "its customer has changed"
    body = {"sold_on": "2026-03-02"}
    first, again = (crm.patch("assets/SN-3/", body, key="a-1") for _n in range(2))
    assert first.json() == again.json() and again.headers["Idempotency-Replayed"] == "true"
    assert crm.patch("assets/SN-9/", {}).status_code == 404
    refused = crm.patch("assets/SN-3/", {"sold_on": "gestern"})
    assert refused.json()["errors"][0]["path"] == "$.sold_on"
    same = crm.patch("assets/SN-3/", body)
    assert same.status_code == 200 and AuditEntry.objects.filter(action="edit_asset").count() == 2
    warehouse = ApiClient(cast.staff["trainer"])
    assert warehouse.patch("assets/SN-3/", body).status_code in (403, 404)


def test_customers_are_changed_in_their_version(crm: ApiClient, cast: Cast) -> None:
    first, second = cast.customers.values()
    items = [
        {"code": first.code, "version": first.version, "changes": {"external_id": "4711"}},
        {"code": second.code, "version": second.version, "changes": {"external_id": "4711"}},
        {"external_id": "4711", "version": first.version + 1, "changes": {"region": "华东"}},
    ]
    told = results(crm.patch("customers/bulk/", {"items": items}))
    assert [one["status"] for one in told] == [200, 409, 200]
    assert told[1]["problem"]["errors"][0]["path"] == "$.items[1].changes.external_id"
    assert told[2]["id"] == first.code
    # Who sees no names finds nobody by a key that may hold one, and is told why.
    blind = ApiClient(cast.staff["supervisor"], ["customers.write"])
    (refused,) = results(blind.patch("customers/bulk/", {"items": items[2:]}))
    assert refused["status"] == 403 and "pii" in refused["problem"]["detail"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "$.items"),
        ({"items": []}, "$.items"),
        ({"items": [{}] * (MOST + 1)}, "$.items"),
        ({"items": [{}], "more": 1}, "$.more"),
        ({"items": [{}, 7]}, "$.items[1]"),
    ],
)
def test_what_is_no_list_of_items(crm: ApiClient, body: Any, path: str) -> None:
    answer = crm.post("tickets/bulk/", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path


@pytest.mark.parametrize(
    ("path", "single"),
    [
        ("tickets/bulk/", "tickets/"),
        ("customers/bulk/", "customers/"),
        ("contacts/bulk/", "customers/{code}/contacts/"),
        ("assets/bulk/", "customers/{code}/assets/"),
    ],
)
def test_every_role_may_what_it_may_one_by_one(cast: Cast, path: str, single: str) -> None:
    code = next(iter(cast.customers.values())).code
    answered = set()
    for person in cast.staff.values():
        client = ApiClient(person)
        alone = client.post(single.format(code=code)).status_code
        status = client.post(path, {"items": [{}]}).status_code
        assert (status, alone) in {(200, 422), (403, 403), (403, 404)}, person.username
        answered.add(status)
    assert answered == {200, 403}
    assert ApiClient(cast.staff["supervisor"], ["tickets.read"]).post(path).status_code == 403


def test_what_one_does_not_see_is_not_changed(crm: ApiClient, cast: Cast) -> None:
    made = results(crm.post("tickets/bulk/", {"items": ticket_items(cast, 1)}))[0]
    # An agent of another department.
    Ticket.objects.update(department=cast.staff["trainer"].department)
    stranger = ApiClient(cast.staff["agent2"])
    items = [{"number": made["id"], "version": made["version"], "changes": {"symptom": "x"}}]
    assert statuses(stranger.patch("tickets/bulk/", {"items": items})) == [404]
    # Nor is it told who has an external id.
    taken = results(stranger.post("tickets/bulk/", {"items": ticket_items(cast, 1)}))[0]
    assert (taken["status"], taken["id"], taken["url"]) == (409, None, None)


def test_an_item_costs_no_more_than_a_request(crm: ApiClient, cast: Cast) -> None:
    items = ticket_items(cast, 5)

    def statements(path: str, body: Any, key: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert crm.post(path, body, key=key).status_code < 300
        return len(asked)

    statements("tickets/", items[0], "warm")
    single = statements("tickets/", items[1], "one")
    one = statements("tickets/bulk/", {"items": items[2:3]}, "bulk-1")
    two = statements("tickets/bulk/", {"items": items[3:5]}, "bulk-2")
    assert two - one <= single


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_the_same_external_ids() -> None:
    """In opposite orders: neither waits for the other for ever, and each is there once."""
    cast = small_cast()
    items = ticket_items(cast, 6)
    for item in items[::2]:
        del item["customer"]
        item["new_customer"] = {"name": f"客户{item['external_id']}"}
    clients = [ApiClient(cast.staff["supervisor"]) for _n in range(2)]
    told: list[list[int]] = []
    faults: list[BaseException] = []
    together = threading.Barrier(2)

    def send(client: ApiClient, sent: list[dict[str, Any]]) -> None:
        try:
            together.wait(60)
            told.append(statuses(client.post("tickets/bulk/", {"items": sent})))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=send, args=(clients[0], items)),
        threading.Thread(target=send, args=(clients[1], items[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not faults
    assert sorted(status for one in told for status in one) == [201] * 6 + [409] * 6
    assert Ticket.objects.count() == 6
    assert Customer.objects.count() == 2 + 3, "of those refused no customer stayed"
