"""A supervisor watches: the board asks for news and gets 304, dots tell what they are, the drawer draws the limits."""

from __future__ import annotations

import re
from datetime import timedelta
from math import hypot

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from demo.people import Cast
from demo.stage import Play
from tests.journeys.conftest import DESKTOP, PHONE, Seats
from tests.journeys.hands import MINUTE, page_of, ticket_of
from tickets.limits.actions import clocks
from tickets.record.enums import Purpose, Tier
from tickets.record.models import Ticket


def look(page: Page) -> Response:
    """Have the board ask at once, as it does every quarter of a minute; the answer as the network brought it."""
    with page.expect_response(re.compile(r"/tickets/board/live/$")) as answer:
        page.evaluate("htmx.trigger('#board', 'look')")
    return answer.value


def count_of(page: Page, key: str) -> str:
    return page.locator(f'[data-figure="{key}"] strong').inner_text()


def test_an_unchanged_board_is_not_sent_again_and_a_changed_one_shows(
    cast: Cast, seats: Seats
) -> None:
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


def test_a_session_that_ended_never_shows_the_login_inside_the_board(
    cast: Cast, seats: Seats
) -> None:
    page = seats.open("manager")
    page.goto("/tickets/board/")
    page.context.clear_cookies()
    page.evaluate("htmx.trigger('#board', 'look')")
    page.wait_for_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_dot_tells_what_it_is_by_keyboard_and_leads_to_its_ticket(
    cast: Cast, seats: Seats, language: str
) -> None:
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
    Ticket.objects.filter(pk=play.ticket.pk).update(
        next_due_at=timezone.now() + timedelta(seconds=1)
    )
    ticket_of(cast, summary="第二张", issue_type="物流问题")
    assert look(page).status == 200
    expect(page.locator(".board-table tbody tr")).to_have_count(2)
    expect(page.locator(".board-table tbody tr").first).to_be_visible()
    dot = dot.filter(has=page.locator("circle")).and_(
        page.locator(f'[aria-label^="{play.ticket.number}"]')
    )
    dot.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(play)}")


def test_a_dot_crosses_into_the_late_half_without_an_answer_from_the_server(
    cast: Cast, seats: Seats
) -> None:
    play = ticket_of(cast)
    Ticket.objects.filter(pk=play.ticket.pk).update(
        next_due_at=timezone.now() + timedelta(seconds=3)
    )
    page = seats.open("supervisor")
    page.route("**/board/live/", lambda route: route.abort())
    page.goto("/tickets/board/")
    expect(page.locator(".dot.tone-late")).to_have_count(1)
    assert float(page.locator(".dot").get_attribute("cx").rstrip("%")) < 50


def due_in(play: Play, left: timedelta) -> str:
    """Its number, after its limit was moved."""
    Ticket.objects.filter(pk=play.ticket.pk).update(next_due_at=timezone.now() + left)
    return play.ticket.number


def chosen_on(page: Page) -> set[str]:
    """The numbers of the dots that are marked."""
    marked = page.locator("[data-dot].is-chosen").evaluate_all(
        "links => links.map((one) => one.getAttribute('href'))"
    )
    return {address.split("/")[-2] for address in marked}


def test_dots_in_a_rectangle_of_the_mouse_are_given_to_a_person_after_a_preview(
    cast: Cast, seats: Seats
) -> None:
    near = [due_in(ticket_of(cast), (n + 2) * timedelta(hours=1)) for n in range(2)]
    far = due_in(ticket_of(cast), timedelta(hours=-20))
    page = seats.open("supervisor", "en")
    page.goto("/tickets/board/")
    expect(page.locator("#pick-bar")).to_be_hidden()
    lane = page.locator(".lane-track").bounding_box()
    assert lane
    page.mouse.move(lane["x"] + lane["width"] * 0.55, lane["y"] + 1)
    page.mouse.down()
    page.mouse.move(lane["x"] + lane["width"] * 0.9, lane["y"] + lane["height"] - 1, steps=4)
    expect(page.locator(".pick-frame")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".pick-frame")).to_have_count(0)
    assert page.url.endswith("/tickets/board/") and chosen_on(page) == set(near)
    expect(page.locator("#pick-bar [data-pick-count]")).to_have_text("2 selected")
    page.locator('#pick-bar .picker input[type="text"]').fill("何俊")
    page.locator("#pick-bar .picker-list li").first.click()
    page.locator("#pick-bar button.btn-primary").click()
    dialog = page.locator("#dialog[open] .reassign")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    assert not Ticket.objects.filter(assignee__isnull=False).exists()
    dialog.locator(".dialog-foot .btn-primary").click()
    expect(page.locator("#dialog[open] .reassign[data-done] tbody tr")).to_have_count(2)
    given = set(
        Ticket.objects.filter(assignee=cast.staff["engineer2"]).values_list("number", flat=True)
    )
    assert given == set(near) and far not in given
    expect(page.locator("#pick-bar")).to_be_hidden()
    expect(page.locator(".load-count")).to_have_text("2")
    page.locator("#dialog .dialog-foot .btn-primary").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)


