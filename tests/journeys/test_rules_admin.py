"""An administrator arranges rules with mouse and keys, and edits their limits in the matrix, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from calendars.models import WorkCalendar
from tests.journeys.conftest import DESKTOP, PHONE, Seats
from tests.support.pages import fits
from tickets.limits.enums import Unit
from tickets.limits.models import SlaKind, SlaPolicy, SlaTarget
from tickets.record.enums import Tier

RULES, MATRIX = "/admin/tickets/slapolicy/", "/admin/tickets/slapolicy/matrix/"


@pytest.fixture
def keeper(transactional_db: None) -> User:
    return User.objects.create_superuser("keeper", "keeper@example.com", "x", display_name="管理员")


def names() -> list[str]:
    return list(SlaPolicy.objects.filter(is_fallback=False).values_list("name", flat=True))


def shown(page: Page) -> list[str]:
    return page.locator("[data-rule] h2 a").all_inner_texts()


def handle(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"] .rule-handle')


def middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hold(page: Page, name: str, over: str) -> None:
    """Take a rule by its handle and hold it over the handle of another."""
    page.mouse.move(*middle(handle(page, name)))
    page.mouse.down()
    page.mouse.move(*middle(handle(page, over)), steps=8)


def saved(page: Page, act: str = "mouse") -> int:
    """Drop what is held; the status of the server's answer, once the new list has the focus."""
    with page.expect_response("**/order/") as answer:
        page.mouse.up() if act == "mouse" else page.keyboard.press("Space")
    expect(page.locator(".rule-handle:focus")).to_have_count(1)
    return answer.value.status


def many_rules(count: int) -> None:
    ack, calendar = SlaKind.objects.get(code="ack"), WorkCalendar.objects.get(code="natural")
    for n in range(count):
        policy = SlaPolicy.objects.create(
            name=f"规则 {n}", order=100 + n, customer_level="vip", tier=Tier.GENERAL
        )
        SlaTarget.objects.create(
            policy=policy, kind=ack, amount=n + 1, unit=Unit.MINUTE, calendar=calendar
        )


# --- the order ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", DESKTOP), ("en", PHONE)], ids=["zh-wide", "en-narrow"]
)
def test_a_rule_is_dragged(
    keeper: User, seats: Seats, language: str, size: tuple[int, int]
) -> None:
    first, second, third = names()
    page = seats.open(keeper.username, language, size=size)
    page.goto(RULES)
    fits(page)
    hold(page, first, over=third)
    assert shown(page) == [second, third, first]
    assert saved(page) == 200
    assert shown(page) == names() == [second, third, first]
    expect(page.locator(".draft-banner")).to_be_visible()
    expect(handle(page, first)).to_be_focused()

    hold(page, first, over=second)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == names() == [second, third, first]
    hold(page, first, over=second)
    assert saved(page) == 200
    assert shown(page) == names() == [first, second, third]
    expect(page.locator(".draft-banner")).to_have_count(0)


def test_a_long_list_scrolls_under_the_dragged_rule(keeper: User, seats: Seats) -> None:
    many_rules(20)
    first = names()[0]
    page = seats.open(keeper.username)
    page.goto(RULES)
    x, y = middle(handle(page, first))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, 895, steps=6)
    expect(page.locator("[data-rule]").last).to_have_attribute("data-name", first)
    assert page.evaluate("scrollY") > 500
    assert saved(page) == 200
    assert names()[-1] == first


