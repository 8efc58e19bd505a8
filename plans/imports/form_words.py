"""The headings, labels and column names of form F2, as people write them too."""

import re

from core.domain import text
from plans.domain import f2
from plans.domain.stage_headings import without_brackets
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


LABELS = {
    **without_brackets((*f2.BASICS_ROWS, *f2.CLOSING_ROWS)),
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

METRIC_NAMES = {
    **without_brackets((*f2.METRIC_COLUMNS, *f2.EXTENSION)),
    "指标": f2.METRIC,
    "指标名称": f2.METRIC,
    "优化前": f2.BEFORE,
    "优化后": f2.AFTER,
    "是否达标": f2.MET,
    "目标": f2.TARGET,
}

LONGEST_CODE_CELL = 12


def is_code(written: str) -> bool:
    """Does a cell hold a stage code and nothing more than a few words around it?"""
    return len(written) <= LONGEST_CODE_CELL and bool(CODE.search(text.comparable_text(written)))
