"""The description of the interface as a page from our own origin, under our own policy."""

from __future__ import annotations

from playwright.sync_api import expect

from demo.people import Cast
from tests.journeys.conftest import Seats


def test_the_page_of_the_interface_shows_its_addresses(cast: Cast, seats: Seats, tmp_path) -> None:
    page = seats.open_stranger()
    page.goto("/api/docs/")
    expect(page.get_by_text("/api/v1/tickets/", exact=True).first).to_be_visible()
    page.screenshot(path=tmp_path / "docs.png", full_page=False)
    page.get_by_role("button", name="GET /api/v1/me/").first.click()
    expect(page.get_by_text("Who the token stands for").first).to_be_visible()
