"""How it was: from the mail to five taps on a phone, and to the supervisor who calls."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from demo.people import Cast
from feedback.actions import surveys
from feedback.models import CallAttempt, Survey
from notifications.actions import outbox
from tests.feedback.support import HOUR, solved
from tests.journeys.conftest import Seats
from tests.smtp_sink import sink

__all__ = ["sink"]


def test_a_low_answer_on_the_phone_rings_and_is_called_about(
    cast: Cast, seats: Seats, sink: Any
) -> None:
    cast.customers["华启科技有限公司"].contacts.update(email="zhang@customer.example")
    now = timezone.now()
    play = solved(cast, at=now - 3 * HOUR)
    surveys.make_surveys(now, limit=10)
    Survey.objects.update(next_at=now)
    surveys.carry_on_surveys(now, limit=10)
    outbox.deliver_due(at=now)
    texts = [mail.get_payload(decode=True).decode() for mail in sink.took]
    text = next(text for text in texts if "/survey/" in text)
    path = text.partition("https://desk.example")[2].split()[0]

    phone = seats.open_phone()
    phone.goto(path)
    for place in range(5):
        phone.locator(".score").nth(place).locator(".score-box").nth(4 if place == 1 else 0).click()
    phone.fill("[name=comment]", "等了两天才来")
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_role("status")).to_contain_text("感谢您的评价")

    desk = seats.open("supervisor")
    desk.goto("/inbox/")
    expect(desk.locator(".inbox")).to_contain_text(f"客户评分偏低：1 分 · {play.ticket.number}")
    desk.goto("/calls/")
    expect(desk.locator(".calls-answer")).to_contain_text("等了两天才来")
    seats.expected.add(422)
    desk.get_by_role("button", name="保存并下一个").click()
    expect(desk.locator(".outcomes .field-error")).to_be_visible()
    desk.get_by_text("已接通：问题已解决").click()
    desk.get_by_label("沟通内容").fill("已致歉并说明原因")
    desk.get_by_label("不满意原因").select_option(label="处理时效慢")
    desk.get_by_label("处理措施").fill("下次上门前一天确认时间")
    desk.get_by_role("button", name="保存并下一个").click()
    # The next one has come: the result of the same ticket.
    expect(desk.locator("#call-title")).to_have_text("结果回访")
    expect(desk.locator(".alert-success")).to_contain_text(play.ticket.number)
    assert CallAttempt.objects.get().recovery == "下次上门前一天确认时间"

    desk.goto(f"/tickets/{play.ticket.number}/")
    expect(desk.get_by_text("客户自行填写")).to_be_visible()
