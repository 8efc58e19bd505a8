"""Rows copied from a spreadsheet, with and without headings; nothing is left unnamed."""

import pytest

from plans.domain.pasted_stages import read_pasted_stages


def rows_of(pasted):
    return [(row.number, row.texts) for row in read_pasted_stages(pasted).rows]


def test_without_headings_in_the_order_of_the_form():
    assert rows_of("1.1\t流程梳理\t王芳\t2026-12-05\r\n\r\n1.2\t上线\t\t2026-12-20\r\n") == [
        (
            1,
            {"code": "1.1", "task": "流程梳理", "owner": "王芳", "planned_date": "2026-12-05"},
        ),
        (3, {"code": "1.2", "task": "上线", "planned_date": "2026-12-20"}),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "执行人\t工作内容\t计划完成时间\t序号",
        "Owner\tTask\tPlanned finish\tCode",
        "*负责人\t阶段任务\t计划完成日期\t阶段编号",
    ],
)
def test_headings_name_the_columns_in_any_order(headings):
    assert rows_of(f"{headings}\n王芳\t流程梳理\t2026-12-05\t1.1") == [
        (
            2,
            {"code": "1.1", "task": "流程梳理", "owner": "王芳", "planned_date": "2026-12-05"},
        )
    ]


def test_a_cell_of_several_lines_is_one_cell():
    assert rows_of('1.1\t"流程\n梳理"\t王芳\t2026-12-05')[0][1]["task"] == "流程\n梳理"


def test_what_is_not_taken_is_named():
    table = read_pasted_stages("阶段编号\t阶段任务\t备注\t完成状态\n1.1\t流程梳理\t急\t进行中")
    assert table.left_headings == ["备注", "完成状态"]
    table = read_pasted_stages("1.1\t流程梳理\t王芳\t2026-12-05\t多出来的")
    assert table.left_cells == [(1, "多出来的")]


@pytest.mark.parametrize("pasted", ["", "\n\t\t\n", "阶段编号\t阶段任务"])
def test_nothing_is_no_row(pasted):
    assert rows_of(pasted) == []


def test_quotation_marks_of_the_text_stay_and_swallow_nothing():
    pasted = '1.1\t"快速响应"机制建设\t王芳\t2026-12-05\n1.2\t"未完的引号\t王芳\t2026-12-06'
    assert [row.texts["task"] for row in read_pasted_stages(pasted).rows] == [
        '"快速响应"机制建设',
        '"未完的引号',
    ]
    assert rows_of('1.1\t"含""引号""的\n两行"\t王芳')[0][1]["task"] == '含"引号"的\n两行'


def test_a_cell_under_no_heading_is_named_beside_a_strange_heading():
    table = read_pasted_stages("编号\t任务\t备注\n1.1\t梳理\t急\tEXTRA")
    assert (table.left_headings, table.left_cells) == (["备注"], [(2, "EXTRA")])


def test_a_long_text_behind_a_lone_quotation_mark_is_read():
    pasted = '1.1\t"' + "长" * 200_000
    assert len(rows_of(pasted)[0][1]["task"]) == 200_001
