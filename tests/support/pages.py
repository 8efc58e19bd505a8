"""What is asked of any page in a browser."""

from __future__ import annotations

from playwright.sync_api import Page


def fits(page: Page) -> None:
    """No page may scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
