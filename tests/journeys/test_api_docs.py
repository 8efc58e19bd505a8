"""The description of the interface as a page from our own origin, under our own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.people import Cast
from tests.journeys.conftest import DESKTOP, PHONE, Seats


def test_the_page_of_the_interface_shows_its_addresses(cast: Cast, seats: Seats, tmp_path) -> None:
    page = seats.open_stranger()
    page.goto("/api/docs/")
    expect(page.get_by_text("/api/v1/tickets/", exact=True).first).to_be_visible()
    page.screenshot(path=tmp_path / "docs.png", full_page=False)
    page.get_by_role("button", name="GET /api/v1/me/").first.click()
    expect(page.get_by_text("Who the token stands for").first).to_be_visible()


def fits(page: Page) -> bool:
    """Nothing sticks out to the right."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("language", "first", "summary", "size"),
    [
        ("zh-hans", "中文 · 已有客户的工单", "空压机无法启动", DESKTOP),
        ("en", "English · a ticket of a known", "not start", PHONE),
    ],
)
def test_examples_are_shown_the_readers_language_first(
    cast: Cast,
    seats: Seats,
    tmp_path: Path,
    language: str,
    first: str,
    summary: str,
    size: tuple[int, int],
) -> None:
    page = seats.open("agent", language, size=size)
    page.goto("/api/docs/")
    page.locator("#operations-tickets-create_ticket button").first.click()
    operation = page.locator("#operations-tickets-create_ticket")
    chosen = operation.locator(".opblock-section-request-body .examples-select select")
    expect(chosen.locator("option").first).to_contain_text(first)
    expect(chosen.locator("option")).to_have_count(4)
    example = operation.locator(".body-param__example")
    expect(example).to_contain_text(summary)
    page.screenshot(path=tmp_path / "docs.png", full_page=True)
    assert fits(page)
