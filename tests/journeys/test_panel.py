"""The panel of a ticket within the page of another program: of a named origin, and of a foreign one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from demo.people import Cast
from tests.fixtures import reported
from tests.journeys.conftest import Seats
from tests.support.api_client import ApiClient
from tests.support.http_serving import http_served
from tickets.work.actions import conversation

NARROWEST = 320
HOST_PAGE = (
    "<!doctype html><meta charset=utf-8><body style='margin:0'>"
    "<iframe src='{address}' style='border:0;width:100%;height:620px'></iframe>"
)


@contextmanager
def crm_running(address: Callable[[], str]) -> Iterator[str]:
    """A page of another origin with the panel in a frame; its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = HOST_PAGE.format(address=address()).encode()
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page if self.path == "/" else b"")

    with http_served(Handler) as origin:
        yield origin


def is_wider_than_its_frame(page: Page) -> bool:
    frame = page.frames[1]
    found: bool = frame.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return found


def test_a_named_origin_shows_it_and_a_foreign_one_does_not(
    cast: Cast, seats: Seats, settings: Any, live_server: Any, tmp_path: Path
) -> None:
    settings.SITE_URL = live_server.url
    ticket = reported(cast, timezone.now(), summary="空压机无法启动，早班开机后面板无显示")
    agent, now = cast.staff["agent"], timezone.now()
    said = "您好，工程师明天上午到达现场，请准备好钥匙。"
    conversation.record_contact(ticket, by=agent, at=now, body=said, channel=ticket.channel)
    crm = ApiClient(cast.staff["supervisor"])
    seats.expected |= {404, 410}

    language = {"language": "zh-hans"}

    def address() -> str:
        made: str = crm.post(f"tickets/{ticket.number}/panel/", language).json()["url"]
        return made

    with crm_running(address) as named, crm_running(address) as foreign:
        settings.PANEL_ORIGINS = [named]
        for scheme in ("light", "dark"):
            page = seats.open_stranger(color_scheme=scheme)
            page.set_viewport_size({"width": NARROWEST, "height": 640})
            page.goto(named)
            panel = page.frame_locator("iframe")
            expect(panel.get_by_text(ticket.number)).to_be_visible()
            expect(panel.get_by_text("工程师明天上午到达现场")).to_be_visible()
            assert not is_wider_than_its_frame(page)
            page.screenshot(path=tmp_path / f"panel-{scheme}.png")
            assert page.context.cookies() == []
        stranger = seats.open_stranger()
        stranger.goto(foreign)
        until_refused = stranger.frame_locator("iframe").get_by_text(ticket.number)
        expect(until_refused).to_have_count(0)
        refusals = [said for said in seats.complaints if "frame-ancestors" in said]
        assert refusals, "the browser says why it shows nothing"
        seats.complaints[:] = [said for said in seats.complaints if said not in refusals]
        settings.PANEL_SECONDS, language["language"] = -1, "en"
        late = seats.open_stranger()
        late.set_viewport_size({"width": NARROWEST, "height": 640})
        late.goto(named)
        ended = late.frame_locator("iframe").get_by_role("heading")
        expect(ended).to_have_text("This view has ended")
        late.screenshot(path=tmp_path / "panel-ended.png")


@pytest.mark.parametrize("path", ["/tickets/", "/accounts/login/"])
def test_no_other_page_of_the_desk_is_shown_in_a_frame(
    cast: Cast, seats: Seats, settings: Any, live_server: Any, path: str
) -> None:
    with crm_running(lambda: f"{live_server.url}{path}") as named:
        settings.PANEL_ORIGINS = [named]
        page = seats.open_stranger()
        page.goto(named)
        expect(page.frame_locator("iframe").locator("form")).to_have_count(0)
        refusals = [said for said in seats.complaints if "frame" in said.lower()]
        assert refusals
        seats.complaints[:] = [said for said in seats.complaints if said not in refusals]
