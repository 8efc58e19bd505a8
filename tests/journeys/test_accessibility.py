"""axe on every page: the desk and the administration, both themes; every other page in English."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import make_token
from accounts.models import User
from customers.models import Asset
from demo.people import Cast
from knowledge.actions import articles
from plans.actions import meetings
from plans.models import Plan
from portal.actions.labels import labels_of
from portal.actions.links import make_link
from tests.journeys.conftest import Seats
from tests.support.belongings import service_file_of
from tests.support.every_page import SeenPage, Walk, starts_of
from tests.support.site_map import DAYS
from tickets.record.models import Ticket
from tickets.transfer.actions import imports
from tickets.transfer.actions.history import uploads
from tickets.transfer.imports.history.uploads import work_on_histories
from tickets.work.actions import conversation

AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = Path(__file__).parents[1] / "support" / "axe_pages.js"
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on the theme; all others are asked once."""

RULES = {"light": None, "dark": COLOURS}
"""By theme; None for all rules. Colours are the themes'; a language changes neither them nor the
structure of a page, so that each page is read in one of the two, in turns."""

LANGUAGES = ("zh-hans", "en")

KEEPER = "keeper"
"""Somebody with every right, who sees what others may not."""
OTHERS = ("engineer", "agent", "supervisor")
"""Who takes the steps that belong to the person a ticket or stage is given to."""

COUNTS = dict.fromkeys(("created", "unchanged", "warned", "refused", "left"), 0)


@pytest.fixture
def walk(transactional_db: None, quick_passwords: None, settings: Any) -> Walk:
    """The demo, looked through from every address, those of a desk with mail too."""
    settings.EMAIL_IS_SET_UP = True
    call_command("load_demo", verbosity=0)
    keeper = User.objects.create(
        username=KEEPER, display_name="总管", is_staff=True, is_superuser=True
    )
    keeper.groups.set(Group.objects.all())
    starts = starts_of(examples_by(keeper))
    walk = Walk()
    walk.walk(None, starts)
    walk.walk(keeper, starts)
    for username in OTHERS:
        walk.walk(User.objects.get(username=username), ["/", "/tickets/?view=all", "/plans/"])
    return walk


def examples_by(keeper: User) -> dict[str, dict[str, Any]]:
    """One thing of each kind for what varies in an address."""
    now = timezone.now()
    ticket = Ticket.objects.order_by("number").last()
    png = SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 32)
    file = conversation.attach_file(ticket, png, by=keeper, at=now)
    batch = imports.stage_rows("登记表.xlsx", [], COUNTS, [], by=keeper, at=now)
    article = articles.draft_article(
        by=keeper, at=now, kind="fault", title="泵体漏水怎么查", body="先看密封圈。"
    )
    month = {"period_from": now.date().replace(day=1), "period_to": now.date()}
    meeting = meetings.record_retrospective(
        by=keeper, at=now, held_at=now, attendees="全体", **month
    )
    handle, service = tokens_by(keeper)
    everywhere = {
        "handle": handle,
        "object_id": 1,
        "content_type_id": 1,
        "id": 1,
        "pk": 1,
        "key": "accept",
        "verb": "take",
        "part": "stages",
        "part_key": "1.1",
        "code": "1.1",
        "file_id": file.file_id,
        "username": "engineer",
        "uidb64": "MQ",
        "token": "abc-def",
        "file_no": service_file_of(ticket).file_no,
        "consent_pk": 1,
        "finding": 1,
        **history_by(keeper),
        **DAYS,
    }
    return {
        "": {"number": ticket.number, **everywhere},
        "tickets": {"pk": batch.pk, "code": ticket.customer.code},
        "accounts": {"username": service},
        "customers": {"code": ticket.customer.code, "pk": ticket.contact_id},
        "archive": {"code": ticket.customer.code, "pk": ticket.contact_id, "key": "hold"},
        "plans": {"number": Plan.objects.order_by("number").last().number, "pk": meeting.pk},
        "knowledge": {"number": article.number},
        "portal": pages_of_customers(ticket, keeper, now),
    }


def tokens_by(keeper: User) -> tuple[UUID, str]:
    """The handle of a token of one's own; a program that has one, and its user name."""
    now = timezone.now()
    service = add_service(
        by=keeper, at=now, username="crm", name="客户系统", department=None, roles=[]
    )
    wishes = {"name": "CRM", "scopes": ["tickets.read"], "lasts": timedelta(days=90)}
    make_token(service, by=keeper, at=now, **wishes)
    token, _key = make_token(keeper, by=keeper, at=now, **wishes)
    return token.handle, service.username


