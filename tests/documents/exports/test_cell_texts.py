"""Texts in cells: what is written is what is read, and how many lines it takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.exports.cell_texts import lines_needed, row_height, written_text

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRICKY = st.text(alphabet="_x0041FfDd甲a", max_size=40)


@given(TRICKY)
@example("_x0041_x0042_")
@example("__x005F__")
def test_what_a_spreadsheet_decodes_is_the_text_itself(words):
    decoded = ESCAPED.sub(lambda match: chr(int(match[1], 16)), written_text(words))
    assert decoded == words


def test_what_nobody_sees_is_left_out():
    assert written_text("零\u200b宽\ufeff\x00符\uffff\ud800") == "零宽符"
    assert len(written_text("长" * 40_000)) == 32_767


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 10, 1),
        ("打不开", 10, 1),
        ("打不开了吗", 10, 2),
        ("打不开了", 10, 1),
        ("一\n二\n三", 10, 3),
        ("\n", 10, 2),
        ("one two three", 8, 2),
        ("one two threefour", 8, 3),
        ("x" * 50, 11, 5),
        ("a " + "x" * 50, 11, 6),
        ("2024-05-06 09:30", 17, 1),
        ("é" * 9, 10, 2),
        ("😀" * 5, 10, 2),
    ],
)
def test_a_chinese_sign_is_as_wide_as_two_and_words_stay_whole(words, width, lines):
    assert lines_needed(words, width) == lines


def test_no_row_is_higher_than_the_format_allows():
    assert (row_height(1), row_height(2), row_height(500)) == (14.5, 29, 409)
