"""Keys and needles, pairs of characters, formula cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import text


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


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("+86 138-0000 0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("86 13800000001", "13800000001"),
        ("１３８ 0000 0001", "13800000001"),
        ("(021) 6888-0000", "02168880000"),
        ("+86 21 6888 0000", "02168880000"),
        ("+86 (0)21 6888 0000", "02168880000"),
        ("021-68880000转12", "02168880000"),
        ("+86 400-123-4567", "4001234567"),
        ("+44 20 7946 0958", "442079460958"),
        ("0044 20 7946 0958", "442079460958"),
        ("862168880000", "862168880000"),
        ("无", ""),
    ],
)
def test_a_phone_has_one_key(written, key):
    assert text.phone_key(written) == key


@pytest.mark.parametrize(
    ("words", "variants"),
    [
        ("E-002", ["e-002", "e002", "e 002"]),
        ("e002", ["e002", "e-002", "e 002"]),
        ("138-0000", ["138-0000", "1380000"]),
        ("漏水", ["漏水"]),
        ("abc def", ["abc def"]),
    ],
)
def test_words_stand_for_other_ways_of_writing_them(words, variants):
    assert text.search_variants(words) == variants


@pytest.mark.parametrize(
    ("words", "expected"), [("漏", False), ("#", False), (" e ", False), ("漏水", True)]
)
def test_one_character_is_not_searched(words, expected):
    assert text.is_searchable(words) is expected


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
