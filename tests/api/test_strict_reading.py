"""What is sent and not understood is refused by its name: nothing is left out without a word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.exceptions import ValidationError

from api.steps import type_of, written_values
from customers.models import Channel, Contact
from demo.people import Cast
from plans.forms.part_steps import MetricForm
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket
from tickets.work.forms import DecideForm

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def refused_paths(answer: Any, status: int = 422) -> list[str]:
    assert answer.status_code == status, answer.content.decode()
    return [error["path"] for error in answer.json()["errors"]]


def test_a_filter_is_named_once_with_its_own_code(crm: ApiClient) -> None:
    for path in ("tickets/?status=bad", "surveys/?state=bad", "plans/?state=bad"):
        answer = crm.get(path)
        [error] = answer.json()["errors"]
        assert answer.status_code == 422
        assert error["path"] == f"$.{path.partition('?')[2].partition('=')[0]}"
        assert error["code"] == "invalid_choice"


def test_a_moment_without_its_zone_narrows_nothing(crm: ApiClient) -> None:
    for written in ("2026-11-01", "2026-11-01T08:00:00", "2026-11-01T08:00:00+08:00"):
        # A plus sign in an address is a blank.
        answer = crm.get(f"tickets/?reported_from={written}")
        assert refused_paths(answer) == ["$.reported_from"]
    assert crm.get("tickets/?reported_from=2026-11-01T08:00:00%2B08:00").status_code == 200


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("from=2026-11-31", "from"),
        ("from=x", "from"),
        ("from=", "from"),
        ("to=0001-01-01", "to"),
        ("from=2026-11-01&from=2026-10-01", "from"),
        ("from=2026-11-02&to=2026-11-01", "to"),
        ("channel=nope", "channel"),
        ("channel=3", "channel"),
        ("department=x", "department"),
        ("model=x", "model"),
        ("issue_type=abc", "issue_type"),
        ("tier=huge", "tier"),
        ("tier=urgent&tier=nope", "tier"),
        ("hour=24", "hour"),
        ("weekday=0", "weekday"),
    ],
)
def test_a_figure_of_something_else_is_no_answer(crm: ApiClient, query: str, name: str) -> None:
    for path in ("figures/volume/", "figures/volume/cases/"):
        assert refused_paths(crm.get(f"{path}?{query}")) == [f"$.{name}"]


def test_figures_are_narrowed_by_the_names_that_lists_show(
    crm: ApiClient, cast: Cast, ticket: Ticket
) -> None:
    department = cast.staff["engineer"].department
    Ticket.objects.update(department=department)
    other = Channel.objects.exclude(pk=ticket.channel_id)[0]

    def count(query: str) -> int:
        return crm.get(f"figures/volume/?{query}").json()["figure"]["count"]

    assert count(f"channel={ticket.channel.code}") == 1
    assert count(f"channel={other.code}") == 0
    assert count(f"channel={other.code}&channel={ticket.channel.code}") == 1
    assert count(f"department={department.name}") == 1


def test_a_step_that_says_nothing_takes_nobody_s_work_away(
    crm: ApiClient, cast: Cast, ticket: Ticket
) -> None:
    path = f"tickets/{ticket.number}/steps/"
    assert crm.post(f"{path}assign/", {"assignee": "engineer"}).status_code == 200
    for nothing in ({}, {"reason": "…"}):
        assert refused_paths(crm.post(f"{path}assign/", nothing)) == ["$"]
    ticket.refresh_from_db()
    assert ticket.assignee == cast.staff["engineer"]
    department = cast.staff["engineer"].department.name
    assert crm.post(f"{path}assign/", {"department": department}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.assignee is None, "back to the department, as it says"


def test_only_true_and_false_tick_a_box(crm: ApiClient, ticket: Ticket) -> None:
    path = f"tickets/{ticket.number}/steps/"
    body = {"ack_body": "已受理。"}
    for wrong in ("yes please", 1, "true"):
        answer = crm.post(f"{path}accept/", {**body, "is_verified": wrong})
        assert refused_paths(answer) == ["$.is_verified"]
    assert refused_paths(crm.post(f"{path}accept/", {"ack_body": True})) == ["$.ack_body"]
    assert crm.post(f"{path}accept/", {**body, "is_verified": True}).status_code == 200


@pytest.mark.parametrize("near", [2.5, 2.0, "2", " 2", True])
def test_nothing_is_taken_for_a_whole_number(crm: ApiClient, cast: Cast, near: Any) -> None:
    customer = next(iter(cast.customers.values()))
    call = {"channel": "phone", "summary": "空压机无法启动", "customer": customer.code}
    for name in ("issue_type", "contact"):
        assert refused_paths(crm.post("tickets/", {**call, name: near})) == [f"$.{name}"]
    scores = {"kind": "low", "outcome": "solved", "said": "…", "scores": {"effect": near}}
    number = crm.post("tickets/", call).json()["number"]
    assert refused_paths(crm.post(f"tickets/{number}/calls/", scores)) == ["$.scores.effect"]
    item = {"number": number, "version": near, "changes": {"symptom": "…"}}
    [result] = crm.patch("tickets/bulk/", {"items": [item]}).json()["results"]
    assert result["problem"]["errors"][0]["path"] == "$.items[0].version"


@pytest.mark.parametrize("near", ["yes", "true", 1, 0, 1.0])
def test_nothing_is_taken_for_true_or_false(crm: ApiClient, ticket: Ticket, near: Any) -> None:
    said = {"kind": "contact", "body": "…", "is_answered": near}
    assert refused_paths(crm.post(f"tickets/{ticket.number}/messages/", said)) == ["$.is_answered"]
    asked = {"contents": ["…"], "need_by": "2031-01-01T08:00:00+08:00", "sends": near}
    assert refused_paths(crm.post(f"tickets/{ticket.number}/cooperation/", asked)) == ["$.sends"]


@pytest.mark.parametrize("near", ["2.5", "2.0", "%202", "2e0", "０２", "true", "-1"])
def test_a_list_is_narrowed_by_a_whole_number(crm: ApiClient, near: str) -> None:
    assert refused_paths(crm.get(f"tickets/?issue_type={near}")) == ["$.issue_type"]


@pytest.mark.parametrize("near", [1.0, 1.5, "1", " 1 "])
def test_a_step_takes_a_whole_number(near: Any) -> None:
    field = DecideForm.base_fields["number"]
    with pytest.raises(ValidationError):
        written_values(field, near, "number")
    assert written_values(field, 1, "number") == ["1"]


def test_a_step_takes_a_number_with_a_fraction_also_as_its_exact_text() -> None:
    field = MetricForm.base_fields["target"]
    assert (type_of(field), type_of(DecideForm.base_fields["number"])) == ("number", "integer")
    for value, written in ((2, "2"), (2.5, "2.5"), ("2.50", "2.50")):
        assert written_values(field, value, "target") == [written]
    for near in (" 2.5", "2.5 ", [2.5], {"n": 2}, True):
        with pytest.raises(ValidationError):
            written_values(field, near, "target")


def test_a_customer_s_contact_has_the_language_that_was_said(crm: ApiClient) -> None:
    contact = {"name": "Ms. Lang", "language": "en"}
    assert crm.post("customers/", {"name": "Lang", "contact": contact}).status_code == 201
    assert Contact.objects.get(name="Ms. Lang").language == "en"


def test_of_two_files_none_is_kept_without_the_other(crm: ApiClient, ticket: Ticket) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"text") for n in range(2)]
    answer = crm.client.post(
        f"/api/v1/tickets/{ticket.number}/attachments/",
        {"file": files},
        headers={"Authorization": f"Bearer {crm.key}"},
    )
    assert refused_paths(answer) == ["$.file"]
    assert not ticket.attachments.exists()


def test_a_mark_that_was_lost_and_a_key_that_is_none_are_told(crm: ApiClient) -> None:
    assert crm.get("tickets/changes/").status_code == 200
    assert crm.get("tickets/changes/?after=").status_code in (400, 410, 422)
    answer = crm.post("customers/", {"name": "A"}, **{"Idempotency-Key": " "})
    assert answer.status_code == 400 and "Idempotency-Key" in answer.json()["detail"]


def test_what_is_refused_before_it_is_read_speaks_the_language_that_was_asked_for(
    crm: ApiClient,
) -> None:
    large = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    for answer, status in (
        (crm.post("tickets/", large, **ENGLISH), 413),
        (crm.get("tickets/?q=%00", **ENGLISH), 400),
    ):
        body = answer.json()
        assert (answer.status_code, body["status"]) == (status, status)
        assert not CHINESE.search(body["detail"] + body["title"])
    assert CHINESE.search(crm.post("tickets/", large).json()["detail"])


def test_only_who_wanted_to_store_something_is_told_that_nothing_was(
    crm: ApiClient, ticket: Ticket
) -> None:
    reads = [
        crm.get("tickets/?status=bad", **ENGLISH),
        crm.get("tickets/?cursor=x", **ENGLISH),
        crm.get("figures/volume/?from=x", **ENGLISH),
        crm.get("tickets/?q=%00", **ENGLISH),
        crm.get("tickets/changes/?after=x", **ENGLISH),
        crm.post("limits/try/", {}, **ENGLISH),
        crm.post(f"tickets/{ticket.number}/panel/", {"language": "xx"}, **ENGLISH),
    ]
    for answer in reads:
        assert answer.status_code in (400, 422)
        assert "stored" not in answer.json()["detail"]
    for answer in (crm.post("tickets/", {}, **ENGLISH), crm.post("tickets/bulk/", {}, **ENGLISH)):
        assert answer.json()["detail"].startswith("Nothing was stored.")
    items = {"items": [{"channel": "phone"}]}
    [result] = crm.post("tickets/bulk/", items, **ENGLISH).json()["results"]
    assert result["problem"]["detail"].startswith("Nothing was stored.")


def test_who_lacks_a_scope_is_told_which(cast: Cast) -> None:
    reads = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    answer = reads.post("tickets/", {}, **ENGLISH)
    assert answer.status_code == 403 and "tickets.write" in answer.json()["detail"]
