"""Headings of stages by what people call them."""

import pytest

from plans.domain import f2
from plans.domain.stage_headings import STAGE_NAMES, bare_word_key, word_key


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("*负责人", f2.STAGE_OWNER),
        ("工作\n内容", f2.TASK),
        ("执行情况描述（可附页）", f2.PROGRESS),
        ("计划完成日期：", f2.PLANNED),
        ("阶段 编号", f2.CODE),
    ],
)
def test_marks_breaks_and_hints_do_not_count(written, name):
    assert STAGE_NAMES[bare_word_key(written)] == name


def test_brackets_stay_where_they_are_asked_for():
    assert word_key("问题（影响）：") == "问题(影响)"
