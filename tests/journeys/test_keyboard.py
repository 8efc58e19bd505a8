"""The core work without a mouse: every key of the sheet, and none of them while somebody types or an IME composes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from demo.people import Cast
from tests.journeys import hands
from tests.journeys.conftest import Seats
from tests.journeys.hands import MINUTE, page_of, ticket_of
from tickets.record.enums import Direction, Status, Tier
from tickets.record.models import Ticket

COMPOSING = """key => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true}))"""


# An Enter that ends a composition: while it goes on, or after it, told by its key code alone.
ENDS_COMPOSITION = """told => document.activeElement.dispatchEvent(new KeyboardEvent(
  "keydown", {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true, ...told}))"""


def focus_is_on(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def focus_is_visible(page: Page) -> bool:
    """Does the focused element show it, by an outline or a ring?"""
    return page.evaluate("""() => { const style = getComputedStyle(document.activeElement);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none" }""")


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until the element has the focus; each stop on the way shows where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert focus_is_visible(page), page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} tabs")


def escape(page: Page, dialog: Locator) -> None:
    """Close a dialog; the keys live again when the browser has given the focus back."""
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("dialog :focus")).to_have_count(0)


def test_a_call_is_registered_by_keyboard(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_url("**/tickets/new/")
    focus_is_on(page, "#lookup")
    page.keyboard.type("88886666")
    expect(page.locator("#matches button.match")).to_have_count(1)
    page.keyboard.press("Enter")  # takes the one that was found, and never sends the form
    focus_is_on(page, "#id_original_text")
    expect(page.locator('#chosen input[name="customer"]')).to_have_value(
        str(cast.customers[hands.BEICHEN].pk)
    )
    page.keyboard.type("主轴异响，停机待修，n r c a s ? / j k")
    expect(page.locator("[data-fill-tier=urgent]")).to_be_visible()
    tab_to(page, "[data-fill-tier]", most=60)
    page.keyboard.press("Enter")
    expect(page.locator("#id_tier")).to_have_value(Tier.URGENT)
    tab_to(page, "#id_promised_at")
    page.locator("#id_promised_at").fill(
        hands.typed(timezone.now() + timedelta(hours=3))
    )  # its segments are the browser's matter
    tab_to(page, "#id_is_verified")
    if not page.locator("#id_is_verified").is_checked():
        page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/20*/")
    ticket = Ticket.objects.get()
    assert ticket.original_text == "主轴异响，停机待修，n r c a s ? / j k"
    assert (ticket.customer, ticket.tier) == (cast.customers[hands.BEICHEN], Tier.URGENT)
    assert ticket.status in (
        Status.NEW,
        Status.ACCEPTED,
    )  # whichever of the two buttons the key stands for


def test_list_and_ticket_by_keyboard(cast: Cast, seats: Seats) -> None:
    plays = [
        ticket_of(cast, summary=f"第 {n} 台打印终端卡纸", ago=(40 - 10 * n) * MINUTE)
        for n in range(3)
    ]
    page = seats.open("supervisor")
    page.goto("/tickets/?view=unassigned")
    numbers = hands.numbers_on(page)
    assert numbers == [play.ticket.number for play in plays]  # the first due on top

    here = page.locator("[data-row].is-focus .t-number")
    for key, number in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(here).to_have_text(numbers[number])
        expect(page.locator("[data-row].is-focus a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{numbers[1]}/")

    page.keyboard.press("/")
    focus_is_on(page, "#search")
    page.keyboard.type("第 2 台")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/?q=*")
    expect(page.locator("[data-row] .c-ticket .t-number")).to_have_text([numbers[2]])
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{numbers[2]}/")

    note_and_contact(page, plays[2].ticket)
    assign_with_arrows(page, plays[2].ticket)
    accept(page, plays[2].ticket)
    sheet(page)


def note_and_contact(page: Page, ticket: Ticket) -> None:
    """`c` writes a note, `r` records a contact, Ctrl+Enter saves."""
    page.keyboard.press("c")
    focus_is_on(page, "#composer textarea")
    page.keyboard.type("先查库存")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".entry", has_text="先查库存")).to_be_visible()
    page.keyboard.press("r")
    focus_is_on(page, "#composer textarea")
    page.keyboard.type("您好，已登记。")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".entry.is-customer", has_text="您好，已登记。")).to_be_visible()
    said = list(ticket.communications.values_list("direction", "body"))
    assert said == [(Direction.OUT, "您好，已登记。"), (Direction.NOTE, "先查库存")]


