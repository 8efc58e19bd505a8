"""Which sign separates the columns of a text table."""

import pytest

from documents.domain.separators import guess_separator, named_separator

TABLE = [["工单号", "客户名称", "问题描述"], ["1", "甲公司", "卡纸"], ["2", "乙公司", "漏油"]]


def written(separator: str, *above: str) -> str:
    return "\r\n".join([*above, *(separator.join(row) for row in TABLE)])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        (),
        ("售后服务工单登记表",),
        ("登记表, 2024年5月, 华东; 华南",),
        ("制表: 李, 王, 张", "", "说明;见附页"),
    ],
)
def test_the_table_counts_and_not_what_stands_above_it(separator, above):
    assert guess_separator(written(separator, *above)) == separator


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end):
    assert guess_separator(written(";").replace("\r\n", end)) == ";"


def test_signs_within_quotes_separate_nothing():
    rows = '"a;b;c;d;e",1\n"a;b;c;d;e",2\n'
    assert guess_separator(rows) == ","


@pytest.mark.parametrize(
    ("line", "sign"), [("sep=;", ";"), ("SEP=|\r", "|"), ("sep", None), ("工单号;客户", None)]
)
def test_a_line_may_name_it(line, sign):
    assert named_separator(line) == sign
