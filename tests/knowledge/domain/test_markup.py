"""Structure of a text, and that no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.domain.markup import Shape, blocks_of, plain_lines


def shapes(body):
    return [(block.shape.value, [item.lines for item in block.items]) for block in blocks_of(body)]


def test_headings_lists_and_paragraphs():
    body = "## 现象\n泵体漏水\n地面有水渍\n\n## 步骤\n1. 关阀门\n2、拆端盖\n   注意余压\n\n3）换密封圈\n\n- 扳手\n• 密封圈\n结束"
    assert shapes(body) == [
        ("heading", [("现象",)]),
        ("paragraph", [("泵体漏水", "地面有水渍")]),
        ("heading", [("步骤",)]),
        ("steps", [("关阀门",), ("拆端盖", "注意余压"), ("换密封圈",)]),
        ("bullets", [("扳手",), ("密封圈", "结束")]),
    ]
    assert [item.number for item in blocks_of(body)[3].items] == [1, 2, 3]


@pytest.mark.parametrize("line", ["1.5 kW 电机", "2024. 年", "-5 ℃", "#标签", "*", "1.", "3.14"])
def test_what_only_looks_like_structure_stays_a_line(line):
    assert shapes(line) == [("paragraph", [(line,)])]


def test_steps_keep_the_number_that_was_typed():
    assert [item.number for item in blocks_of("1. 甲\n\n说明\n\n2. 乙\n4. 丁")[-1].items] == [2, 4]


SIGNS = st.sampled_from([*"甲乙ab<>&'\" #-*•.、)1 23", "\n", "\n\n", "## ", "1. ", "- "])


@given(st.lists(SIGNS).map("".join))
def test_no_word_is_lost_or_added(body):
    words = re.sub(r"[\s#\-*•·.、)\d]", "", body)
    assert re.sub(r"[\s#\-*•·.、)\d]", "", "".join(plain_lines(body))) == words
    assert all(block.items for block in blocks_of(body))
    assert all(
        block.shape in (Shape.BULLETS, Shape.STEPS) or len(block.items) == 1
        for block in blocks_of(body)
    )