def assign_with_arrows(page: Page, ticket: Ticket) -> None:
    """`a` opens, the picker is driven by arrows; Esc closes its list first and the dialog second."""
    dialog = page.locator("#dialog")
    page.keyboard.press("a")
    expect(dialog).to_be_visible()
    tab_to(page, ".picker input")
    page.keyboard.type("e")  # agent and engineers among them
    options = page.locator(".picker-list li")
    expect(options.nth(1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".picker-list")).to_be_hidden()
    expect(dialog).to_be_visible()
    escape(page, dialog)

    page.keyboard.press("a")
    expect(dialog).to_be_visible()
    tab_to(page, ".picker input")
    page.keyboard.type("engineer")
    expect(options).to_have_count(2)
    second = options.nth(1)
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(second).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    name = second.get_attribute("data-label")
    page.keyboard.press("Enter")
    expect(dialog.locator('.picker input[type="text"]')).to_have_value(name or "")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    ticket.refresh_from_db()
    assert ticket.assignee and ticket.assignee.display_name == name


def accept(page: Page, ticket: Ticket) -> None:
    """`s` is the next step; Esc takes it back without a trace."""
    dialog = page.locator("#dialog")
    page.keyboard.press("s")
    expect(dialog.locator('form[action$="/do/accept/"]')).to_be_visible()
    escape(page, dialog)
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    page.keyboard.press("s")
    expect(dialog.locator('form[action$="/do/accept/"]')).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    ticket.refresh_from_db()
    assert ticket.status == Status.ACCEPTED


def sheet(page: Page) -> None:
    """`?` shows the sheet; behind an open dialog the keys are dead."""
    page.keyboard.press("?")
    help_sheet = page.locator("#help")
    expect(help_sheet).to_be_visible()
    assert help_sheet.locator("kbd").all_inner_texts() == [
        "/",
        "n",
        "j",
        "k",
        "Enter",
        "r",
        "c",
        "a",
        "s",
        "Ctrl",
        "Enter",
        "Esc",
        "?",
    ]
    box = help_sheet.bounding_box()
    assert box
    page.mouse.click(
        box["x"] + box["width"] / 2, box["y"] + box["height"] - 4
    )  # not on a control: the focus goes to the body
    page.keyboard.press("s")
    page.keyboard.press("c")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#composer")).to_be_empty()
    escape(page, help_sheet)


def test_keys_are_dead_while_typing_and_composing(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    page = seats.open("agent")
    page.goto(page_of(play))
    address = page.url
    dialogs = page.locator("dialog[open]")

    page.locator("#search").focus()
    page.keyboard.type("nrcas?jk/")
    expect(page.locator("#search")).to_have_value("nrcas?jk/")
    page.locator("#search").blur()
    for key in "nrcas?/":  # letters of a pinyin that is being composed
        page.evaluate(COMPOSING, key)
    page.keyboard.press("Alt+s")  # the browser's own
    expect(dialogs).to_have_count(0)
    expect(page.locator("#composer")).to_be_empty()
    expect(page.locator("#search")).not_to_be_focused()
    assert page.url == address

    page.keyboard.press("c")
    text = page.locator("#composer textarea")
    expect(text).to_be_focused()
    page.keyboard.type("nrcas?jk/")
    expect(text).to_have_value("nrcas?jk/")
    for told in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate(ENDS_COMPOSITION, told)
    expect(dialogs).to_have_count(0)
    page.locator(
        "#search"
    ).focus()  # anything that would have been sent is on its way before this one is answered
    page.goto(page_of(play))
    expect(page.locator(".entry", has_text="nrcas")).to_have_count(0)
    assert Ticket.objects.count() == 1
    assert play.ticket.communications.count() == 0
