"""The law of articles without a database: states, review dates, the structure of their text."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.work.lifecycle import IllegalMove
from knowledge.domain import lifecycle, review
from knowledge.domain.markup import Shape, blocks_of, plain_lines
from knowledge.enums import ArticleMove, ArticleState

LEGAL = {
    ("draft", "submit"): "review",
    ("review", "publish"): "published",
    ("review", "return"): "draft",
    ("published", "revise"): "draft",
    ("published", "retire"): "retired",
    ("retired", "revise"): "draft",
}


@pytest.mark.parametrize("state", ArticleState.values)
@pytest.mark.parametrize("move", ArticleMove.values)
def test_every_state_and_move(state, move):
    if (state, move) in LEGAL:
        assert lifecycle.state_after(state, move) == LEGAL[state, move]
    else:
        with pytest.raises(IllegalMove):
            lifecycle.state_after(state, move)


def test_every_state_is_reached_and_left():
    assert set(lifecycle.LIFECYCLE) == set(ArticleState)
    assert {after for moves in lifecycle.LIFECYCLE.values() for after in moves.values()} == set(
        ArticleState
    )


@pytest.mark.parametrize(
    ("published", "due"),
    [
        ("2026-11-02", "2027-11-02"),
        ("2027-02-28", "2028-02-28"),
        ("2028-02-29", "2029-02-28"),
        ("2026-12-31", "2027-12-31"),
    ],
)
def test_an_article_is_looked_at_again_after_a_year(published, due):
    assert review.due_on(date.fromisoformat(published)) == date.fromisoformat(due)


def test_overdue_is_the_day_after():
    due = date(2027, 11, 2)
    assert [review.is_overdue(due, date(2027, 11, day)) for day in (1, 2, 3)] == [
        False,
        False,
        True,
    ]
    assert not review.is_overdue(None, due)


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
