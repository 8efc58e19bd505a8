"""The columns of the table of stages in form F2, as people head them."""

import re
from collections.abc import Iterable

from core.domain import text
from plans.domain import f2

BRACKETED = re.compile(r"\(.*", re.DOTALL)

# Blanks, and what says that a field has to be filled in.
MARKS = re.compile(r"\s+|^[*★●]+|[*★●]+$")


def without_brackets(names: Iterable[str]) -> dict[str, str]:
    """The names of the form by what people keep of them; hints in brackets are often left out."""
    return {BRACKETED.sub("", name): name for name in names}


STAGE_NAMES = {
    **without_brackets(f2.STAGE_COLUMNS),
    "编号": f2.CODE,
    "阶段": f2.CODE,
    "阶段序号": f2.CODE,
    "阶段号": f2.CODE,
    "任务": f2.TASK,
    "任务内容": f2.TASK,
    "任务名称": f2.TASK,
    "任务描述": f2.TASK,
    "工作内容": f2.TASK,
    "工作任务": f2.TASK,
    "主要任务": f2.TASK,
    "阶段内容": f2.TASK,
    "阶段工作": f2.TASK,
    "阶段名称": f2.TASK,
    "阶段负责人": f2.STAGE_OWNER,
    "责任人": f2.STAGE_OWNER,
    "责任人员": f2.STAGE_OWNER,
    "执行人": f2.STAGE_OWNER,
    "执行人员": f2.STAGE_OWNER,
    "执行负责人": f2.STAGE_OWNER,
    "任务负责人": f2.STAGE_OWNER,
    "承办人": f2.STAGE_OWNER,
    "经办人": f2.STAGE_OWNER,
    "牵头人": f2.STAGE_OWNER,
    "计划完成日期": f2.PLANNED,
    "计划完成": f2.PLANNED,
    "计划时间": f2.PLANNED,
    "计划日期": f2.PLANNED,
    "预计完成时间": f2.PLANNED,
    "要求完成时间": f2.PLANNED,
    "完成期限": f2.PLANNED,
    "完成时限": f2.PLANNED,
    "实际完成日期": f2.ACTUAL,
    "实际完成": f2.ACTUAL,
    "实际时间": f2.ACTUAL,
    "实际日期": f2.ACTUAL,
    "执行情况": f2.PROGRESS,
    "执行描述": f2.PROGRESS,
    "进展情况": f2.PROGRESS,
    "进展": f2.PROGRESS,
    "问题": f2.PROBLEMS,
    "存在问题": f2.PROBLEMS,
    "问题描述": f2.PROBLEMS,
    "解决办法": f2.MEASURES,
    "解决方案": f2.MEASURES,
    "处理措施": f2.MEASURES,
    "状态": f2.STATUS,
    "执行状态": f2.STATUS,
    "阶段状态": f2.STATUS,
}

# What may be another column of the table, and is one of ours where nothing better is there.
DOUBTFUL_STAGE_NAMES = {"序号": f2.CODE, "完成时间": f2.ACTUAL, "完成日期": f2.ACTUAL}


def word_key(written: str) -> str:
    """A header or label without blanks, line breaks, full-width forms, marks and its colon."""
    return MARKS.sub("", text.comparable_text(written)).rstrip(":")


def bare_word_key(written: str) -> str:
    """The same without what stands in brackets."""
    return BRACKETED.sub("", word_key(written))
