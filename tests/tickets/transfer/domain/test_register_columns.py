"""Where a register has its columns, whatever stands above and beside them."""

import pytest

from tickets.transfer.domain.register_columns import COLUMNS, find_header, heading_key

ALL = {name: position for position, name in enumerate(COLUMNS)}


def test_the_header_is_found_below_a_title_and_by_other_names():
    header = find_header(
        [["服务工单登记表"], [], ["状态", "工 单 号", "客户名称", "备注", "联系电话"]]
    )
    assert header.last == 2
    assert header.places == {"处理状态": 0, "工单号": 1, "客户名称": 2, "联系方式": 4}
    assert header.renamed == {0: "状态", 4: "联系电话"}
    assert header.unknown == {3: "备注"}
    assert header.missing_columns == ["反馈时间", "反馈渠道", "问题描述(摘要)", "问题分级"]
    assert header.cells_of(["已受理"])["工单号"] == ""
    assert find_header([["工单号", "备注"]]) is None


@pytest.mark.parametrize(
    "heading",
    [
        "客户名称",
        "*客户名称",
        "客户名称*",
        "★ 客户名称",
        "客户\n名称",
        "客户名称（必填）",
        "客户名称：",
    ],
)
def test_marks_and_breaks_do_not_hide_a_heading(heading):
    assert heading_key(heading) == "客户名称"


def test_of_two_columns_of_one_name_one_counts_and_the_other_is_told():
    header = find_header([[*COLUMNS, "处理状态"]])
    assert (header.places, header.repeated) == (ALL, {12: "处理状态"})
    assert header.left_cells_of([""] * 12 + ["已关闭"]) == {"处理状态": "已关闭"}


def test_the_forms_own_word_comes_before_another_one_for_it():
    header = find_header([["状态", *COLUMNS]])
    assert header.places["处理状态"] == 12
    assert header.repeated == {0: "状态"}


@pytest.mark.parametrize(
    "rows",
    [
        # merged downwards, as the reader of workbooks fills it
        [
            ["工单号", "客户信息", "", "", *COLUMNS[4:]],
            list(COLUMNS),
        ],
        # the same without what merging tells, as a text table has it
        [
            ["工单号", "客户信息", "", "", *COLUMNS[4:]],
            ["", "客户名称", "联系人", "联系方式", "", "", "", "", "", "", "", ""],
        ],
        [["登记表"], ["工单号", "客户信息"], list(COLUMNS), ["202405-00001", "甲公司"]],
    ],
    ids=["merged", "text", "group-above"],
)
def test_a_header_may_have_two_rows(rows):
    header = find_header(rows)
    assert header.places == ALL
    assert rows[header.last][1] == "客户名称"


def test_a_row_with_a_channel_called_like_a_column_is_no_header():
    rows = [list(COLUMNS), ["202405-00001", "甲公司", "", "", "2024-05-01", "电话", "卡纸", "一般"]]
    assert find_header(rows).last == 0


def test_left_columns_of_one_name_keep_both_their_texts():
    header = find_header([[*COLUMNS, "备注", "备注"]])
    cells = header.left_cells_of([""] * 12 + ["要开票", "已寄出"])
    assert list(cells.values()) == ["要开票", "已寄出"]
