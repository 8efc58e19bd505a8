"""The attachment service and its downloads: SEC-17, 18, 19, 20, FLT-14."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from core.errors import BadFile
from documents import actions as files
from documents.domain import filetypes
from documents.models import StoredFile
from tests.fixtures import browser_of, reported, small_cast
from tickets.record.models import Attachment, Communication, Ticket
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n1 0 obj\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def cast(db):
    return small_cast()


def store(name, body=PNG, content_type="image/png"):
    return files.store_upload(
        SimpleUploadedFile(name, body, content_type), by=None, at=timezone.now()
    )


def on_disk(media: Path) -> list[Path]:
    """Every file below the media folder."""
    return sorted(path for path in media.rglob("*") if path.is_file()) if media.exists() else []


# --- names -------------------------------------------------------------------------------------------------------------

NAMES = [
    "../../x.png",
    "..\\x.png",
    "/etc/passwd",
    "C:\\Windows\\x.png",
    "%2e%2e%2fx.png",
    "a\0b.png",
    "photo\u202egpj.exe.png",
    "\u2066\u2067x\u2069.png",
    "图" * 300 + ".png",
    "CON",
    "NUL.png",
    ".htaccess",
    "\u200b.htaccess",
    "．．／x.png",
    "a\r\nX-Evil: y.png",
    'a"b;filename=c.html.png',
    "a\tb.png",
    " .png",
    "...",
    "现场 照片.png",
    "<img src=x>.png",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_on_disk_there_is_only_a_uuid_and_the_shown_name_is_harmless(media, name):
    upload = UploadedFile(file=SimpleUploadedFile("x", PNG).file, name="x", size=len(PNG))
    upload._name = name  # as a mail part or an import may bring it: nothing was cleaned before
    stored = files.store_upload(upload, by=None, at=timezone.now())
    (path,) = on_disk(media)
    assert path == media / stored.id.hex[:2] / stored.id.hex
    assert re.fullmatch(r"[0-9a-f]{32}", path.name)
    shown = stored.name
    assert shown
    assert len(shown) <= 120
    assert not shown.startswith(".")
    assert not set(shown) & set("/\\\0\r\n\t")
    assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf")]


def test_an_empty_name_becomes_file():
    assert (
        files.safe_file_name("")
        == files.safe_file_name(None)
        == files.safe_file_name("..")
        == "file"
    )


def test_a_long_name_keeps_its_ending():
    assert store("图" * 300 + ".png").name.endswith("图.png")


# --- types --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", HTML),
        ("page.HTML", HTML),
        ("page.htm", HTML),
        ("page.xhtml", HTML),
        ("page.svg", SVG),
        ("page.xml", b"<?xml version='1.0'?>"),
        ("page.mht", b"MIME-Version: 1.0"),
        ("setup.exe", b"MZ\x90\0"),
        ("photo.png", b"MZ\x90\0"),
        ("run", b"\x7fELF\x02"),
        ("x.sh", b"#!/bin/sh\n"),
        ("x.js", b"alert(1)"),
        ("x.txt", b"text\0binary"),
        ("x.bin", b"\x01\x02\x03"),
        ("noending", b"plain words"),
        ("photo.png", HTML),
        ("x.py", b"import os"),
    ],
)
def test_what_is_not_accepted_leaves_nothing_behind(media, name, body):
    with pytest.raises(BadFile) as refused:
        store(name, body)
    assert files.safe_file_name(name) in refused.value.message
    assert (on_disk(media), StoredFile.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("a.png", PNG, "image/png"),
        ("a.txt", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.gif", b"GIF89a", "image/gif"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.log", "温度 80℃".encode(), "text/plain"),
        ("a.zip", b"PK\x03\x04\x14\0", "application/zip"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
        ("a.txt", HTML, "text/plain"),
    ],
)
def test_the_type_is_what_the_bytes_say(name, body, content_type):
    stored = store(name, body, "text/html; charset=x\r\nX: y")
    assert (stored.content_type, stored.size, stored.sha256) == (
        content_type,
        len(body),
        hashlib.sha256(body).hexdigest(),
    )
    assert files.stored_path(stored).read_bytes() == body


def test_only_pictures_and_pdf_may_show_in_place():
    assert {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
    } == filetypes.INLINE


# --- sizes ---------------------------------------------------------------------------------------------------------------


def test_an_empty_file_is_refused(media):
    with pytest.raises(BadFile):
        store("a.png", b"")
    assert on_disk(media) == []


def test_a_file_of_the_limit_is_kept_and_one_byte_more_is_not(media, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024
    assert store("a.png", PNG + b"\0" * (1024 - len(PNG))).size == 1024
    with pytest.raises(BadFile):
        store("a.png", PNG + b"\0" * (1025 - len(PNG)))
    assert len(on_disk(media)) == StoredFile.objects.count() == 1


class Breaks(SimpleUploadedFile):
    """An upload whose connection ends half-way."""

    def chunks(self, chunk_size=None):
        yield PNG
        raise ConnectionError("the browser went away")


def test_a_broken_upload_leaves_nothing_behind(media):
    with pytest.raises(ConnectionError):
        files.store_upload(Breaks("a.png", PNG * 100), by=None, at=timezone.now())
    assert (on_disk(media), StoredFile.objects.count()) == ([], 0)


def test_a_row_that_cannot_be_written_takes_its_file_away(media):
    nobody = User(pk=987654321)
    with pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        files.store_upload(SimpleUploadedFile("a.png", PNG), by=nobody, at=timezone.now())
    assert on_disk(media) == []


# --- with a ticket ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ticket(cast):
    return reported(cast, timezone.now())


@pytest.fixture
def agent(cast):
    return browser_of(cast.staff["agent"])


def sent(*uploads):
    return {"body": "见附件", "uploads": [SimpleUploadedFile(name, body) for name, body in uploads]}


@pytest.mark.django_db(transaction=True)
def test_files_and_rows_stay_the_same_when_one_of_several_is_refused(media, ticket, agent):
    answer = agent.post(
        f"/tickets/{ticket.number}/note/", sent(("good.png", PNG), ("bad.html", HTML))
    )
    assert answer.status_code == 422
    assert "bad.html" in answer.content.decode()
    assert "见附件" in answer.content.decode(), "the text is kept"
    assert (
        Communication.objects.count()
        == Attachment.objects.count()
        == StoredFile.objects.count()
        == 0
    )
    assert on_disk(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_registration_that_is_refused_keeps_no_file(media, cast, agent):
    form = {
        "channel": cast.channels["邮件"].pk,
        "customer": next(iter(cast.customers.values())).pk,
        "original_text": "见附件",
        "tier": "general",
        "priority": "low",
        "nature": "fault",
        "business_type": "support",
        "impact": "none",
        "accept": "1",
        "uploads": [SimpleUploadedFile("a.png", PNG)],
    }
    answer = agent.post("/tickets/new/", form)
    assert answer.status_code == 422, "accepted without an acknowledgement"
    assert Ticket.objects.count() == StoredFile.objects.count() == 0
    assert on_disk(media) == []


def test_rows_and_readable_files_are_the_same_set(media, ticket, agent):
    for n in range(5):
        answer = agent.post(
            f"/tickets/{ticket.number}/note/",
            sent((f"{n}.png", PNG + bytes([n])), (f"{n}.log", b"line %d" % n)),
        )
        assert answer.status_code == 302
    rows = {files.stored_path(stored): stored.sha256 for stored in StoredFile.objects.all()}
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in on_disk(media)} == rows
    assert len(rows) == 10


# --- downloads ----------------------------------------------------------------------------------------------------------------

BODIES = {
    "a.png": PNG,
    "a.pdf": PDF,
    "a.gif": b"GIF89a",
    "a.log": b"plain",
    "a.txt": HTML,
    "a.csv": b"a,b",
    "a.zip": b"PK\x03\x04",
    "a.doc": b"\xd0\xcf\x11\xe0",
    "a.mp4": b"\0\0\0\x18ftypmp42",
    "现场 照片.png": PNG,
    'x";y.png': PNG,
}


def attached(ticket, cast, name, body):
    upload = SimpleUploadedFile("x", body, "text/html")
    upload._name = name
    return conversation.attach_file(ticket, upload, by=cast.staff["agent"], at=timezone.now())


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("query", ["", "?download=1"])
def test_a_download_is_an_attachment_unless_harmless_and_never_runs(
    ticket, cast, agent, name, query
):
    attachment = attached(ticket, cast, name, BODIES[name])
    answer = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/{query}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == BODIES[name]
    disposition = answer["Content-Disposition"]
    may_show = attachment.file.content_type in filetypes.INLINE and not query
    assert disposition.split(";")[0] == ("inline" if may_show else "attachment")
    assert answer["Content-Type"].split(";")[0] == attachment.file.content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert answer["Cache-Control"].startswith("private")
    assert not set("\r\n") & set("".join(answer.headers.values()))


def test_a_chinese_name_travels_as_rfc_6266_says(ticket, cast, agent):
    attachment = attached(ticket, cast, "现场 照片.png", PNG)
    disposition = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/?download")[
        "Content-Disposition"
    ]
    assert disposition == "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.png"


@pytest.mark.parametrize("name", ["a\r\nX-Evil: y.png", "a\nb.png", "a\rb.png"])
def test_no_name_breaks_a_header(ticket, cast, agent, name):
    attachment = attached(ticket, cast, name, PNG)
    answer = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fx.png", "&#13;&#10;X: y.png", "../../x.png", "\u202egpj.png"]
)
def test_a_name_from_a_browser_is_cleaned_on_its_way(ticket, agent, media, name):
    assert agent.post(f"/tickets/{ticket.number}/note/", sent((name, PNG))).status_code == 302
    stored = StoredFile.objects.get()
    assert [path.name for path in on_disk(media)] == [stored.id.hex]
    assert "/" not in stored.name
    answer = agent.get(f"/tickets/{ticket.number}/files/{stored.pk}/")
    assert answer.status_code == 200


def test_a_file_that_is_gone_from_the_disk_is_not_found(ticket, cast, agent):
    attachment = attached(ticket, cast, "a.png", PNG)
    files.stored_path(attachment.file).unlink()
    assert agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/").status_code == 404
    assert agent.get(f"/tickets/{ticket.number}/").status_code == 200