def test_a_rule_is_moved_by_keys_and_every_step_is_told(keeper: User, seats: Seats) -> None:
    first, second, third = names()
    page = seats.open(keeper.username, "en")
    page.goto(RULES)
    told = page.locator("#rule-said")
    handle(page, third).focus()
    page.keyboard.press("ArrowUp")
    assert shown(page) == [first, second, third], "nothing moves that was not picked up"
    page.keyboard.press("Space")
    expect(told).to_contain_text(third)
    page.keyboard.press("ArrowUp")
    expect(told).to_contain_text("2")
    page.keyboard.press("Home")
    assert shown(page) == [third, first, second]
    page.keyboard.press("Escape")
    assert shown(page) == names() == [first, second, third]
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    assert saved(page, "key") == 200
    assert shown(page) == names() == [first, third, second]
    expect(handle(page, third)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    assert shown(page) == names() == [first, third, second], "who goes on puts it back"


def test_an_order_that_somebody_else_changed_is_told_and_nothing_is_moved(
    keeper: User, seats: Seats
) -> None:
    first, second, third = names()
    page = seats.open(keeper.username)
    page.goto(RULES)
    SlaPolicy.objects.filter(name=third).update(order=1)
    seats.expected.add(409)
    hold(page, first, over=third)
    assert saved(page) == 409
    expect(page.locator("#rules-draft > [role=alert]")).to_be_visible()
    assert shown(page) == names() == [third, first, second]
    hold(page, second, over=third)
    assert saved(page) == 200
    expect(page.locator("#rules-draft > [role=alert]")).to_have_count(0)
    assert shown(page) == names() == [second, third, first]


def test_a_server_that_does_not_answer_leaves_the_list_as_it_was(
    keeper: User, seats: Seats
) -> None:
    before = names()
    page = seats.open(keeper.username)
    page.goto(RULES)
    page.route("**/order/", lambda route: route.abort())
    hold(page, before[0], over=before[2])
    page.mouse.up()
    expect(page.locator("#rule-failed")).to_be_visible()
    assert shown(page) == names() == before
    seats.complaints.clear()  # of the browser and of htmx, about the answer that never came
    page.unroute("**/order/")
    hold(page, before[0], over=before[2])
    assert saved(page) == 200
    expect(page.locator("#rule-failed")).to_be_hidden()
    assert names() == [*before[1:], before[0]]


def test_without_scripts_the_buttons_move_and_no_handle_shows(keeper: User, seats: Seats) -> None:
    first, second, third = names()
    page = seats.open(keeper.username, java_script_enabled=False)
    page.goto(RULES)
    expect(handle(page, first)).to_be_hidden()
    page.locator(f'[data-name="{first}"] [value="down"]').click()
    assert names() == [second, first, third]


# --- the matrix -----------------------------------------------------------------------------------------------------


def cell(page: Page, tier: Tier, kind: str) -> Locator:
    return page.locator(f"#c-{SlaPolicy.objects.get(tier=tier).pk}-{kind}")


def limit(tier: Tier, kind: str) -> SlaTarget:
    return SlaTarget.objects.get(policy__tier=tier, kind__code=kind)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_limits_are_edited_by_keys_alone(keeper: User, seats: Seats) -> None:
    """One changed by typing over it, one added, one emptied, one copied: saved at once."""
    page = seats.open(keeper.username)
    page.goto(MATRIX)
    fits(page)
    ack, start = cell(page, Tier.URGENT, "ack"), cell(page, Tier.URGENT, "start")
    ack.focus()
    page.keyboard.press("Tab")
    expect(start).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(ack).to_be_focused()
    page.keyboard.type("45")
    expect(page.locator("#cell-amount")).to_have_value("45")
    page.keyboard.press("Tab")
    page.locator("#cell-unit").select_option("minute")
    page.keyboard.press("Enter")
    expect(cell(page, Tier.IMPORTANT, "ack")).to_be_focused()
    expect(ack).to_contain_text("45")

    respond = cell(page, Tier.URGENT, "respond")
    respond.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("4")
    page.locator("#cell-unit").select_option("hour")
    page.locator("#cell-calendar").select_option("workdays")
    page.keyboard.press("Enter")
    start.focus()
    page.keyboard.press("Delete")
    cell(page, Tier.IMPORTANT, "resolve").focus()
    page.keyboard.press("Control+c")
    cell(page, Tier.GENERAL, "resolve").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("#matrix-count")).to_contain_text("4")
    save(page)
    expect(page.locator(".messagelist")).to_be_visible()
    expect(page.locator(".draft-banner")).to_be_visible()
    expect(page.locator("td.is-changed")).to_have_count(0)
    assert (limit(Tier.URGENT, "ack").amount, limit(Tier.URGENT, "ack").unit) == (45, Unit.MINUTE)
    assert limit(Tier.URGENT, "ack").steps.count() == 3, "what the matrix does not show stays"
    made = limit(Tier.URGENT, "respond")
    assert (made.amount, made.unit, made.calendar.code) == (4, Unit.HOUR, "workdays")
    expect(respond.locator(".cell-bare")).to_be_visible()
    assert not SlaTarget.objects.filter(policy__tier=Tier.URGENT, kind__code="start").exists()
    assert limit(Tier.GENERAL, "resolve").amount == limit(Tier.IMPORTANT, "resolve").amount


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", DESKTOP), ("en", PHONE)], ids=["zh-wide", "en-narrow"]
)
def test_a_refused_value_names_rule_and_column_and_keeps_what_was_typed(
    keeper: User, seats: Seats, language: str, size: tuple[int, int]
) -> None:
    page = seats.open(keeper.username, language, size=size)
    page.goto(MATRIX)
    for tier, typed in ((Tier.URGENT, "7"), (Tier.GENERAL, "2,5")):
        cell(page, tier, "ack").click()
        page.locator("#cell-amount").fill(typed)
        page.locator("#cell-take").click()
    seats.expected.add(422)
    page.locator("#matrix-save").click()
    wrong = page.locator(".matrix-wrong li")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("一般 / 低")
    expect(wrong).to_contain_text(
        str(SlaKind.objects.get(code="ack").name if language == "zh-hans" else "First response")
    )
    expect(wrong).to_contain_text("2,5")
    fits(page)
    assert limit(Tier.URGENT, "ack").amount == 10, "all or nothing"
    expect(cell(page, Tier.URGENT, "ack")).to_contain_text("7")
    expect(cell(page, Tier.GENERAL, "ack")).to_be_focused()
    wrong.locator("a").click()
    expect(page.locator("#cell-amount")).to_have_value("2,5")
    page.locator("#cell-amount").fill("25")
    page.locator("#cell-take").click()
    save(page)
    assert (limit(Tier.URGENT, "ack").amount, limit(Tier.GENERAL, "ack").amount) == (7, 25)


