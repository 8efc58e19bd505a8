"""Doors for the forms of a plan (forms.md): F2 as workbook and as Word document, F10, F18, F19, F24 as workbooks. Always in Chinese."""

from plans.exports.execution import f2_docx, f2_xlsx
from plans.exports.tables import f10, f18, f18_all, f19, f24, f24_of

KNOWN = ("F2", "F10", "F18", "F19", "F24")
TITLES = {
    "F2": "售后服务流程优化方案执行记录表",
    "F10": "优化方案责任分工表",
    "F18": "流程复盘报告",
    "F19": "优化措施清单",
    "F24": "进度复盘会纪要",
}
"""Names of the forms, for file names."""

__all__ = ["KNOWN", "TITLES", "f2_docx", "f2_xlsx", "f10", "f18", "f18_all", "f19", "f24", "f24_of"]
