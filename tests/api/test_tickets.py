"""Work orders over REST: the same law as on the pages."""

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from accounts.models import Department
from core.models import AuditEntry
from demo.people import Cast
from tests.support.api_client import ApiClient
from tickets.record.enums import Status
from tickets.record.models import Ticket, TicketEvent

CALL = {
    "channel": "phone",
    "summary": "空压机无法启动",
    "original_text": "早班开机后空压机无法启动，请尽快安排工程师。",
    "external_id": "CRM-1001",
}


def register(crm: ApiClient, cast: Cast, **more: object) -> dict:
    customer = next(iter(cast.customers.values()))
    answer = crm.post("tickets/", {**CALL, "customer": customer.code, **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_ticket_is_registered_with_numbers_and_limits(crm: ApiClient, cast: Cast) -> None:
    made = register(crm, cast)
    ticket = Ticket.objects.get(number=made["number"])
    assert (ticket.source, ticket.external_id) == ("api", "CRM-1001")
    assert made["status"] == "new" and made["version"] == ticket.version
    clocks = crm.get(f"tickets/{ticket.number}/clocks/").json()
    assert {"ack", "respond"} <= {clock["kind"] for clock in clocks}
    assert all(len(clock["explanation"]) > 2 for clock in clocks)
    found = crm.get("tickets/?external_id=CRM-1001").json()
    assert [row["number"] for row in found["results"]] == [ticket.number]


def test_a_repeated_request_makes_one_ticket(crm: ApiClient, cast: Cast) -> None:
    customer = next(iter(cast.customers.values()))
    body = {**CALL, "customer": customer.code}
    first = crm.post("tickets/", body, key="a-1")
    again = crm.post("tickets/", body, key="a-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["ETag"] == again.headers["ETag"]
    assert Ticket.objects.count() == 1
    other = crm.post("tickets/", {**body, "summary": "别的"}, key="a-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_steps_are_those_of_the_buttons(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]
    steps = {step["key"]: step for step in crm.get(f"tickets/{number}/steps/").json()}
    assert {"accept", "assign", "cancel"} <= set(steps)
    fields = {field["name"]: field["type"] for field in steps["assign"]["fields"]}
    assert fields["assignee"] == "row" and fields["due_at"] == "moment"
    accepted = crm.post(
        f"tickets/{number}/steps/accept/", {"is_verified": True, "ack_body": "您好，已收到。"}
    )
    assert accepted.status_code == 200, accepted.content.decode()
    assigned = crm.post(f"tickets/{number}/steps/assign/", {"assignee": "engineer"})
    assert assigned.status_code == 200, assigned.content.decode()
    assert assigned.json()["assignee"] == "engineer"
    refused = crm.post(f"tickets/{number}/steps/accept/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "law_broken")
    wrong = crm.post(f"tickets/{number}/steps/assign/", {"who": "x"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["path"] == "$.who"
    assert wrong.json()["errors"][0]["code"] == "unknown_field"
    by_people = TicketEvent.objects.filter(ticket__number=number, actor__isnull=False)
    assert set(by_people.values_list("source", flat=True)) == {"api"}


def test_nobody_overwrites_what_somebody_else_changed(crm: ApiClient, cast: Cast) -> None:
    made = register(crm, cast)
    path = f"tickets/{made['number']}/"
    tag = f'"{made["version"]}"'
    without = crm.patch(path, {"symptom": "无"})
    assert (without.status_code, without.json()["code"]) == (428, "version_needed")
    first = crm.patch(path, {"symptom": "电机不转"}, If_Match=tag)
    assert first.status_code == 200, first.content.decode()
    assert first.json()["symptom"] == "电机不转"
    second = crm.patch(path, {"symptom": "别的"}, If_Match=tag)
    assert second.status_code == 412
    assert second.json()["current_version"] == first.json()["version"]


def test_refusals_name_the_value(crm: ApiClient, cast: Cast) -> None:
    answer = crm.post("tickets/", {"channel": "smoke", "tier": 7, "surprise": 1})
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {error["path"] for error in problem["errors"]} == {"$.surprise"}
    answer = crm.post("tickets/", {"channel": "smoke", "tier": 7})
    assert {error["path"] for error in answer.json()["errors"]} == {
        "$.channel",
        "$.tier",
        "$.summary",
    }


def test_masked_without_the_scope(cast: Cast, crm: ApiClient) -> None:
    number = register(crm, cast)["number"]
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    seen = blind.get(f"tickets/{number}/").json()
    assert "华启科技" not in seen["customer_name"]
    assert blind.post(f"tickets/{number}/steps/accept/").status_code == 403
    full = crm.get(f"tickets/{number}/").json()
    assert full["customer_name"] in cast.customers


def test_messages_and_notes(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]
    note = crm.post(f"tickets/{number}/messages/", {"kind": "note", "body": "内部备注"})
    assert note.status_code == 201, note.content.decode()
    call = crm.post(
        f"tickets/{number}/messages/",
        {"kind": "contact", "body": "已致电客户", "channel": "phone", "purpose": "ack"},
    )
    assert call.status_code == 201, call.content.decode()
    said = crm.get(f"tickets/{number}/messages/").json()["results"]
    assert {one["body"] for one in said} == {"内部备注", "已致电客户"}


def test_what_is_not_said_with_a_note_or_a_message_is_named(crm: ApiClient, cast: Cast) -> None:
    path = f"tickets/{register(crm, cast)['number']}/messages/"

    def refused(**body: object) -> dict[str, str]:
        answer = crm.post(path, {"body": "…", **body}, Accept_Language="en")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        return {error["path"]: error["message"] for error in answer.json()["errors"]}

    said = refused(kind="message", score=3, channel="phone")
    assert set(said) == {"$.score", "$.channel"}
    assert said["$.score"] == "With `message` there are only: body, purpose."
    assert set(refused(kind="note", is_answered=True)) == {"$.is_answered"}
    assert "`contact`" in refused(kind="message", purpose="callback")["$.purpose"]


def test_who_may_not_see_a_ticket_learns_nothing(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]
    stranger = ApiClient(
        cast.staff["warehouse"] if "warehouse" in cast.staff else cast.staff["admin"]
    )
    there = stranger.get(f"tickets/{number}/")
    nowhere = stranger.get("tickets/209901-99999/")
    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()


def test_without_a_token_there_is_nothing(crm: ApiClient) -> None:
    crm.key = "desk_wrong"
    for path in ("tickets/", "me/", "nothing/here/"):
        answer = crm.get(path)
        assert answer.status_code == 401
        assert answer.json()["code"] == "unauthenticated"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_status_is_open(crm: ApiClient, cast: Cast) -> None:
    register(crm, cast)
    assert crm.get("tickets/?status=closed").json()["results"] == []
    assert len(crm.get("tickets/?status=new&is_open=true").json()["results"]) == 1
    assert crm.get("tickets/?status=nonsense").status_code == 422
    assert crm.get("tickets/?reported_at__lt=2020").status_code == 422
    assert Status.NEW == "new"


def test_a_file_that_comes_again_is_kept_once(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]

    def send(content: bytes) -> HttpResponse:
        file = SimpleUploadedFile("现场.txt", content, "text/plain")
        return crm.client.post(
            f"/api/v1/tickets/{number}/attachments/",
            {"file": file},
            headers={"Authorization": f"Bearer {crm.key}", "Idempotency-Key": "file-1"},
        )

    first, again = send("漏油".encode()), send("漏油".encode())
    assert first.status_code == again.status_code == 201, first.content.decode()
    assert first.json() == again.json()
    assert send("别的".encode()).json()["code"] == "key_reused"
    (kept,) = crm.get(f"tickets/{number}/attachments/").json()
    content = crm.get(f"tickets/{number}/attachments/{kept['id']}/")
    assert b"".join(content.streaming_content) == "漏油".encode()


def test_a_step_may_name_the_version_that_it_is_about(crm: ApiClient, cast: Cast) -> None:
    made = register(crm, cast)
    path = f"tickets/{made['number']}/steps/assign/"
    old = f'"{made["version"]}"'
    assert crm.post(path, {"assignee": "engineer"}, If_Match=old).status_code == 200
    late = crm.post(path, {"assignee": "agent"}, If_Match=old)
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    assert crm.post(path, {"assignee": "agent"}, If_Match="nonsense").status_code == 400


def test_the_same_external_id_twice_is_told_at_its_field(crm: ApiClient, cast: Cast) -> None:
    register(crm, cast)
    customer = next(iter(cast.customers.values()))
    again = crm.post("tickets/", {**CALL, "customer": customer.code})
    assert (again.status_code, again.json()["errors"][0]["path"]) == (409, "$.external_id")
    assert Ticket.objects.count() == 1
    made = {"name": "新客户", "external_id": "4711"}
    assert crm.post("customers/", made).status_code == 201
    twin = crm.post("customers/", {**made, "name": "另一家"})
    assert (twin.status_code, twin.json()["errors"][0]["path"]) == (409, "$.external_id")


def test_the_external_id_of_a_new_customer_is_told_at_its_own_field(
    crm: ApiClient, cast: Cast
) -> None:
    register(crm, cast)
    assert crm.post("customers/", {"name": "远帆贸易", "external_id": "4711"}).status_code == 201
    new = {"name": "另一家", "external_id": "4711"}
    call = {**CALL, "external_id": "CRM-1002", "new_customer": new}
    twin = crm.post("tickets/", call)
    paths = [one["path"] for one in twin.json()["errors"]]
    assert (twin.status_code, paths) == (409, ["$.new_customer.external_id"])
    # The work order of this external id is none of the customer's.
    [result] = crm.post("tickets/bulk/", {"items": [{**call, "external_id": "CRM-1001"}]}).json()[
        "results"
    ]
    assert result["problem"]["errors"][0]["path"] == "$.items[0].new_customer.external_id"
    assert (result["status"], result["id"]) == (409, None)
    phone = next(iter(cast.customers.values())).contacts.get().phone
    known = {"name": "新客户", "phone": phone}
    [result] = crm.post("tickets/bulk/", {"items": [{**CALL, "new_customer": known}]}).json()[
        "results"
    ]
    assert result["problem"]["errors"][0]["path"] == "$.items[0].new_customer.phone"
    assert Ticket.objects.count() == 1


def test_a_file_that_is_refused_is_told_at_its_member(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]
    answer = crm.client.post(
        f"/api/v1/tickets/{number}/attachments/",
        {"file": SimpleUploadedFile("a.exe", b"MZ")},
        headers={"Authorization": f"Bearer {crm.key}"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "$.file")


def test_a_step_that_takes_the_ticket_out_of_sight_is_taken(cast: Cast, crm: ApiClient) -> None:
    number = register(crm, cast)["number"]
    agent = cast.staff["engineer"]
    assert (
        crm.post(f"tickets/{number}/steps/assign/", {"assignee": agent.username}).status_code == 200
    )
    elsewhere = Department.objects.exclude(pk=agent.department_id).first()
    away = crm.post(f"tickets/{number}/steps/assign/", {"department": elsewhere.name})
    assert away.status_code == 200
    assert away.json()["department"] == elsewhere.name
    # Whose department it was assigns nothing any more, and sees it no longer.
    assert ApiClient(agent).get(f"tickets/{number}/").status_code == 404


def test_lists_and_odd_values_are_refused_and_lose_nothing(crm: ApiClient, cast: Cast) -> None:
    number = register(crm, cast)["number"]
    path = f"tickets/{number}/steps/cancel/"
    assert crm.post(path, {"note": ["a", "b"]}).status_code == 422
    assert crm.post(path, {"note": {"a": 1}}).status_code == 422
    assert crm.post(path, []).status_code == 422
    assert Ticket.objects.get().status == "new"


def test_an_urgent_one_needs_its_promise_and_a_known_phone_its_owner(
    crm: ApiClient, cast: Cast
) -> None:
    customer = next(iter(cast.customers.values()))
    urgent = crm.post("tickets/", {**CALL, "customer": customer.code, "tier": "urgent"})
    assert urgent.json()["errors"][0]["path"] == "$.promised_at"
    phone = customer.contacts.get().phone
    twin = crm.post("tickets/", {**CALL, "new_customer": {"name": "新客户", "phone": phone}})
    assert twin.json()["errors"][0]["path"] == "$.new_customer.phone"


def test_a_reader_without_names_finds_nobody_by_an_external_id(cast: Cast, crm: ApiClient) -> None:
    made = crm.post("customers/", {"name": "华东泵业", "external_id": "old:华东泵业"}).json()
    blind = ApiClient(cast.staff["supervisor"], ["customers.read", "tickets.read"])
    for path in (
        "customers/?external_id=old:华东泵业",
        "customers/?external_id=nobody",
        "customers/?q=华东泵业",
        "tickets/?customer_external_id=old:华东泵业",
    ):
        refused = blind.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), path
        assert "pii" in refused.json()["detail"]
        assert crm.get(path).status_code == 200
    assert len(crm.get("customers/?external_id=old:华东泵业").json()["results"]) == 1
    assert len(blind.get(f"customers/?q={made['code']}").json()["results"]) == 1
    assert {row["external_id"] for row in blind.get("customers/").json()["results"]} == {None}


def test_whose_role_sees_no_names_is_told_so(cast: Cast, crm: ApiClient) -> None:
    """A scope narrows what the role may; it never widens it."""
    crm.post("customers/", {"name": "华东泵业", "external_id": "4711"})
    Permission.objects.get(codename="see_names").group_set.clear()
    refused = ApiClient(cast.staff["supervisor"]).get("customers/?external_id=4711")
    assert refused.status_code == 403 and "pii" not in refused.json()["detail"]


def test_what_goes_out_in_full_is_written_down(cast: Cast, crm: ApiClient) -> None:
    customer = next(iter(cast.customers.values()))
    contact = customer.contacts.get()
    number = register(crm, cast, contact=contact.pk)["number"]
    before = AuditEntry.objects.filter(action="revealed_by_token").count()
    assert crm.get(f"tickets/{number}/").json()["contact_phone"] == contact.phone
    assert AuditEntry.objects.filter(action="revealed_by_token").count() == before + 1
