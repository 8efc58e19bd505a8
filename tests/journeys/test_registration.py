"""The registration form at work: a new caller, a proposal by keyboard, a draft that is whole."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from demo.people import Cast
from tests.journeys.conftest import Seats
from tests.journeys.hands import HUAQI
from tickets.record.enums import Tier
from tickets.record.models import Ticket


def test_whom_nobody_is_found_by_is_not_typed_again(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#lookup").fill("13877770000")
    none = page.locator("#matches .lookup-none")
    expect(none).to_be_visible()
    expect(page.locator("#id_new_phone")).to_have_value("13877770000")
    # The message stands above the fields it speaks of, not on them.
    message, field = none.bounding_box(), page.locator("#id_new_customer").bounding_box()
    assert message["y"] + message["height"] <= field["y"]

    page.locator("#lookup").fill("海天泵业")
    expect(page.locator("#id_new_customer")).to_have_value("海天泵业")
    # What somebody wrote is not written over.
    page.locator("#id_new_customer").fill("海天泵业有限公司")
    page.locator("#lookup").fill("海天泵业集团")
    expect(page.locator("#matches .lookup-none")).to_have_attribute("data-words", "海天泵业集团")
    expect(page.locator("#id_new_customer")).to_have_value("海天泵业有限公司")


def test_an_urgent_matter_by_keyboard_with_a_promise_by_the_rules(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#id_new_customer").fill("海天泵业有限公司")
    page.locator("#id_impact").select_option("severe")
    page.locator("#id_summary").fill("整条产线停产")
    offer = page.locator("[data-fill-tier=urgent]")
    expect(offer).to_be_visible()
    page.locator("#id_summary").focus()
    page.keyboard.press("Tab")
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_tier")).to_have_value(Tier.URGENT)
    expect(page.locator(".suggestion.is-taken")).to_be_visible()
    page.locator("[data-fill-promise]").click()
    expect(page.locator("#id_promised_at")).not_to_have_value("")
    page.locator("button[name=save]").click()
    page.wait_for_url("**/tickets/2*/")
    ticket = Ticket.objects.get()
    assert ticket.tier == Tier.URGENT
    assert ticket.promised_at is not None and ticket.promised_at > timezone.now()


def test_a_proposal_is_used_by_a_slow_press_right_after_typing(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#id_original_text").press_sequentially("停机了")
    offer = page.locator("[data-fill-tier]")
    expect(offer).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    offer.hover()
    page.mouse.down()
    # The text is left by the press. What that would send is sent before the page is asked again.
    expect(page.locator("#id_original_text")).not_to_be_focused()
    page.evaluate("() => fetch('/tickets/new/')")
    page.mouse.up()
    expect(page.locator("#id_tier")).not_to_have_value(Tier.GENERAL)
    assert not asked[0].endswith("/suggest/")


def test_a_proposal_that_is_ignored_is_asked_about_once(cast: Cast, seats: Seats) -> None:
    seats.expected |= {422}
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#id_new_customer").fill("海天泵业有限公司")
    page.locator("#id_summary").fill("控制柜冒烟")
    page.locator("#id_impact").select_option("severe")
    page.locator("button[name=save]").click()
    expect(page.locator("#id_tier_error")).to_be_visible()
    assert not Ticket.objects.exists()
    page.locator("button[name=save]").click()
    page.wait_for_url("**/tickets/2*/")
    assert Ticket.objects.get().tier == Tier.GENERAL


def test_the_chosen_customer_is_part_of_the_draft(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#lookup").fill("1234567")
    page.locator("#matches button.match").first.click()
    expect(page.locator("#chosen")).to_contain_text(HUAQI)
    page.locator("#id_summary").fill("主轴异响")
    page.reload()
    expect(page.locator("#chosen .chosen")).to_contain_text(HUAQI)
    expect(page.locator("#id_summary")).to_have_value("主轴异响")

    # Another choice is kept too: no customer comes back that was taken away.
    page.locator("#chosen .chosen-head button").click()
    expect(page.locator("#id_new_customer")).to_be_visible()
    page.reload()
    expect(page.locator(".draft-note")).to_be_visible()
    expect(page.locator("#chosen .chosen")).to_have_count(0)