def test_a_draft_that_somebody_else_changed_is_told_and_keeps_both(
    keeper: User, seats: Seats
) -> None:
    page = seats.open(keeper.username)
    page.goto(MATRIX)
    cell(page, Tier.URGENT, "ack").focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    SlaTarget.objects.filter(policy__tier=Tier.URGENT, kind__code__in=("ack", "start")).update(
        amount=99
    )
    seats.expected.add(409)
    save(page)
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("td:has(.cell-note)")).to_have_count(1)
    expect(cell(page, Tier.URGENT, "start")).to_contain_text("99")
    expect(cell(page, Tier.URGENT, "ack")).to_contain_text("7")
    assert limit(Tier.URGENT, "ack").amount == 99
    save(page)
    assert (limit(Tier.URGENT, "ack").amount, limit(Tier.URGENT, "start").amount) == (7, 99)


def test_forty_rules_keep_head_and_names_in_sight(keeper: User, seats: Seats) -> None:
    many_rules(40)
    page = seats.open(keeper.username, size=(1280, 800))
    page.goto(MATRIX)
    fits(page)
    page.locator(".cell").first.focus()
    page.keyboard.press("Control+End")
    last = page.locator("tbody tr").last.locator(".cell").last
    expect(last).to_be_focused()
    head, name = (
        page.locator("thead th").last.bounding_box(),
        page.locator("tbody tr").last.locator("th").bounding_box(),
    )
    here, room = last.bounding_box(), page.locator(".matrix-room").bounding_box()
    assert head and name and here and room
    assert abs(head["y"] - room["y"]) <= 2 and abs(name["x"] - room["x"]) <= 2
    assert (
        here["x"] >= name["x"] + name["width"] - 1 and here["y"] >= head["y"] + head["height"] - 1
    )
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    second = page.locator("tbody tr").nth(1).locator(".cell").first
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    expect(page.locator("#matrix-count")).to_have_text("")
