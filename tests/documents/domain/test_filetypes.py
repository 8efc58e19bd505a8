"""What a file is, by its first bytes."""

import pytest

from documents.domain import filetypes

RIFF = b"RIFF\x24\x00\x00\x00"
ZIP = b"PK\x03\x04\x14\x00"


def brands(major, *compatible):
    """The beginning of a file of ISO 14496-12."""
    listed = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return (len(listed) + 4).to_bytes(4, "big") + listed + b"\0\0\0\x08mdatmif1heic"


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
        (brands(b"heic", b"mif1", b"heic"), "IMG_0001.HEIC", "image/heic"),
        (brands(b"heix", b"mif1"), "a.jpg", "image/heic"),
        (brands(b"mif1", b"mif1", b"heic"), "a.heic", "image/heic"),
        (brands(b"mif1", b"mif1", b"avif"), "a.avif", "image/avif"),
        (brands(b"mif1", b"mif1", b"miaf"), "a.heif", "image/heif"),
        (brands(b"avif", b"mif1", b"avif"), "a.avif", "image/avif"),
        (brands(b"M4A ", b"isom", b"mp42"), "录音.m4a", "audio/mp4"),
        (brands(b"M4A ", b"isom"), "a.mp4", "audio/mp4"),
        (brands(b"mp42", b"isom"), "录音.m4a", "audio/mp4"),
        (brands(b"3gp4", b"isom"), "录音.m4a", "audio/mp4"),
        (brands(b"3gp4", b"isom"), "a.3gp", "video/3gpp"),
        (brands(b"qt  ", b"qt  "), "IMG_0001.MOV", "video/quicktime"),
        (brands(b"heic", b"mif1"), "a.m4a", "image/heic"),
        (b"#!AMR\n\x3c", "录音.amr", "audio/amr"),
        (b"#!AMR-WB\n\x3c", "a.awb", "audio/amr-wb"),
        (b"\x02#!SILK_V3\x0c", "微信语音.amr", "audio/silk"),
        (b"\xff\xfb\x90\x64", "a.mp3", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "a.aac", "audio/aac"),
        (b"OggS\0\x02", "a.ogg", "audio/ogg"),
        (b"fLaC\0", "a.flac", "audio/flac"),
        (b"II*\0\x08", "a.tif", "image/tiff"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "a.bmp", "image/bmp"),
        ("BM 门店日志".encode(), "a.log", "text/plain"),
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
        (b"#!/bin/amr\n", "a.amr"),
        (b"BMW ruft an", "a.bmp"),
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


def test_every_accepted_ending_stands_once_and_in_small_letters():
    endings = [ending for listed in filetypes.ACCEPTED.values() for ending in listed]
    assert endings == [ending.lower() for ending in endings]
    assert len(endings) == len(set(endings))
    assert {"heic", "m4a", "amr", "png", "pdf", "docx", "txt", "zip", "mp4"} <= set(endings)
    assert not {"html", "svg", "js", "exe", "sh"} & set(endings)
