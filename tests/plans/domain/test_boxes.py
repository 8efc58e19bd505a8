"""Boxes that people tick in form F2."""

import pytest

from plans.domain import boxes
from plans.enums import StageStatus
from tests.factories.execution_records import DOING, DONE, LATE, OPEN


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("□未开始□进行中☑已完成□延期", DONE),
        ("□未开始 □进行中 ✓已完成 □延期", DONE),
        ("□未开始□进行中□已完成√延期", LATE),
        ("■未开始□进行中□已完成□延期", OPEN),
        ("☐未开始☒进行中☐已完成☐延期", DOING),
        ("[ ]未开始[x]进行中[ ]已完成[ ]延期", DOING),
        ("（ ）未开始（√）进行中（ ）已完成（ ）延期", DOING),
        ("○未开始○进行中●已完成○延期", DONE),
        ("□未开始\n□进行中\n✔ 已完成\n□延期", DONE),
        ("未开始□ 进行中□ 已完成☑ 延期□", DONE),
        ("已完成", DONE),
        ("进行中", DOING),
        ("完成", DONE),
        ("√已完成", DONE),
        ("已完成√", DONE),
        ("未开始 √进行中 已完成 延期", DOING),
        ("□未开始□进行中□√已完成□延期", DONE),
        ("延期", LATE),
        ("已延期", LATE),
        ("□未开始□进行中□已完成□延期", None),
        ("", None),
        ("已完成（7月14日）", DONE),
        ("🗹", "?"),
        ("□未开始□进行中☑已完成☑延期", "?"),
        ("□未开始□进行中√□已完成□延期", "?"),
        ("未开始 进行中", "?"),
        ("未完成", "?"),
        ("也许", "?"),
    ],
)
def test_ticks_as_people_set_them(cell, status):
    if status == "?":
        with pytest.raises(boxes.Unclear):
            boxes.status_in(cell)
    else:
        assert boxes.status_in(cell) == status


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("☑达标□未达标", True),
        ("□达标√未达标", False),
        ("达标", True),
        ("不达标", False),
        ("√", True),
        ("×", False),
        ("□达标□未达标", None),
        ("是", True),
        ("", None),
    ],
)
def test_verdicts(cell, verdict):
    assert boxes.verdict_in(cell) is verdict


def test_every_status_is_read_as_it_is_printed():
    assert [boxes.status_in(boxes.status_boxes(status)) for status in StageStatus] == list(
        StageStatus
    )
    assert [boxes.verdict_in(boxes.verdict_boxes(verdict)) for verdict in (True, False, None)] == [
        True,
        False,
        None,
    ]
