"""What a hand does on the pages, found by addresses, ids and data attributes, never by words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from customers.rules import Customer
from demo.people import Cast
from demo.stage import Play, open_play
from tickets.record.enums import Nature, Priority, Tier

HUAQI, BEICHEN = "华启科技有限公司", "北辰制造集团"
MINUTE = timedelta(minutes=1)


def typed(moment: datetime) -> str:
    """A moment as a datetime-local input takes it, in the desk's zone."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def ticket_of(
    cast: Cast,
    *,
    summary: str = "打印终端卡纸",
    customer: str = HUAQI,
    ago: timedelta = 5 * MINUTE,
    by: str = "agent",
    **told: object,
) -> Play:
    """A ticket registered through the action layer, `ago` before now."""
    told.setdefault("issue_type", "硬件故障")
    told.setdefault("channel", "电话")
    told.setdefault("tier", Tier.GENERAL)
    told.setdefault("priority", Priority.LOW)
    now = timezone.now()
    return open_play(
        cast,
        registrar=by,
        at=now,
        reported_at=now - ago,
        customer=customer,
        summary=summary,
        nature=Nature.FAULT,
        **told,
    )


def first_phone(customer: Customer) -> str:
    return customer.contacts.first().phone


def page_of(play: Play) -> str:
    return f"/tickets/{play.ticket.number}/"


def open_step(page: Page, verb: str) -> Locator:
    """Click a step of the ticket; its form in the dialog."""
    link = page.locator(f'.ticket-acts a[href$="/do/{verb}/"]')
    if page.locator(f'.menu-list a[href$="/do/{verb}/"]').count():
        page.locator("details.menu summary").click()
    link.click()
    form = page.locator(f'#dialog[open] form[action$="/do/{verb}/"]')
    expect(form).to_be_visible()
    return form


def fill(form: Locator, **fields: str) -> None:
    """Type into the form's fields by their names; a select is set by value."""
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        field.select_option(value) if field.evaluate(
            "one => one.tagName"
        ) == "SELECT" else field.fill(value)


def save_step(page: Page, form: Locator) -> None:
    """Press the form's own button and wait for the page that comes after it."""
    with page.expect_navigation():
        form.locator(".dialog-foot button").click()


def do(page: Page, verb: str, **fields: str) -> None:
    """One step from button to saved page."""
    form = open_step(page, verb)
    fill(form, **fields)
    save_step(page, form)


def compose(page: Page, kind: str) -> Locator:
    """Open the composer (`contact` or `note`); its form."""
    page.locator(f'[data-key="{"r" if kind == "contact" else "c"}"]').click()
    form = page.locator(f'#composer form[action$="/{kind}/"]')
    expect(form).to_be_visible()
    return form


def send(page: Page, form: Locator) -> None:
    with page.expect_navigation():
        form.locator(".form-foot button").click()


def tell(page: Page, *, purpose: str, body: str = "", **fields: str) -> None:
    """Record a contact with the customer; without a body the standard wording of the purpose is taken."""
    form = compose(page, "contact")
    if set(fields) & {"happened_at", "score", "reaction"}:
        form.locator("details.more summary").click()
    if body:
        fill(form, purpose=purpose, body=body)
    else:
        form.locator(f'[data-wording][data-purpose="{purpose}"]').first.click()
        expect(form.locator('[name="purpose"]')).to_have_value(purpose)
        expect(form.locator('[name="body"]')).not_to_have_value("")
    fill(form, **fields)
    send(page, form)


def stage_of(page: Page) -> int:
    """The position of the current stage in the stage bar."""
    return page.locator("ol.stages").evaluate(
        "bar => [...bar.children].findIndex((one) => one.ariaCurrent === 'step')"
    )


def expect_status(page: Page, status: str, stage: int, words: str = "") -> None:
    """The state in the head of the ticket, its place in the stage bar, and its word."""
    mark = page.locator(f".ticket-marks .status-{status}")
    expect(mark).to_be_visible()
    assert stage_of(page) == stage
    if words:
        expect(mark).to_have_text(words)


def numbers_on(page: Page) -> list[str]:
    """The ticket numbers of the list's rows, in order."""
    return page.locator("[data-row] .c-ticket .t-number").all_inner_texts()


def number_in(url: str) -> str:
    found = re.search(r"/tickets/(\d{6}-\d{5})/", url)
    assert found, url
    return found[1]
