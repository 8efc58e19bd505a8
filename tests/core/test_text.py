"""Masks (vectors.md E12), keys and needles, formula cells, file types, state tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import masking, text
from core.work import lifecycle
from documents.domain import filetypes


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        pytest.param(masking.mask_person, "陈静", "陈*", id="E12-person"),
        pytest.param(masking.mask_person, "欧阳娜娜", "欧*", id="E12-double-surname"),
        pytest.param(masking.mask_person, "", "", id="E12-empty-person"),
        pytest.param(masking.mask_phone, "13812345678", "138****5678", id="E12-mobile"),
        pytest.param(masking.mask_phone, "010-88886666", "010-****6666", id="E12-landline"),
        pytest.param(masking.mask_phone, "1234", "****", id="E12-four-digits"),
        pytest.param(masking.mask_phone, "", "", id="E12-empty-phone"),
        pytest.param(masking.mask_email, "zhangsan@example.com", "z***@example.com", id="E12-mail"),
        pytest.param(masking.mask_email, "", "", id="E12-empty-mail"),
        pytest.param(masking.mask_email, "zhangsan", "****", id="no-mail-address"),
        pytest.param(masking.mask_organisation, "某某科技有限公司", "*有限公司", id="E12-company"),
        pytest.param(masking.mask_organisation, "", "", id="E12-empty-company"),
        pytest.param(masking.mask_organisation, "张三", "张*", id="private-customer"),
        pytest.param(
            masking.mask_organisation, "某某有限责任公司", "*有限责任公司", id="longest-suffix"
        ),
    ],
)
def test_masks(mask, plain, masked):
    assert mask(plain) == masked


@pytest.mark.parametrize(
    "number", ["5551234", "66668888", "138 1234 5678", "138-1234-5678", "010-88886666-8001"]
)
def test_a_masked_phone_never_tells_the_whole_number(number):
    told = text.digits_of(masking.mask_phone(number))
    assert len(text.digits_of(number)) - len(told) >= 1


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("  ＡＢ－１２３ ", "AB-123"),
        ("E‐002\u200b", "E‐002"),
        ("\ufeff202405-00123", "202405-00123"),
        ("张\u00a0三", "张 三"),
        ("　张三　", "张三"),
    ],
)
def test_keys(typed, key):
    assert text.comparable_text(typed) == key


@pytest.mark.parametrize(
    ("typed", "needle"),
    [
        ("Ｅ－００２", "e-002"),
        ("  System\n\tDOWN ", "system down"),
        ("设备　无法启动", "设备 无法启动"),
    ],
)
def test_needles(typed, needle):
    assert text.search_needle(typed) == needle


def test_clean_keeps_what_was_typed():
    assert text.clean_text("\u200f ＡＢ，Ｃ\x00 ") == "ＡＢ，Ｃ"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("１３８-1234 ５６７８", "13812345678"), ("+86 (10) 8888", "86108888"), ("无", "")],
)
def test_digits(typed, digits):
    assert text.digits_of(typed) == digits


@given(st.text())
def test_a_key_of_a_key_is_the_key(typed):
    assert text.comparable_text(text.comparable_text(typed)) == text.comparable_text(typed)


@pytest.mark.parametrize(
    "hidden", ["e\u200b\u0301", "ＡＢ\u200b１２", "が\u2060"], ids=["accent", "wide", "kana"]
)
def test_invisible_characters_leave_no_trace_in_a_key(hidden):
    assert text.comparable_text(hidden) == text.comparable_text(text.INVISIBLE.sub("", hidden))


def test_pairs_are_distinct_and_in_order():
    assert text.bigrams_of("abcab") == ["ab", "bc", "ca"]
    assert text.bigrams_of("设备设备") == ["设备", "备设"]
    assert text.bigrams_of("a") == text.bigrams_of("") == []


@given(st.text(min_size=2), st.data())
def test_every_part_of_a_text_has_only_pairs_of_the_text(whole, data):
    begin = data.draw(st.integers(0, len(whole) - 2))
    end = data.draw(st.integers(begin + 2, len(whole)))
    assert set(text.bigrams_of(whole[begin:end])) <= set(text.bigrams_of(whole))


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
)
@pytest.mark.parametrize("before", ["", " ", "'", " '", "\u00a0", "　"])
def test_formula_triggers(before, sign):
    assert text.is_formula(f"{before}{sign}SUM(A1)")


@pytest.mark.parametrize("plain", ["", "1-2", "张三", "a@b.com", "E=mc2", "'quoted'", " 3 + 4"])
def test_plain_cells(plain):
    assert not text.is_formula(plain)


# What a file is

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


# State tables

TABLE = {"a": {"go": "b"}, "b": {"back": "a", "end": "c"}, "c": {}}


def test_a_table_is_followed():
    assert lifecycle.follow_move(TABLE, "b", "end") == "c"


@pytest.mark.parametrize(("state", "move"), [("a", "end"), ("c", "go"), ("unknown", "go")])
def test_what_the_table_does_not_name_is_illegal(state, move):
    with pytest.raises(lifecycle.IllegalMove) as caught:
        lifecycle.follow_move(TABLE, state, move)
    assert (caught.value.move, caught.value.state) == (move, state)


def test_a_table_is_drawn():
    assert lifecycle.draw_mermaid(TABLE).splitlines() == [
        "stateDiagram-v2",
        "    a --> b: go",
        "    b --> a: back",
        "    b --> c: end",
    ]
