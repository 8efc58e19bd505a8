"""Following what has changed: nothing is skipped, whoever commits in whatever order."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction

from accounts.models import Department
from api.actions.feed import number_changes
from customers.actions import people
from customers.models import Customer
from demo.people import Cast
from tests.fixtures import small_cast
from tests.support.api_client import ApiClient
from tickets.record.models import IssueType


def mark_of(crm: ApiClient, kind: str = "customers") -> str:
    found: str = crm.get(f"{kind}/changes/").json()["after"]
    return found


def test_each_row_once_in_the_order_of_changes(crm: ApiClient, cast: Cast) -> None:
    first, second = cast.customers.values()
    mark = mark_of(crm)
    for customer in (first, second, first):
        customer.refresh_from_db()
        people.edit_customer(
            customer,
            by=cast.staff["supervisor"],
            at=customer.created_at,
            version=customer.version,
            remark=f"{customer.version}",
        )
    answer = crm.get(f"customers/changes/?after={mark}").json()
    assert [change["key"] for change in answer["results"]] == [second.code, first.code]
    assert answer["results"][0]["row"]["remark"] == "1"
    assert not answer["has_more"]
    assert crm.get(f"customers/changes/?after={answer['after']}").json()["results"] == []


def test_pages_of_changes(crm: ApiClient, cast: Cast) -> None:
    mark = mark_of(crm)
    for number in range(3):
        people.register_customer(
            name=f"客户{number}", by=None, at=next(iter(cast.customers.values())).created_at
        )
    page = crm.get(f"customers/changes/?after={mark}&limit=2").json()
    assert len(page["results"]) == 2 and page["has_more"]
    rest = crm.get(f"customers/changes/?after={page['after']}&limit=2").json()
    assert len(rest["results"]) == 1 and not rest["has_more"]
    assert crm.get("customers/changes/?after=x").status_code == 422
    # Of the same desk before it was restored: its numbers say nothing here.
    lost = crm.get(f"customers/changes/?after=1-{mark.partition('-')[2]}")
    assert (lost.status_code, lost.json()["code"]) == (410, "mark_lost")
    assert crm.get("customers/changes/?since=1").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_late_is_not_missed() -> None:
    """One writes first and commits last: a moment or a key would have passed it over."""
    cast = small_cast()
    crm = ApiClient(cast.staff["supervisor"])
    early, late = cast.customers.values()
    mark = mark_of(crm)
    has_written, may_commit = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def write_and_wait() -> None:
        try:
            with transaction.atomic():
                Customer.objects.filter(pk=early.pk).update(remark="first")
                has_written.set()
                assert may_commit.wait(60)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    slow = threading.Thread(target=write_and_wait)
    slow.start()
    assert has_written.wait(60)
    Customer.objects.filter(pk=late.pk).update(remark="second")
    seen = crm.get(f"customers/changes/?after={mark}").json()
    assert [change["key"] for change in seen["results"]] == [late.code]
    may_commit.set()
    slow.join(60)
    assert not faults
    then = crm.get(f"customers/changes/?after={seen['after']}").json()
    assert [change["key"] for change in then["results"]] == [early.code]


def test_a_ticket_that_left_the_department_is_gone_for_it(crm: ApiClient, cast: Cast) -> None:
    customer = next(iter(cast.customers.values()))
    body = {"channel": "phone", "summary": "电机异响", "customer": customer.code}
    number = crm.post("tickets/", body).json()["number"]
    engineer = cast.staff["engineer"]
    assign: dict[str, Any] = {"assignee": "engineer"}
    assert crm.post(f"tickets/{number}/steps/assign/", assign).status_code == 200
    narrow = ApiClient(engineer)
    mark = mark_of(narrow, "tickets")
    elsewhere = Department.objects.exclude(pk=engineer.department_id).first()
    moved = crm.post(f"tickets/{number}/steps/assign/", {"department": elsewhere.name})
    assert moved.status_code == 200, moved.content.decode()
    number_changes()
    changes = narrow.get(f"tickets/changes/?after={mark}").json()["results"]
    assert [(change["key"], change["is_gone"]) for change in changes] == [(number, True)]
    # Whoever never had it learns nothing of it.
    stranger = ApiClient(cast.staff["trainer"])
    assert stranger.get(f"tickets/changes/?after={mark}").json()["results"] == []


def gone_for(client: ApiClient, mark: str) -> list[tuple[str, bool]]:
    changes = client.get(f"tickets/changes/?after={mark}").json()["results"]
    return [(change["key"], change["is_gone"]) for change in changes]


def test_what_was_taken_out_of_the_pool_of_all_is_gone_for_who_saw_it_there(
    crm: ApiClient, cast: Cast
) -> None:
    """It had no department, so that everybody who sees a department saw it."""
    customer = next(iter(cast.customers.values()))
    body = {"channel": "phone", "summary": "电机异响", "customer": customer.code}
    number = crm.post("tickets/", body).json()["number"]
    agent = ApiClient(cast.staff["agent"])
    assert agent.get(f"tickets/{number}/").status_code == 200
    mark = mark_of(agent, "tickets")
    elsewhere = Department.objects.exclude(pk=cast.staff["agent"].department_id).first()
    assign = f"tickets/{number}/steps/assign/"
    assert crm.post(assign, {"department": elsewhere.name}).status_code == 200
    assert agent.get(f"tickets/{number}/").status_code == 404
    assert gone_for(agent, mark) == [(number, True)]
    assert gone_for(ApiClient(cast.staff["trainer"]), mark) == [], "who sees no ticket"
    own = Group.objects.create(name="own")
    own.permissions.add(Permission.objects.get(codename="view_ticket"))
    alone = cast.staff["agent2"]
    alone.groups.set([own])
    assert gone_for(ApiClient(alone), mark) == [], "who sees the own ones alone"


def test_what_another_department_had_from_the_beginning_is_gone_for_nobody(
    crm: ApiClient, cast: Cast
) -> None:
    agent = ApiClient(cast.staff["agent"])
    elsewhere, third = Department.objects.exclude(pk=cast.staff["agent"].department_id)[:2]
    IssueType.objects.update(default_department=elsewhere)
    customer = next(iter(cast.customers.values()))
    body = {
        "channel": "phone",
        "summary": "电机异响",
        "customer": customer.code,
        "issue_type": IssueType.objects.first().pk,
    }
    mark = mark_of(agent, "tickets")
    number = crm.post("tickets/", body).json()["number"]
    moved = crm.post(f"tickets/{number}/steps/assign/", {"department": third.name})
    assert moved.status_code == 200, moved.content.decode()
    assert gone_for(agent, mark) == []
