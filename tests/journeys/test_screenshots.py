"""The pictures of the README, from the demo. MAKE_SCREENSHOTS=1 puts them into docs/screenshots/."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.journeys.conftest import PHONE, Seats
from tests.journeys.hands import HUAQI
from tickets.record.enums import Status
from tickets.record.models import Ticket

KEPT = Path(__file__).parents[2] / "docs" / "screenshots"
SMALLEST, FEWEST_COLOURS = 20_000, 30
COLOURS = """async (png) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(png)], {type: "image/png"}));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const seen = new Set(new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer));
  return [bitmap.width, bitmap.height, seen.size] }"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return KEPT if os.environ.get("MAKE_SCREENSHOTS") == "1" else tmp_path


def test_pictures_of_the_readme(
    transactional_db: None, quick_passwords: None, seats: Seats, folder: Path
) -> None:
    call_command("load_demo", verbosity=0)
    folder.mkdir(parents=True, exist_ok=True)
    waiting = Ticket.objects.filter(status=Status.WAITING_CUSTOMER).order_by("-reported_at")[0]

    desk = seats.open("supervisor")
    desk.goto("/tickets/?view=open")
    take(desk, folder / "list-zh.png")
    desk.goto(f"/tickets/{waiting.number}/")
    take(desk, folder / "ticket-zh.png")
    take(desk, folder / "new-zh.png", before=fill_in)

    desk.goto("/tickets/board/")
    expect(desk.locator("circle.dot").first).to_be_visible()
    desk.screenshot(path=folder / "board-zh.png", animations="disabled")
    keeper = seats.open("admin")
    keeper.goto("/admin/tickets/slapolicy/")
    expect(keeper.locator(".rule")).to_have_count(4)
    keeper.screenshot(path=folder / "rules-zh.png", animations="disabled")

    english = seats.open("manager", "en")
    english.goto("/tickets/?view=open")
    take(english, folder / "list-en.png")

    phone = seats.open("engineer", size=PHONE)
    phone.goto(f"/tickets/{waiting.number}/")
    take(phone, folder / "ticket-mobile-zh.png")


def fill_in(page: Page) -> None:
    """A call half way through: customer found, words typed, proposal on the screen."""
    customer = Customer.objects.get(name=HUAQI)
    page.goto(f"/tickets/new/?customer={customer.pk}")
    page.locator("#id_asset").select_option(str(customer.assets.get().pk))
    page.locator("#id_original_text").fill(
        "3号产线的伺服驱动器一开机就报警 AL-32，产线已经停机，请尽快安排人处理。"
    )
    page.locator("#id_summary").fill("3号产线伺服驱动器报警 AL-32")
    page.locator("[data-fill-tier=urgent]").click()
    page.locator("#id_summary").blur()


def take(page: Page, path: Path, before: Callable[[Page], None] = lambda page: None) -> None:
    """A picture of what is in the window, once fonts and parts are there; never an empty one."""
    before(page)
    expect(page.locator("#main h1").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(path=path, animations="disabled")
    size = page.viewport_size
    assert size and len(taken) > SMALLEST
    width, height, colours = page.evaluate(COLOURS, list(taken))
    assert (width, height) == (size["width"], size["height"]) and colours > FEWEST_COLOURS
