"""What is asked of any page in a browser."""

from __future__ import annotations

from django.utils import translation
from playwright.sync_api import Page


def fits(page: Page) -> None:
    """No page may scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def said(message: str) -> str:
    """A sentence of the product as a Chinese reader gets it."""
    with translation.override("zh-hans"):
        return translation.gettext(message)
