"""Fixtures that every test may ask for: the browser, and how long property tests may think."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.utils import translation
from hypothesis import settings
from playwright.sync_api import Playwright
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from notifications.queries.customer_channels import forget_channels
from scripts.ensure_browser import find_browser
from tests import seed_rows, template_database

settings.register_profile("aftersales", deadline=None)  # the first example pays for imports
settings.load_profile("aftersales")

TESTS = Path(__file__).parent

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


STATIC_FILES: dict[str, StaticFile] = {}
"""By their address, as WhiteNoise has found them."""

find_static_files = WhiteNoiseMiddleware.add_files_from_finders


def use_static_files(middleware: WhiteNoiseMiddleware) -> None:
    """Every client of a test begins with new middleware; the files are looked for once."""
    if not STATIC_FILES:
        find_static_files(middleware)
        STATIC_FILES.update(middleware.files)
    middleware.files.update(STATIC_FILES)


WhiteNoiseMiddleware.add_files_from_finders = use_static_files

# Instead of Django's own, which runs every seed anew after each test.
TransactionTestCase._fixture_teardown = lambda self: seed_rows.restore_tables()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """This worker's database: a copy of the one that has every table and its seed already."""
    # Instead of Django's own, which would migrate what has been migrated.
    template = template_database.wait_until_made()
    name = f"{template}_{worker_id}"
    template_database.tell_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        seed_rows.read_seed()
        yield
        connection.close()
    template_database.tell_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Slow password hashes are Django's to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _channels_of_no_other_test():
    """Which channels lead to customers is remembered for half a minute, and a test is shorter."""
    forget_channels()
    yield
    forget_channels()


@pytest.fixture
def in_english():
    """Words of the reader are English."""
    with translation.override("en"):
        yield


# Where real processes and browsers are waited for. Files are given out in order: what takes long
# comes first, so that no worker is left alone with it in the end.
LONG = (
    "local_services",
    "tickets/test_rights.py",
    "security/test_every_address.py",
    "bench",
    "journeys",
    "faults",
    "concurrency",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same order on every worker."""
    items.sort(key=lambda item: _place_of(item.path.relative_to(TESTS).as_posix()))


def _place_of(path: str) -> int:
    return next((n for n, start in enumerate(LONG) if path.startswith(start)), len(LONG))


def pytest_collection_finish() -> None:
    """What was imported and collected lives as long as the run: the collector need not walk it."""
    gc.collect()
    gc.freeze()
