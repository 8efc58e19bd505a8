"""What a scanned label opens."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from customers.models import Asset, ProductModel
from portal.actions.labels import labels_of
from tests.fixtures import browser_of, reported
from tests.support.all_rows import changed_tables, digests_of_tables
from tickets.record.models import Attachment, DeskRule, Ticket
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
FORM = {"body": "水泵漏水", "name": "赵工", "phone": "13700001111", "consents": "on"}


@pytest.fixture
def asset(cast):
    model = ProductModel.objects.create(code="SV-750", name="伺服驱动器", warranty_months=24)
    customer = cast.customers["华启科技有限公司"]
    return Asset.objects.create(
        serial="SV-0001", model=model, customer=customer, sold_on="2026-01-31"
    )


@pytest.fixture
def path(cast, asset):
    codes = labels_of([asset], by=cast.staff["agent"], at=timezone.now())
    DeskRule.objects.update(takes_requests=True)
    return f"/d/{codes[asset.pk]}/"


def send(path, *, key=None, **fields):
    return Client().post(path, {"submit_id": key or str(uuid.uuid4()), **FORM, **fields})


def test_it_says_what_the_device_is_and_hides_whose_it_is(path):
    page = Client().get(path).content.decode()
    assert "SV-0001" in page and "伺服驱动器" in page and "2028-01-31" in page
    assert "华启" not in page and "*有限公司" in page
    assert "<script" not in page


def test_a_report_with_a_picture_leads_to_the_customers_page_once(path, asset):
    key = str(uuid.uuid4())
    answers = [send(path, key=key, uploads=[SimpleUploadedFile("铭牌.png", PNG)]) for _n in "ab"]
    assert [answer.status_code for answer in answers] == [302, 302]
    ticket = Ticket.objects.get()
    assert ticket.asset == asset
    assert Attachment.objects.get().visibility == "customer"
    page = Client().get(answers[0]["Location"]).content.decode()
    assert ticket.number in page and "铭牌.png" in page and "水泵漏水" in page


def test_the_same_device_shows_its_open_case_and_nothing_that_was_said(cast, path, asset):
    ticket = reported(cast, timezone.now(), asset=asset, original_text="canary-words")
    conversation.write_note(ticket, by=cast.staff["agent"], at=timezone.now(), body="canary-note")
    page = Client().get(path).content.decode()
    assert ticket.number in page and "已收到您的反馈" in page
    assert "canary" not in page and ticket.summary not in page


@pytest.mark.parametrize(
    "wrong",
    [{"body": ""}, {"name": ""}, {"phone": "12"}, {"consents": ""}, {"website": "http://spam"}],
)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(path, wrong):
    answer = send(path, **wrong)
    assert answer.status_code == 422 and not Ticket.objects.exists()
    assert ("水泵漏水" in answer.content.decode()) is ("body" not in wrong)


def test_a_desk_that_takes_no_reports_shows_the_device_alone(path):
    DeskRule.objects.update(takes_requests=False)
    assert "<form" not in Client().get(path).content.decode()
    assert send(path).status_code == 200 and not Ticket.objects.exists()


def test_a_device_is_not_reported_by_the_dozen(path):
    statuses = [send(path, body=f"{n}").status_code for n in range(7)]
    assert statuses == [302] * 5 + [429] * 2


def test_looking_changes_nothing_and_a_wrong_code_is_nothing(path):
    before = digests_of_tables()
    assert Client().get(path).status_code == 200
    assert changed_tables(before) == []
    assert Client().get("/d/aaaaaaaaaaaaaaaa/").status_code == 404


def test_a_sheet_of_labels(cast, asset):
    agent = browser_of(cast.staff["agent"])
    page = agent.post("/device-labels/", {"customer": asset.customer.code}).content.decode()
    assert page.count("<li>") == 1 and "data:image/svg+xml" in page and "SV-0001" in page
    assert "SV-0001" in agent.post("/device-labels/", {"model": "SV-750"}).content.decode()
    file = agent.post("/device-labels/", {"customer": asset.customer.code, "as": "pdf"})
    assert file["Content-Type"] == "application/pdf" and "attachment" in file["Content-Disposition"]
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert agent.post("/device-labels/", {}).status_code == 404
    assert agent.get("/device-labels/").status_code == 405
    assert browser_of(cast.staff["trainer"]).post("/device-labels/", {}).status_code == 403
    card = agent.get(f"/customers/{asset.customer.code}/").content.decode()
    assert "/device-labels/" in card
