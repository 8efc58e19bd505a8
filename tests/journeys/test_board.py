"""A supervisor watches: the board asks for news and gets 304, dots tell what they are, the drawer draws the limits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from tests.journeys.conftest import PHONE, Seats
from tests.journeys.hands import MINUTE, page_of, ticket_of
from tickets.actions import clocks
from tickets.enums import Purpose, Tier
from tickets.management.demo.people import Cast
from tickets.models import Ticket


def look(page: Page) -> Response:
    """Have the board ask at once, as it does every quarter of a minute; the answer as the network brought it."""
    with page.expect_response(re.compile(r"/tickets/board/live/$")) as answer:
        page.evaluate("htmx.trigger('#board', 'look')")
    return answer.value


def count_of(page: Page, key: str) -> str:
    return page.locator(f'[data-figure="{key}"] strong').inner_text()


def test_an_unchanged_board_is_not_sent_again_and_a_changed_one_shows(cast: Cast, seats: Seats) -> None:
    ticket_of(cast)
    page = seats.open("supervisor")
    page.goto("/tickets/board/")
    assert page.locator("#board").get_attribute("hx-trigger") == "every 15s, look"
    page.locator("#board").evaluate("board => { board.firstElementChild.dataset.same = '1' }")
    dot = page.locator("[data-dot]").first
    dot.focus()
    quiet = look(page)
    assert quiet.status == 304 and quiet.request.headers["if-none-match"]
    expect(page.locator("#board > [data-same]")).to_have_count(1)
    assert count_of(page, "unassigned") == "1"
    ticket_of(cast, summary="第二张")
    assert look(page).status == 200
    expect(page.locator('[data-figure="unassigned"] strong')).to_have_text("2")
    expect(page.locator("#board > [data-same]")).to_have_count(0)
    expect(dot).to_be_focused()
    assert look(page).status == 304


def test_a_session_that_ended_never_shows_the_login_inside_the_board(cast: Cast, seats: Seats) -> None:
    page = seats.open("manager")
    page.goto("/tickets/board/")
    page.context.clear_cookies()
    page.evaluate("htmx.trigger('#board', 'look')")
    page.wait_for_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_dot_tells_what_it_is_by_keyboard_and_leads_to_its_ticket(cast: Cast, seats: Seats, language: str) -> None:
    play = ticket_of(cast, summary="伺服报警 AL-32", ago=2 * MINUTE)
    page = seats.open("supervisor", language)
    page.goto("/tickets/board/")
    dot = page.locator("[data-dot]")
    dot.focus()
    tip = page.locator("#dot-tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(play.ticket.number)
    expect(tip).to_contain_text("伺服报警 AL-32")
    expect(tip).to_contain_text({"zh-hans": "首次响应", "en": "First response"}[language])
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.locator(".board-table summary").click()
    expect(page.locator(".board-table tbody tr")).to_be_visible()
    Ticket.objects.filter(pk=play.ticket.pk).update(next_due_at=timezone.now() + timedelta(seconds=1))
    ticket_of(cast, summary="第二张", issue_type="物流问题")
    assert look(page).status == 200
    expect(page.locator(".board-table tbody tr")).to_have_count(2)
    expect(page.locator(".board-table tbody tr").first).to_be_visible()
    dot = dot.filter(has=page.locator("circle")).and_(page.locator(f'[aria-label^="{play.ticket.number}"]'))
    dot.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(play)}")


def test_a_dot_crosses_into_the_late_half_without_an_answer_from_the_server(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    Ticket.objects.filter(pk=play.ticket.pk).update(next_due_at=timezone.now() + timedelta(seconds=3))
    page = seats.open("supervisor")
    page.route("**/board/live/", lambda route: route.abort())
    page.goto("/tickets/board/")
    expect(page.locator(".dot.tone-late")).to_have_count(1, timeout=15_000)
    assert float(page.locator(".dot").get_attribute("cx").rstrip("%")) < 50


def test_board_and_log_fit_a_phone(cast: Cast, seats: Seats) -> None:
    ticket_of(cast, tier=Tier.URGENT, ago=timedelta(hours=2))
    clocks.sweep(at=timezone.now(), limit=100)
    page = seats.open("manager", size=PHONE)
    for path, something in (("/tickets/board/", "[data-dot]"), ("/tickets/escalations/", ".log tbody tr")):
        page.goto(path)
        expect(page.locator(something).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_drawer_draws_limits_and_walks_through_cycles(cast: Cast, seats: Seats, theme: str) -> None:
    play = ticket_of(cast, ago=timedelta(hours=5), issue_type="硬件故障")
    now = timezone.now()
    play.say("已登记", now, Purpose.ACK)
    play.accept(now)
    play.assign(now)
    play.take(now)
    play.say("正在处理", now)
    page = seats.open("engineer", theme=theme)
    page.goto(page_of(play))
    page.locator(".chip-more").click()
    drawer = page.locator("#dialog[open] .drawer")
    expect(drawer.locator(".clock.is-missed .part-late")).to_have_count(1)
    expect(drawer.locator("details[open] li").first).to_be_visible()
    fill = drawer.locator(".part-late").evaluate("part => getComputedStyle(part).fill")
    assert fill == "rgb(217, 45, 45)"
    box, window = page.locator("#dialog").bounding_box(), page.viewport_size
    assert box and window and (box["x"] + box["width"], box["height"]) == (window["width"], window["height"])
    expect(page.locator("#after-progress")).to_be_disabled()
    page.locator("#before-progress").click()
    expect(page.locator("#before-progress")).to_be_disabled()
    expect(page.locator("#after-progress")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog[open]")).to_have_count(0)