def pages_of_customers(ticket: Ticket, keeper: User, now: datetime) -> dict[str, str]:
    """What opens them: a link to a case, and the label of a device."""
    asset = Asset.objects.order_by("pk").first()
    return {
        "token": make_link(ticket.number, now).split("/")[2],
        "code": labels_of([asset], by=keeper, at=now)[asset.pk],
        "number": ticket.number,
    }


def history_by(keeper: User) -> dict[str, int]:
    """A history of another desk that was tried, and a mapping that is kept."""
    text = "单号,状态,报修时间,客户名称\n1,已办结,2025-03-01 09:05,华启\n2,流转中,昨天,远帆\n"
    now = timezone.now()
    file = SimpleUploadedFile("旧系统.csv", text.encode())
    upload = uploads.keep_upload(file, mapping={}, by=keeper, at=now)
    work_on_histories(at=now)
    upload.refresh_from_db()
    uploads.request_trial(upload, upload.mapping, version=upload.version)
    work_on_histories(at=now)
    mapping = uploads.keep_mapping("旧系统", upload.mapping, by=keeper, at=now)
    return {"upload_pk": upload.pk, "mapping_pk": mapping.pk}


class Reader:
    """Reads pages in one language, each with the eyes of the person who may see it."""

    def __init__(self, seats: Seats, walk: Walk, language: str) -> None:
        self.seats, self.walk, self.language = seats, walk, language
        self.tabs: dict[str, Page] = {}

    def faults_of(self, seen: SeenPage) -> Iterator[str]:
        """What axe finds, in either theme."""
        tab = self.tabs.get(seen.person) or self.open_tab(seen.person)
        shell = self.walk.shell_of(seen) if seen.is_part else None
        tab.evaluate("showPage", [seen.path, shell])
        for theme, some in RULES.items():
            for fault in tab.evaluate("findFaults", [theme, some]):
                yield f"{self.language} {theme} {seen.person} {seen.path} {fault}"

    def open_tab(self, person: str) -> Page:
        # Styles that keep the colours still are none of the pages' own.
        if person:
            tab = self.seats.open(person, self.language, bypass_csp=True)
        else:
            tab = self.seats.open_stranger(bypass_csp=True)
            tab.context.add_cookies(
                [{"name": "django_language", "value": self.language, "url": self.seats.address}]
            )
        tab.goto("/healthz")
        for script in (AXE, PAGES):
            tab.evaluate(script.read_text(encoding="utf-8"))
        self.tabs[person] = tab
        return tab


def test_no_page_has_a_fault_that_axe_knows(walk: Walk, seats: Seats) -> None:
    seats.expected.add(404)  # the icon of a page without a head
    faults: list[str] = []
    for turn, language in enumerate(LANGUAGES):
        reader = Reader(seats, walk, language)
        for seen in list(walk.pages.values())[turn :: len(LANGUAGES)]:
            faults += reader.faults_of(seen)
    assert not faults, "\n".join(faults)
    assert len(walk.pages) > 150
    assert {"tickets:page", "plans:retrospective", "knowledge:page", "admin:rules_matrix"} <= {
        kind[0] for kind in walk.pages
    }
    assert walk.glued == {}
    statuses = set().union(*walk.refusals.values())
    assert statuses <= {403, 404, 405, 409, 503}, walk.refusals


def test_a_fault_is_found_in_either_theme(transactional_db: None, cast: Cast, seats: Seats) -> None:
    """The pages wear their styles where axe looks at them: a heading in the colour of lines."""
    place = "/tickets/?view=all"
    seen = SeenPage(("tickets:list",), "manager", place, is_part=False)
    reader = Reader(seats, Walk(), "en")
    seats.expected.add(404)
    assert list(reader.faults_of(seen)) == []
    [tab] = reader.tabs.values()
    tab.evaluate("document.querySelector('#main h1').style.color = 'var(--line)'")
    for theme in ("light", "dark"):
        [fault] = tab.evaluate("findFaults", [theme, COLOURS])
        assert fault.startswith("color-contrast") and "<h1" in fault
    tab.evaluate("document.querySelector('#search').removeAttribute('aria-label')")
    tab.evaluate("document.querySelector('#search').removeAttribute('placeholder')")
    assert any(fault.startswith("label:") for fault in tab.evaluate("findFaults", ["light", None]))
