"""The customer on a phone, without scripts: label, report, own page; and the agent's words back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Asset
from demo.people import Cast
from notifications.actions import outbox
from portal.actions.labels import labels_of
from portal.actions.links import make_link
from tests.factories.mails import PNG
from tests.fixtures import play_of, reported
from tests.journeys.conftest import Seats
from tests.smtp_sink import sink
from tickets.record.models import Communication, DeskRule, Ticket
from tickets.work.models import Confirmation

__all__ = ["sink"]
HOUR = timedelta(hours=1)
PICTURE = {"name": "铭牌.png", "mimeType": "image/png", "buffer": PNG}


def label_of(cast: Cast) -> str:
    asset = Asset.objects.order_by("pk").first()
    DeskRule.objects.update(takes_requests=True)
    return f"/d/{labels_of([asset], by=cast.staff['agent'], at=timezone.now())[asset.pk]}/"


IN_ENGLISH = pytest.mark.browser_context_args(locale="en-GB")


@pytest.mark.parametrize(
    ("send", "known", "sent"),
    [
        pytest.param("发送", "已报修", "已发送", id="zh"),
        pytest.param("Send", "Reported already", "Sent.", id="en", marks=IN_ENGLISH),
    ],
)
def test_from_the_label_to_the_own_page(
    cast: Cast, seats: Seats, send: str, known: str, sent: str
) -> None:
    label = label_of(cast)
    page = seats.open_phone()
    page.goto(label)
    page.fill("[name=body]", "水泵漏水，请尽快处理。")
    page.set_input_files("[name=uploads]", [PICTURE])
    page.fill("[name=name]", "赵工")
    page.fill("[name=phone]", "13700001111")
    page.check("[name=consents]")
    page.get_by_role("button", name=send, exact=True).click()

    page.wait_for_url(re.compile("/c/"))
    ticket = Ticket.objects.get()
    expect(page.locator("main")).to_contain_text(ticket.number)
    expect(page.get_by_role("link", name="铭牌.png")).to_be_visible()
    page.fill("[name=body]", "补充：早上八点开始的。")
    page.get_by_role("button", name=send, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(sent)
    expect(page.locator(".messages")).to_contain_text("早上八点")

    page.goto(label)
    expect(page.locator("main")).to_contain_text(known)
    expect(page.locator("main")).to_contain_text(ticket.number)


def test_what_the_agent_sends_the_customer_reads(cast: Cast, seats: Seats, sink: Any) -> None:
    customer = cast.customers["华启科技有限公司"]
    customer.contacts.update(email="zhang@customer.example")
    ticket = reported(cast, timezone.now())
    agent = seats.open("agent")
    agent.goto(f"/tickets/{ticket.number}/")
    agent.keyboard.press("r")
    body = agent.locator("#composer textarea")
    body.fill("/")
    expect(agent.get_by_role("listbox")).to_be_visible()
    agent.keyboard.press("ArrowDown")
    agent.keyboard.press("Enter")
    expect(body).to_have_value(re.compile(ticket.number))
    agent.keyboard.press("Control+Enter")
    # The receipt, and what was written just now.
    expect(agent.locator(".entry-delivery")).to_have_count(2)

    outbox.deliver_due(at=timezone.now())
    said = Communication.objects.get(by__isnull=False)
    mail = next(one for one in sink.took if one["Auto-Submitted"] is None)
    text = mail.get_payload(decode=True).decode()
    assert said.body.partition("\n")[0] in text
    path = text.partition("https://desk.example")[2].split()[0]
    phone = seats.open_phone()
    phone.goto(path)
    expect(phone.locator(".messages")).to_contain_text(said.body.partition("\n")[0])
    agent.reload()
    expect(agent.locator(".entry-delivery").first).to_contain_text("已发送")


def test_a_signature_is_drawn_with_the_finger(cast: Cast, seats: Seats) -> None:
    at = timezone.now() - 3 * HOUR
    play = play_of(cast, at)
    play.say("已登记", at)
    play.accept(at)
    play.solve(at, at + HOUR, "接触不良")
    page = seats.open_phone(has_scripts=True)
    page.goto(f"{make_link(play.ticket.number, timezone.now())}confirm/")
    page.get_by_text("已彻底解决").click()
    page.fill("[name=signer]", "张敏")
    canvas = page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + 120, place["y"] + 60, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="签字并提交").click()
    page.wait_for_url(re.compile("sent=signed"))
    signature = Confirmation.objects.get().signature
    assert (signature.kind, signature.file.content_type) == ("signature", "image/png")
    assert signature.file.size > 500
