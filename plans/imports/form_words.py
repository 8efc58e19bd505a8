"""The headings, labels and column names of form F2, as people write them too."""

import re
from collections.abc import Iterable

from core.domain import text
from plans.domain import f2
from plans.domain.written import CODE
from plans.imports.layout import BASICS, CHANGES, CLOSING, EFFECT, STAGES

HEADINGS = {
    "基础信息": BASICS,
    "执行阶段记录": STAGES,
    "效果评估": EFFECT,
    "总结与改进建议": CLOSING,
    f2.CHANGES: CHANGES,
}
HEADING = re.compile(
    rf"^(?:[(第]?[一二三四五六\d]+[、.,)]?(?:部分)?)?({'|'.join(HEADINGS)})表?((?:[(:—-].*)?)$",
    re.DOTALL,
)
COUNT = r"[(（]?[一二三四五六七八九十\d]+[)）、.．]\s*"
COUNTED = re.compile(f"^{COUNT}")
SUBPROJECT = re.compile(
    rf"^(?:{COUNT})?子项目(?:名称)?(?:[一二三四五六七八九十\d]+\s*[:：、]?|\s*[:：、]|\s)\s*(.+)$",
    re.DOTALL,
)
SUBPROJECT_IN_HEADING = re.compile(r"子项目:?([^()]+)")
REMARK = re.compile(r"^(?:[*※]|注|备注|说明|填写|附|续|接上)|[。；]$")
BRACKETED = re.compile(r"\(.*", re.DOTALL)


def _without_brackets(names: Iterable[str]) -> dict[str, str]:
    """The names of the form by what people keep of them; hints in brackets are often left out."""
    return {BRACKETED.sub("", name): name for name in names}


LABELS = {
    **_without_brackets((*f2.BASICS_ROWS, *f2.CLOSING_ROWS)),
    "名称": f2.NAME,
    "方案名": f2.NAME,
    "编号": f2.NUMBER,
    "执行时间": f2.PERIOD,
    "周期": f2.PERIOD,
    "方案负责人": f2.OWNER,
    "参加部门": f2.DEPARTMENTS,
    "参与单位": f2.DEPARTMENTS,
    "核心目标": f2.GOAL,
    "方案目标": f2.GOAL,
    "经验总结": f2.EXPERIENCE,
    "执行经验": f2.EXPERIENCE,
    "改进建议": f2.SUGGESTIONS,
    "后续优化方向": f2.SUGGESTIONS,
    "填表人": f2.AUTHOR,
    "填表日期": f2.WRITTEN_ON,
    "填写时间": f2.WRITTEN_ON,
    "归档号": f2.FILE_NO,
    "档案编号": f2.FILE_NO,
}
LABELLED = re.compile(
    rf"({'|'.join(sorted(LABELS, key=len, reverse=True))})(?:[(（][^()（）]*[)）])?\s*[:：]\s*"
)

# What people write below its label, in paragraphs of its own.
LONG_TEXTS = frozenset({f2.GOAL, f2.EXPERIENCE, f2.SUGGESTIONS})

STAGE_NAMES = {
    **_without_brackets(f2.STAGE_COLUMNS),
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
METRIC_NAMES = {
    **_without_brackets((*f2.METRIC_COLUMNS, *f2.EXTENSION)),
    "指标": f2.METRIC,
    "指标名称": f2.METRIC,
    "优化前": f2.BEFORE,
    "优化后": f2.AFTER,
    "是否达标": f2.MET,
    "目标": f2.TARGET,
}

LONGEST_CODE_CELL = 12

# Blanks, and what says that a field has to be filled in.
MARKS = re.compile(r"\s+|^[*★●]+|[*★●]+$")


def word_key(written: str) -> str:
    """A header or label without blanks, line breaks, full-width forms, marks and its colon."""
    return MARKS.sub("", text.comparable_text(written)).rstrip(":")


def bare_word_key(written: str) -> str:
    """The same without what stands in brackets."""
    return BRACKETED.sub("", word_key(written))


def is_code(written: str) -> bool:
    """Does a cell hold a stage code and nothing more than a few words around it?"""
    return len(written) <= LONGEST_CODE_CELL and bool(CODE.search(text.comparable_text(written)))
