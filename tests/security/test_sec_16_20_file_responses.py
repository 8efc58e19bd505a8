"""SEC-16 to SEC-20: however a file came and whatever it is called, it never acts as its reader."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import timezone

from documents.domain import endings, filetypes
from documents.models import StoredFile
from tests.fixtures import browser_of, reported
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db

MAY_SHOW = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
BODY = b"<script>alert(document.domain)</script>"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def kept_as(content_type, name):
    """Bytes of a page under every type: as if our own look at them had failed."""
    upload = SimpleUploadedFile("a.txt", BODY)
    return upload, {"content_type": content_type, "name": name}


@pytest.fixture
def ticket(cast):
    return reported(cast, timezone.now())


@pytest.mark.parametrize("content_type", sorted(endings.ENDINGS))
@pytest.mark.parametrize("query", ["", "?download=1", "?download"])
def test_every_type_leaves_as_a_download_but_for_five(cast, ticket, content_type, query):
    agent = cast.staff["agent"]
    upload, changed = kept_as(content_type, f"a.{endings.proper_ending(content_type)}")
    attachment = conversation.attach_file(ticket, upload, by=agent, at=timezone.now())
    StoredFile.objects.update(**changed)
    answer = browser_of(agent).get(f"/tickets/{ticket.number}/files/{attachment.file_id}/{query}")
    assert answer.status_code == 200
    shows = content_type in MAY_SHOW and not query
    assert answer["Content-Disposition"].split(";")[0] == ("inline" if shows else "attachment")
    assert answer["Content-Type"].partition(";")[0] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert not re.search(r"allow-|script-src|unsafe-eval", policy)
    assert answer["X-Frame-Options"] == "DENY"
    b"".join(answer.streaming_content)


def test_the_five_are_those_of_the_table():
    assert MAY_SHOW == filetypes.INLINE


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: x=1.txt",
        'a"; filename="page.html.txt',
        "a;filename*=utf-8''page.html.txt",
        "现场\u202egpj.txt",
        "a\u2028b.txt",
    ],
)
def test_no_name_changes_what_the_header_says(cast, ticket, name):
    agent = cast.staff["agent"]
    upload = SimpleUploadedFile("x", BODY)
    upload._name = name
    attachment = conversation.attach_file(ticket, upload, by=agent, at=timezone.now())
    answer = browser_of(agent).get(f"/tickets/{ticket.number}/files/{attachment.file_id}/")
    header = answer["Content-Disposition"]
    assert not set("\r\n") & set(header)
    assert "Set-Cookie" not in answer.headers
    assert unquote(header.rpartition("=")[2].removeprefix("utf-8''")).strip('"').endswith(".txt")
    b"".join(answer.streaming_content)


def addresses_of_files(patterns):
    """Names of all addresses that name a file, from the URLconf."""
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            yield from addresses_of_files(entry.url_patterns)
        elif "file_id" in entry.pattern.converters:
            yield entry.callback.__module__, entry.name


def test_every_address_of_a_file_is_one_of_these():
    """Whatever is added later is looked at here first: it sends files by `send_stored_file`."""
    assert set(addresses_of_files(get_resolver().url_patterns)) == {
        ("tickets.desk.views.page", "file"),
        ("plans.views.page", "file"),
        # behind a link of a customer: tests/portal/views/test_case.py
        ("portal.views.case", "file"),
    }


def test_media_is_not_an_address(client, cast, ticket):
    agent = cast.staff["agent"]
    upload = SimpleUploadedFile("a.txt", BODY)
    stored = conversation.attach_file(ticket, upload, by=agent, at=timezone.now()).file
    browser = browser_of(agent)
    for start in ("/media/", "/static/", "/static/../media/", "/"):
        assert browser.get(f"{start}{stored.relative_path}").status_code == 404
    assert get_resolver().reverse_dict.getlist("media") == []
