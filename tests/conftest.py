"""Fixtures that every test may ask for: the browser, and how long property tests may think."""

from __future__ import annotations

import os
from typing import Any

import jinja2
import pytest
from django.test.signals import template_rendered
from hypothesis import settings
from playwright.sync_api import Playwright

from scripts.ensure_browser import find_browser

settings.register_profile("aftersales", deadline=None)  # the first example pays for imports
settings.load_profile("aftersales")

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--lang=zh-CN",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """Any Chromium on the machine; as root it refuses to start with its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": find_browser(playwright),
        "args": FLAGS + sandbox,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk in Shanghai."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


class SeenTemplate(jinja2.Template):
    """Tells Django's test client what a page was made of, as its own engine does."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        context = dict(*args, **kwargs)
        template_rendered.send(sender=self, template=self, context=context)
        return super().render(context)


# of every environment: a test that changes settings has the engines made anew
jinja2.Environment.template_class = SeenTemplate


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Slow password hashes are Django's to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
