"""The attachment service and its downloads: SEC-17, 18, 19, 20, FLT-14."""

import hashlib
import re
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from core.errors import BadFile
from documents import actions as files
from documents.models import StoredFile
from tests.support.stored_files import HTML, PDF, PNG, on_disk

pytestmark = pytest.mark.django_db


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def store(name, body=PNG, content_type="image/png"):
    return files.store_upload(
        SimpleUploadedFile(name, body, content_type), by=None, at=timezone.now()
    )


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


@pytest.mark.parametrize(
    "name",
    [
        "2024／05／06.txt",
        "报价（第２版）①.txt",
        "ﾃｽﾄ㎡ ﬁnal.txt",
        "cafe\u0301.txt",
        "合同 \u00a0终稿.txt",
        "说明：Ａ～Ｂ？.txt",
        "C：＼照片＼x.txt",
    ],
)
def test_a_name_is_shown_as_its_owner_wrote_it(name):
    assert store(name, b"text").name == name
    assert files.safe_file_name("D:\\文件/" + name) == name


def test_an_empty_name_becomes_file():
    assert (
        files.safe_file_name("")
        == files.safe_file_name(None)
        == files.safe_file_name("..")
        == "file"
    )


def test_a_long_name_keeps_its_ending():
    assert store("图" * 300 + ".png").name.endswith("图.png")


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
    for ending in ("png", "heic", "m4a", "amr", "pdf", "docx", "zip", "mp4"):
        assert ending in refused.value.message
    assert (on_disk(media), StoredFile.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("a.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.gif", b"GIF89a", "image/gif"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.log", "温度 80℃".encode(), "text/plain"),
        ("a.zip", b"PK\x03\x04\x14\0", "application/zip"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
        ("a.txt", HTML, "text/plain"),
        ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        ("录音.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0isommp42", "audio/mp4"),
        ("录音.amr", b"#!AMR\n\x3c\x91", "audio/amr"),
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


def test_an_empty_file_is_refused(media):
    with pytest.raises(BadFile):
        store("a.png", b"")
    assert on_disk(media) == []


def test_a_file_of_the_limit_is_kept_and_one_byte_more_is_not(media, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024
    assert store("a.png", PNG + b"\0" * (1024 - len(PNG))).size == 1024
    with pytest.raises(BadFile) as refused:
        store("a.png", PNG + b"\0" * (1025 - len(PNG)))
    assert [part in refused.value.message for part in ("a.png", "1.1 KB", "1 KB")] == [True] * 3
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
