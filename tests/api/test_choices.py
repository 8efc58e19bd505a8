"""What work orders may name is listed: no program has to guess a code."""

import pytest

from accounts.models import Department, User
from customers.models import Channel
from demo.people import Cast
from tests.support.api_client import ApiClient


def everything_in(crm: ApiClient, path: str) -> list[dict]:
    """All pages of a list, two rows each."""
    found, cursor = [], ""
    while True:
        page = crm.get(f"{path}/?limit=2{cursor}").json()
        found += page["results"]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def test_a_ticket_is_made_of_what_the_lists_name(crm: ApiClient, cast: Cast) -> None:
    channels = {one["code"]: one for one in everything_in(crm, "channels")}
    issue_type = next(one for one in everything_in(crm, "issue-types") if one["parent"])
    customer = next(iter(cast.customers.values()))
    body = {"customer": customer.code, "summary": "无法启动", "issue_type": issue_type["id"]}
    assert channels["phone"]["direction"] in ("in", "both")
    made = crm.post("tickets/", {**body, "channel": "phone"})
    assert made.status_code == 201, made.content.decode()
    assert made.json()["issue_type"] == issue_type["id"]

    department = everything_in(crm, "departments")[0]["name"]
    taken = crm.post(f"tickets/{made.json()['number']}/steps/assign/", {"department": department})
    assert taken.status_code == 200, taken.content.decode()
    assert crm.get(f"tickets/{made.json()['number']}/").json()["department"] == department


def test_limits_name_their_kinds(crm: ApiClient, cast: Cast) -> None:
    kinds = {one["code"]: one for one in everything_in(crm, "limit-kinds")}
    customer = next(iter(cast.customers.values()))
    body = {"customer": customer.code, "summary": "无法启动", "channel": "phone"}
    number = crm.post("tickets/", body).json()["number"]
    clocks = {one["kind"] for one in crm.get(f"tickets/{number}/clocks/").json()}
    tried = {one["kind"] for one in crm.post("limits/try/", {"tier": "urgent"}).json()}
    assert clocks and tried and clocks | tried <= set(kinds)
    moments = {code for code, one in kinds.items() if one["is_moment"]}
    assert not moments & tried
    promised = {"tier": "urgent", "promised_at": "2099-01-05T18:00:00+08:00"}
    assert moments & {one["kind"] for one in crm.post("limits/try/", promised).json()}


def test_a_channel_that_is_listed_and_cannot_be_named_says_why(crm: ApiClient, cast: Cast) -> None:
    customer = next(iter(cast.customers.values()))
    Channel.objects.filter(code="chat").update(is_active=False)
    listed = {one["code"]: one["direction"] for one in everything_in(crm, "channels")}
    assert listed["sms"] == "out" and "chat" not in listed
    why = {
        "sms": "Nothing comes in by this channel: name one whose `direction` is `in` or `both`.",
        "chat": "This channel is switched off.",
        "smoke": "Object with code=smoke does not exist.",
    }
    for code, words in why.items():
        body = {"customer": customer.code, "summary": "无法启动", "channel": code}
        [error] = crm.post("tickets/", body, Accept_Language="en").json()["errors"]
        assert (error["path"], error["message"]) == ("$.channel", words)
    for code, direction in listed.items():
        body = {"customer": customer.code, "summary": "无法启动", "channel": code}
        made = crm.post("tickets/", body).status_code == 201
        assert made is (direction != "out"), code
    number = crm.get("tickets/").json()["results"][0]["number"]
    said = {"kind": "contact", "body": "已短信告知", "channel": "sms"}
    assert crm.post(f"tickets/{number}/messages/", said).status_code == 201
    off = crm.post(f"tickets/{number}/messages/", {**said, "channel": "chat"}, Accept_Language="en")
    assert off.json()["errors"][0]["message"] == why["chat"]


@pytest.mark.usefixtures("cast")
def test_what_was_switched_off_is_not_among_them(crm: ApiClient) -> None:
    Channel.objects.filter(code="phone").update(is_active=False)
    Department.objects.filter(name="培训部").update(is_active=False)
    gone = User.objects.at_work().exclude(username__contains="crm").order_by("pk").last()
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert "phone" not in {one["code"] for one in everything_in(crm, "channels")}
    assert "培训部" not in {one["name"] for one in everything_in(crm, "departments")}
    colleagues = {one["username"] for one in everything_in(crm, "colleagues")}
    assert colleagues == set(User.objects.at_work().values_list("username", flat=True))
    assert gone.username not in colleagues
