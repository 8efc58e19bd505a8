"""The quarterly report as form F21 (售后服务优化报告): a Word document or a PDF.

Wording and order are the source's, in Chinese, whoever takes it.
"""

from typing import IO

from django.utils import timezone, translation

from analytics.models import QuarterlyReport
from analytics.queries.quarters import QuarterFigure, follow_up, shown_causes, shown_figures
from documents.exports.papers import PAPERS, Paper

TITLE = "售后服务优化报告"
FIGURE_COLUMNS = (("指标", 87), ("本季", 45), ("上季", 45), ("变化", 45), ("样本数", 45))
CAUSE_COLUMNS = (("原因", 147), ("首次响应超时", 60), ("解决超时", 60))
DECISION_COLUMNS = (
    ("序号", 15),
    ("改进措施", 82),
    ("责任部门", 35),
    ("责任人", 30),
    ("完成时限", 30),
    ("落实情况", 30),
    ("效果", 45),
)


def heading_of(report: QuarterlyReport) -> str:
    """`2024-Q2 售后服务优化报告（草稿）`."""
    return f"{report.name} {TITLE}（{'已签发' if report.is_issued else '草稿'}）"


def make_paper(report: QuarterlyReport, *, kind: str, mark: str) -> IO[bytes]:
    """Figures, problems and decisions; what became of them as it stands now."""
    with translation.override("zh-hans"):
        paper = PAPERS[kind](heading_of(report), mark)
        paper.add_table(("项目", "内容"), (50, 217), _facts_of(report))
        paper.add_heading("指标回顾")
        names, widths = zip(*FIGURE_COLUMNS, strict=True)
        paper.add_table(names, widths, [_figure_line(one) for one in shown_figures(report)])
        paper.add_heading("主要问题")
        paper.add_table(("主要问题",), (267,), [[report.problems or "—"]])
        _add_causes(paper, report)
        _add_decisions(paper, report)
        return paper.finish()


def _facts_of(report: QuarterlyReport) -> list[list[str]]:
    facts = [["季度", report.name]]
    if report.meeting is not None:
        held_at = timezone.localtime(report.meeting.held_at)
        facts.append(["会议时间", f"{held_at:%Y-%m-%d %H:%M}"])
        facts.append(["参会人员", report.meeting.attendees])
    if report.issued_at is not None:
        issued = timezone.localtime(report.issued_at)
        facts.append(["签发", f"{report.issued_by} {issued:%Y-%m-%d %H:%M}"])
        facts.append(["SHA-256", report.digest])
    return facts


def _figure_line(figure: QuarterFigure) -> list[str]:
    return [figure.name, figure.value, figure.last, figure.change, f"{figure.count:,}"]


def _add_causes(paper: Paper, report: QuarterlyReport) -> None:
    """Why limits were missed; nothing in a report of an earlier release."""
    rows = [[name, f"{first:,}", f"{last:,}"] for name, first, last in shown_causes(report)]
    if not rows:
        return
    names, widths = zip(*CAUSE_COLUMNS, strict=True)
    paper.add_heading("超时原因")
    paper.add_table(names, widths, rows)


def _add_decisions(paper: Paper, report: QuarterlyReport) -> None:
    names, widths = zip(*DECISION_COLUMNS, strict=True)
    done = follow_up(report.meeting) if report.meeting is not None else []
    rows = [
        [str(number), row["task"], row["department"], row["owner"], row["due"], *state]
        for number, (row, state) in enumerate(zip(report.decisions, done, strict=False), 1)
    ]
    paper.add_heading("改进措施与落实情况")
    paper.add_table(names, widths, rows or [["", "无", "", "", "", "", ""]])
