"""Junk at the door: every address, by GET and by POST, with values that nobody means. None is a fault of the server."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.domain.text import is_junk
from documents.models import StoredFile
from tests.fixtures import browser_of, reported
from tests.support.junk import JUNK, cursor, names_read
from tests.support.plain_browser import PlainBrowser
from tests.support.site_map import DAYS, site_map
from tickets.record.models import Communication
from tickets.transfer.actions import imports

pytestmark = pytest.mark.django_db

NUL = "a\0b"
REFUSED = ("nul", "long")
ENDS_THE_LOG_IN = {"accounts:logout", "admin:logout"}
LOG_INS = ("/accounts/login/", "/admin/login/")
PROBES = {"healthz", "readyz", "metrics"}


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


@pytest.fixture
def examples(cast):
    ticket = reported(cast, timezone.now() - timedelta(hours=1))
    batch = imports.stage_rows("x.xlsx", [], {}, [], by=cast.staff["agent"], at=timezone.now())
    return {
        "number": ticket.number,
        "code": ticket.customer.code,
        "file_no": "DA-202401-001",
        "pk": batch.pk,
        "file_id": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
        "upload_pk": 1,
        "mapping_pk": 1,
        "consent_pk": 1,
        "finding": 1,
        "username": "agent2",
        "uidb64": "MQ",
        "token": "abc-def",
        "handle": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
        "key": "accept",
        "verb": "accept",
        "part": "stages",
        "part_key": "volume",
        "object_id": 1,
        "content_type_id": 1,
        "id": 1,
        **DAYS,
    }


def sent(names: list[str], turn: int) -> dict[str, str]:
    """Another kind of junk for each name, and in each turn another one."""
    kinds = [value for label, value in JUNK.items() if label not in REFUSED]
    start = turn % len(kinds)
    return dict(zip(names, islice(cycle(kinds), start, None), strict=False))


def ask(browser: PlainBrowser, method: str, path: str, junk: dict[str, str]):
    """Posted as most forms are: hundreds of fields in parts take five times as long to read."""
    if method == "get":
        return browser.get(path, junk)
    return browser.post(path, urlencode(junk), content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_parameter_and_no_field_is_a_fault_of_the_server(root, examples, method):
    names = sorted(name for name in names_read() if name.isidentifier())
    assert len(names) > 250
    browser, faults, asked, log_ins = PlainBrowser(root), [], 0, 0
    for turn, address in enumerate(site_map(examples)):
        if address.name in ENDS_THE_LOG_IN | PROBES:
            continue
        answer = ask(browser, method, address.path.split("?")[0], sent(names, turn))
        asked += 1
        if answer.status_code >= 500:
            faults.append(address.name)
        # What ends the log-in would leave nothing but log-in pages to look at.
        if answer.headers.get("Location", "").startswith(LOG_INS):
            root.refresh_from_db()
            browser, log_ins = PlainBrowser(root), log_ins + 1
    assert faults == []
    assert asked > 250
    assert log_ins < 10, "what is asked is mostly the pages themselves"


@pytest.mark.parametrize("label", ["other digits", "percent", "huge number", "quotes", "direction"])
def test_no_part_of_an_address_is_one(root, examples, label):
    browser, faults = PlainBrowser(root), []
    junk = quote(JUNK[label].replace("/", ""), safe="")
    texts = {name: junk for name, value in examples.items() if isinstance(value, str)}
    for address in site_map({**examples, **texts}):
        if address.names & texts.keys() and browser.get(address.path).status_code >= 500:
            faults.append(address.name)
    assert faults == []


# --- refused once, for all ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["agent", "manager", "admin", None])
@pytest.mark.parametrize(
    "path",
    ["/tickets/new/?follows=", "/tickets/?q=", "/plans/new/?ticket=", "/accounts/login/?next="],
)
def test_nul_in_an_address_is_refused_in_words(cast, who, path):
    browser = browser_of(cast.staff[who]) if who else Client()
    answer = browser.get(path + quote(NUL))
    assert answer.status_code == 400
    assert "无法输入的字符" in answer.content.decode()


def test_nul_in_a_field_is_refused_by_name_and_a_part_of_a_page_says_it_in_plain_words(cast):
    browser = browser_of(cast.staff["agent"])
    page = browser.post("/tickets/new/", {"summary": NUL})
    assert (page.status_code, "summary" in page.content.decode()) == (400, True)
    part = browser.post(
        reverse("tickets:suggest"), {"summary": NUL}, headers={"HX-Request": "true"}
    )
    assert (part.status_code, part["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_nul_in_the_name_of_a_file_or_of_a_field_is_refused(cast, examples):
    browser = browser_of(cast.staff["agent"])
    assert browser.post("/tickets/new/", {NUL: "x"}).status_code == 400
    file = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 32)
    file.name = NUL
    path = f"/tickets/{examples['number']}/note/"
    browser.post(path, {"body": "x", "uploads": file})
    assert not any(map(is_junk, StoredFile.objects.values_list("name", flat=True)))


def test_a_megabyte_in_one_field_is_refused_by_name_with_the_limit(cast):
    answer = browser_of(cast.staff["agent"]).post(
        "/tickets/new/", {"original_text": "设" * 350_000}
    )
    text = answer.content.decode()
    assert answer.status_code == 413
    assert all(word in text for word in ("original_text", "350000", "100000"))


def test_the_longest_text_that_is_taken_is_kept_whole(cast, examples):
    words = "".join(map(chr, range(0x4E00, 0x9F00))) * 4
    body = words[:100_000]
    answer = browser_of(cast.staff["agent"]).post(
        f"/tickets/{examples['number']}/note/", {"body": body}
    )
    assert answer.status_code in (200, 204, 302)
    assert Communication.objects.latest("pk").body == body


# --- what was found by it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["\0", "\ud800"])
@pytest.mark.parametrize("path", ["/customers/", "/plans/", "/tickets/?view=all", "/knowledge/"])
def test_a_cursor_that_holds_junk_is_the_first_page(cast, path, part):
    joint = "&" if "?" in path else "?"
    page = browser_of(cast.staff["manager"]).get(f"{path}{joint}cursor={cursor('>', part, 1)}")
    assert page.status_code == 200


@pytest.mark.parametrize(
    "target", ["NaN", "0000:x", "//evil.example", "javascript:alert(1)", "\\\\evil", "-1"]
)
@pytest.mark.parametrize("name", ["accounts:language", "accounts:theme"])
def test_a_place_to_come_back_to_is_a_path_of_ours(cast, name, target):
    answer = browser_of(cast.staff["agent"]).post(reverse(name), {"next": target, "language": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("value", ["²", "NaN", "x" * 300, "-1"])
def test_an_address_of_the_administration_fills_in_only_what_can_be_read(root, value):
    for table in ("user", "dutyshift", "absence"):
        path = reverse(f"admin:accounts_{table}_add")
        for field in ("department", "person", "deputy", "starts_at", "groups"):
            assert browser_of(root).get(path, {field: value}).status_code == 200, (table, field)
            assert browser_of(root).post(path, {field: value}).status_code == 200, (table, field)


def test_a_tier_that_is_none_asks_for_nothing(cast):
    browser = browser_of(cast.staff["agent"])
    for tier in ("²", "NaN", "一般"):
        assert (
            browser.post(reverse("tickets:suggest"), {"tier": tier, "summary": "起火"}).status_code
            == 200
        )


def test_what_is_junk_is_no_matter_of_taste():
    assert [is_junk(text) for text in ("a\0", "\ud800", "\udfff x")] == [True] * 3
    assert not any(map(is_junk, ("", "设备", "🏳️‍🌈", "\u200b", "a\tb\r\n", "\uffff")))


def test_a_cookie_that_holds_junk_is_none(cast):
    """An octal escape in a cookie is a way to write NUL."""
    for name in ("sessionid", "csrftoken", "device", "django_language", "messages"):
        browser = Client(raise_request_exception=False)
        for path in ("/accounts/login/", "/healthz", "/tickets/"):
            answer = browser.get(path, headers={"cookie": f'{name}="aaaa\\000bbbb"'})
            assert answer.status_code in (200, 302), (name, path)
