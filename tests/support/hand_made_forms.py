"""Execution records (form F2) as people make them by hand, and what is read of them."""

import io

import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from plans.imports.f2 import read_record
from tests.fixtures import moment

AT = moment("2024-08-10 10:00")

BASICS = [
    ["项目", "内容"],
    ["方案名称", "2024年Q3线上投诉处理流程优化"],
    ["方案编号", "AF-202407-001"],
    ["执行周期", "从2024年07月01日至2024年09月30日"],
    ["总负责人", "陈强"],
    ["参与部门", "客服部、技术支持部"],
    ["方案核心目标", "48小时缩短至24小时"],
]
STAGE_HEADER = [
    "阶段编号",
    "阶段任务",
    "负责人",
    "计划完成时间",
    "实际完成时间",
    "执行情况描述",
    "问题记录",
    "解决措施",
    "完成状态",
]
METRIC_HEADER = ["评估指标", "优化前数值", "优化后数值", "变化幅度", "目标达成率"]


def line(
    code="1.1",
    task="制定SOP",
    owner="王芳",
    planned="2024-07-15",
    actual="",
    told_="",
    problems="",
    measures="",
    status="□未开始☑进行中□已完成□延期",
):
    return [code, task, owner, planned, actual, told_, problems, measures, status]


def sheet(*rows):
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hand_made(*stages, basics=BASICS, metrics=(), closing=(), header=STAGE_HEADER):
    """The form with everything in its place, in Excel."""
    return sheet(
        ["售后服务流程优化方案执行记录表"],
        ["一、基础信息"],
        *basics,
        [],
        ["二、执行阶段记录"],
        header,
        *stages,
        [],
        ["三、效果评估"],
        METRIC_HEADER,
        *metrics,
        ["总结与改进建议"],
        *closing,
    )


def bad(data):
    """Where a file is refused: place, column, reason."""
    found = read_record("form", data)
    assert found.record is None
    return [(fault.place, fault.column, fault.reason) for fault in found.faults]


def field(is_checked):
    """A check box of an old form."""
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="{int(is_checked)}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    )
