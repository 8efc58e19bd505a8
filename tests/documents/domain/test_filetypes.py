"""What a file is, by its first bytes."""

import pytest

from documents.domain import filetypes

RIFF = b"RIFF\x24\x00\x00\x00"
ZIP = b"PK\x03\x04\x14\x00"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a.html", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.exe", "image/jpeg"),
        (b"GIF89a", "a", "image/gif"),
        (RIFF + b"WEBPVP8 ", "a.webp", "image/webp"),
        (RIFF + b"AVI LIST", "a.avi", "video/x-msvideo"),
        (b"%PDF-1.7", "a.txt", "application/pdf"),
        (b"\0\0\0\x20ftypisom", "a.mp4", "video/mp4"),
        (ZIP, "a.docx", WORD),
        (ZIP, "A.DOCX", WORD),
        (ZIP, "a.zip", "application/zip"),
        (ZIP, "a.html", "application/zip"),
        ("日志".encode(), "a.log", "text/plain"),
        (b"<script>", "a.txt", "text/plain"),
    ],
)
def test_types_come_from_the_bytes(head, name, kind):
    assert filetypes.sniffed_type(head, name) == kind


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"MZ\x90\0", "invoice.pdf"),
        (b"\x7fELF\x02", "a.log"),
        (b"<!DOCTYPE html>", "a.html"),
        (b"<html>", "a.HTM"),
        (b"<svg xmlns=", "a.svg"),
        (b"<?xml ", "a.xml"),
        (b"a\0b", "a.txt"),
        (b"hello", "noending"),
        (b"\x01\x02\x03", "a.bin"),
        (b"<script>WEBP=1;alert(1)</script>", "a.html"),
        (b"<h1>ftyp</h1><script>alert(1)</script>", "a.html"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_programs_pages_and_unknown_binaries_are_refused(head, name):
    assert filetypes.sniffed_type(head, name) is None


def test_a_sound_recording_is_not_called_a_video():
    assert filetypes.sniffed_type(RIFF + b"WAVEfmt ", "call.wav") != "video/x-msvideo"


def test_nothing_that_runs_is_shown_in_place():
    assert not {"text/html", "image/svg+xml", "text/plain", "application/xml"} & filetypes.INLINE


def test_only_pictures_and_pdf_may_show_in_place():
    assert {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
    } == filetypes.INLINE
