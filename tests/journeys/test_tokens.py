"""A token from the page that makes it to the first request with its key, on a desk and on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from demo.people import Cast
from tests.journeys.conftest import DESKTOP, PHONE, Seats
from tests.support.pages import fits


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_key_is_copied_and_opens(cast: Cast, seats: Seats, size: tuple[int, int]) -> None:
    page = seats.open("agent", "en", size=size, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/accounts/security/")
    page.get_by_role("link", name="Access tokens").click()
    page.locator("main .btn-primary").click()
    fits(page)
    page.get_by_label("What it is for").fill("CRM " + "很长的名字" * 8)
    page.locator("input[value='tickets.read']").check()
    page.get_by_role("button", name="Make the token").click()
    key = page.locator("#key").text_content()
    fits(page)
    page.get_by_role("button", name="Copy the key").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == key
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {key}"})
    assert answer.json()["username"] == "agent"

    page.get_by_role("link", name="I have kept the key").click()
    expect(page.get_by_text("CRM 很长的名字")).to_be_visible()
    assert key and key not in page.content()
    fits(page)
