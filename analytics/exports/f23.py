"""A data audit as form F23 (数据审核记录表): a workbook, and a document to be printed.

Wording and order are the source's, in Chinese, whoever takes it. Records stand there by their
number: no text of a customer leaves with it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO

from django.utils import timezone, translation

from analytics.models import AuditFinding, DataAudit
from analytics.queries.audits import all_findings
from documents.exports import docs, sheets

TITLE = "数据审核记录表"
FACT_COLUMNS = ("项目", "内容")
FINDING_COLUMNS = (("编号", 45), ("问题", 62), ("备注", 100), ("整改完成时间", 60))
SHEET_WIDTHS = (18, 30, 60, 20)
FINDINGS = "异常记录"
NONE_FOUND = "无异常记录"
UNSIGNED = "（未签署）"

Line = list[str]


def heading_of(audit: DataAudit) -> str:
    """`数据审核记录表 2024-05-06 至 2024-05-12`, and that it is not signed yet."""
    return f"{TITLE} {_period_of(audit)}{'' if audit.is_signed else UNSIGNED}"


def extent_of(audit: DataAudit) -> str:
    """What the name of the file says it is about."""
    return f"{audit.starts_on}至{audit.last_on}"


def _period_of(audit: DataAudit) -> str:
    return f"{audit.starts_on} 至 {audit.last_on}"


def _moment_text(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _head_lines(audit: DataAudit) -> list[Line]:
    """What the form says before its records, and the scope where it is narrower than the desk."""
    lines = [["审核周期", _period_of(audit)]]
    if audit.department is not None:
        lines.append(["审核范围", str(audit.department)])
    return [
        *lines,
        ["审核人", str(audit.auditor or "")],
        ["应审记录数", str(audit.total)],
        ["未完成记录数", str(audit.incomplete)],
    ]


def _foot_lines(audit: DataAudit, findings: list[AuditFinding]) -> list[Line]:
    """When the last fault was mended, where all of them are settled, and the conclusion."""
    fixed = [one.fixed_at for one in findings if one.fixed_at]
    is_over = fixed and not any(one.is_open for one in findings)
    return [
        ["整改完成时间", _moment_text(max(fixed)) if is_over else ""],
        ["结论", audit.conclusion],
        ["签署时间", _moment_text(audit.signed_at)],
    ]


def _finding_lines(findings: list[AuditFinding]) -> Iterator[Line]:
    for one in findings:
        problem = str(one.get_rule_display())
        yield [one.ticket.number, problem, one.remark, _moment_text(one.fixed_at)]
    if not findings:
        yield [NONE_FOUND, "", "", ""]


def make_document(audit: DataAudit, *, mark: str) -> IO[bytes]:
    """The form as a Word document."""
    with translation.override("zh-hans"):
        findings = list(all_findings(audit))
        document = docs.open_document(heading_of(audit), mark)
        docs.add_table(document, FACT_COLUMNS, (50, 217), _head_lines(audit), bold=1)
        docs.add_heading(document, FINDINGS)
        names, widths = zip(*FINDING_COLUMNS, strict=True)
        docs.add_table(document, names, widths, _finding_lines(findings))
        docs.add_heading(document, "结论")
        docs.add_table(document, FACT_COLUMNS, (50, 217), _foot_lines(audit, findings), bold=1)
        return docs.finish_document(document)


def make_workbook(audit: DataAudit, *, mark: str) -> IO[bytes]:
    """A sheet for the form, and one with a row for each finding."""
    with translation.override("zh-hans"):
        findings = list(all_findings(audit))
        book = sheets.open_book()
        columns = ((FACT_COLUMNS[0], 20), (FACT_COLUMNS[1], 90))
        form = sheets.ListSheet(book, TITLE, columns, title=heading_of(audit), mark=mark)
        for line in [*_head_lines(audit), *_foot_lines(audit, findings)]:
            form.add_row(line)
        names = [name for name, _width in FINDING_COLUMNS]
        columns = tuple(zip(names, SHEET_WIDTHS, strict=True))
        found = sheets.ListSheet(book, FINDINGS, columns, mark=mark)
        for line in _finding_lines(findings):
            found.add_row(line)
        return sheets.finish_book(book)


KINDS: dict[str, Callable[..., IO[bytes]]] = {"docx": make_document, "xlsx": make_workbook}
