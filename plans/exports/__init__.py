"""The forms of a plan (forms.md), always in Chinese.

F2 is a workbook or a Word document; F10, F18, F19 and F24 are workbooks.
"""

from plans.exports.execution import f2_docx, f2_xlsx
from plans.exports.tables import (
    f10_responsibilities,
    f18_retrospective,
    f18_retrospectives,
    f19_measures,
    f24_minutes,
    f24_minutes_of_meeting,
)

KNOWN = ("F2", "F10", "F18", "F19", "F24")

# Names of the forms, for file names.
TITLES = {
    "F2": "售后服务流程优化方案执行记录表",
    "F10": "优化方案责任分工表",
    "F18": "流程复盘报告",
    "F19": "优化措施清单",
    "F24": "进度复盘会纪要",
}

__all__ = [
    "KNOWN",
    "TITLES",
    "f2_docx",
    "f2_xlsx",
    "f10_responsibilities",
    "f18_retrospective",
    "f18_retrospectives",
    "f19_measures",
    "f24_minutes",
    "f24_minutes_of_meeting",
]