def test_dots_are_chosen_by_keyboard_and_in_the_table_and_outlive_a_look(
    cast: Cast, seats: Seats
) -> None:
    numbers = [due_in(ticket_of(cast), (n + 1) * timedelta(hours=2)) for n in range(4)]
    page = seats.open("supervisor")
    page.goto("/tickets/board/")
    dots = page.locator("[data-dot]")
    dots.first.focus()
    page.keyboard.press("Space")
    assert chosen_on(page) == set(numbers[:1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert chosen_on(page) == set(numbers[:3])
    expect(dots.nth(2)).to_be_focused()
    page.keyboard.press("Space")
    assert chosen_on(page) == set(numbers[:2])
    page.locator(".board-table summary").click()
    box = page.locator(f'[data-pick][value="{numbers[3]}"]')
    expect(page.locator(f'[data-pick][value="{numbers[0]}"]')).to_be_checked()
    box.check()
    assert chosen_on(page) == {numbers[0], numbers[1], numbers[3]}
    Ticket.objects.filter(number=numbers[0]).update(is_open=False)
    ticket_of(cast, summary="第五张")
    assert look(page).status == 200
    expect(page.locator(f'[data-dot][href$="/{numbers[0]}/"]')).to_have_count(0)
    expect(page.locator("[data-dot].is-chosen")).to_have_count(2)
    assert chosen_on(page) == {numbers[1], numbers[3]}
    page.locator("[data-dot]").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#pick-bar")).to_be_hidden()
    assert chosen_on(page) == set()


def test_who_does_not_assign_chooses_nothing(cast: Cast, seats: Seats) -> None:
    ticket_of(cast)
    page = seats.open("analyst")
    page.goto("/tickets/board/")
    page.locator("[data-dot]").focus()
    page.keyboard.press("Space")
    assert chosen_on(page) == set()
    expect(page.locator("#pick-bar")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, (820, 1180), (1280, 800), DESKTOP])
def test_no_dot_covers_another_at_any_width(
    cast: Cast, seats: Seats, size: tuple[int, int]
) -> None:
    for n in range(14):
        due_in(ticket_of(cast, tier=Tier.URGENT), timedelta(hours=2, minutes=6 * n))
    page = seats.open("supervisor", size=size)
    page.goto("/tickets/board/")
    boxes = page.locator("[data-dot] circle").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().width).map((one) => { const b = one.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })"
    )
    assert len(boxes) == 14
    lane = page.locator(".lane-track").bounding_box()
    assert lane and all(lane["y"] <= y <= lane["y"] + lane["height"] for _x, y in boxes)
    apart = [
        hypot(x - other_x, y - other_y)
        for n, (x, y) in enumerate(boxes)
        for other_x, other_y in boxes[:n]
    ]
    assert min(apart) >= 9, min(apart)


def test_board_and_log_fit_a_phone(cast: Cast, seats: Seats) -> None:
    ticket_of(cast, tier=Tier.URGENT, ago=timedelta(hours=2))
    clocks.sweep_clocks(at=timezone.now(), limit=100)
    page = seats.open("manager", size=PHONE)
    for path, something in (
        ("/tickets/board/", "[data-dot]"),
        ("/tickets/escalations/", ".log tbody tr"),
    ):
        page.goto(path)
        expect(page.locator(something).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_drawer_draws_limits_and_walks_through_cycles(
    cast: Cast, seats: Seats, theme: str
) -> None:
    play = ticket_of(cast, ago=timedelta(hours=5), issue_type="硬件故障")
    now = timezone.now()
    play.say("已登记", now, Purpose.ACK)
    play.accept(now)
    play.assign(now)
    play.take_over(now)
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
    assert (
        box
        and window
        and (box["x"] + box["width"], box["height"]) == (window["width"], window["height"])
    )
    expect(page.locator("#after-progress")).to_be_disabled()
    page.locator("#before-progress").click()
    expect(page.locator("#before-progress")).to_be_disabled()
    expect(page.locator("#after-progress")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog[open]")).to_have_count(0)
