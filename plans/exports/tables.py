"""Forms of a plan that are plain tables.

Responsibilities F10, retrospective F18, measures F19, minutes F24.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from documents.exports import sheets
from documents.exports.sheets import Amount
from plans.domain import boxes
from plans.enums import ReviewKind, StageStatus
from plans.models import Plan, Responsibility, ReviewAction, ReviewMeeting
from plans.queries.measures import Measure, measures_of, measures_of_retrospectives
from plans.queries.retrospective import look_back

TableRow = Sequence[object]

F10_TITLE = "优化方案责任分工表"
F18_TITLE = "流程复盘报告"
F19_TITLE = "优化措施清单"
F24_TITLE = "进度复盘会纪要"

F10_COLUMNS = (
    ("序号", 6),
    ("阶段编号", 9),
    ("任务", 32),
    ("责任部门", 14),
    ("负责人", 12),
    ("开始时间", 12),
    ("结束时间", 12),
    ("所需资源", 24),
    ("验收标准", 28),
    ("部门负责人确认", 20),
    ("备注", 20),
)
F18_COLUMNS = (
    ("复盘周期", 24),
    ("需求总量", 9),
    ("高频问题类型", 26),
    ("平均处理时长", 13),
    ("客户满意度", 11),
    ("流程瓶颈", 36),
    ("优化建议", 36),
    ("参会部门", 20),
    ("复盘人", 10),
    ("日期", 12),
)
F19_COLUMNS = (
    ("序号", 6),
    ("优化措施", 38),
    ("来源", 26),
    ("责任部门", 18),
    ("责任人", 12),
    ("计划完成时间", 13),
    ("优化生效日期", 13),
    ("跟踪效果", 32),
    ("状态", 10),
)
F24_COLUMNS = (
    ("方案编号", 15),
    ("会议时间", 17),
    ("主持人", 10),
    ("参会人", 22),
    ("各阶段进展", 44),
    ("问题与协调事项", 34),
    ("决议", 34),
    ("责任人", 10),
    ("完成时限", 12),
)
RESOURCE_KINDS = {"budget": "预算", "people": "人力", "other": "其他"}

# Not begun is 0 % and done is 100 %; nobody needs to read that.
PERCENT_STATUSES = frozenset({StageStatus.IN_PROGRESS, StageStatus.DELAYED})


# --- F10, responsibilities --------------------------------------------------------------------


def f10_responsibilities(plan: Plan, mark: str = "") -> IO[bytes]:
    """The responsibility table of a plan."""
    lines = plan.responsibilities.select_related("stage", "department", "person", "acknowledged_by")
    rows = (_responsibility_row(number, line) for number, line in enumerate(lines, 1))
    return _table_file(F10_TITLE, F10_COLUMNS, rows, mark)


def _responsibility_row(number: int, line: Responsibility) -> TableRow:
    confirmed = ""
    if line.acknowledged_at:
        confirmed = f"{line.acknowledged_by} {timezone.localdate(line.acknowledged_at)}"

    return [
        number,
        line.stage.code if line.stage else "",
        line.task,
        line.department.name,
        line.person,
        line.start,
        line.end,
        resources_text(line.resources),
        line.acceptance,
        confirmed,
        line.remark,
    ]


def resources_text(resources: Iterable[str | dict[str, Any]]) -> str:
    """`预算 5000元；人力 10人天`, from words as they were typed or from kind, amount and unit."""
    texts = (_resource_text(resource) for resource in resources)
    return "；".join(text for text in texts if text)


def _resource_text(resource: str | dict[str, Any]) -> str:
    if isinstance(resource, str):
        return resource.strip()
    kind = resource.get("kind", "")
    amount = f"{resource.get('amount', '')}{resource.get('unit', '')}"
    return f"{RESOURCE_KINDS.get(kind, kind)} {amount}".strip()


# --- F18, retrospectives ----------------------------------------------------------------------


def f18_retrospective(meeting: ReviewMeeting, mark: str = "") -> IO[bytes]:
    """The report of one retrospective."""
    return f18_retrospectives([meeting], mark)


def f18_retrospectives(meetings: Iterable[ReviewMeeting], mark: str = "") -> IO[bytes]:
    """The reports of several, a line each."""
    rows = (_retrospective_row(meeting) for meeting in meetings)
    return _table_file(F18_TITLE, F18_COLUMNS, rows, mark)


def _retrospective_row(meeting: ReviewMeeting) -> TableRow:
    return [
        *_look_back_cells(meeting),
        meeting.bottleneck,
        meeting.suggestions,
        meeting.departments,
        meeting.chair,
        timezone.localdate(meeting.held_at),
    ]


def _look_back_cells(meeting: ReviewMeeting) -> list[object]:
    """Period and figures, the first five columns; empty for minutes without a period."""
    figures = look_back(meeting)
    if figures is None:
        return ["", "", "", "", ""]

    frequent = [f"{name}（{count}）" for name, count in figures.frequent]
    hours = figures.handling_hours
    score = figures.satisfaction
    return [
        f"{meeting.period_from} 至 {meeting.period_to}",
        figures.volume,
        "、".join(frequent),
        None if hours is None else Amount(hours, "小时"),
        None if score is None else Amount(score, "分"),
    ]


# --- F19, measures ----------------------------------------------------------------------------


def f19_measures(
    plans: QuerySet[Plan], mark: str = "", *, retrospectives: QuerySet[ReviewMeeting] | None = None
) -> IO[bytes]:
    """The list of measures of some plans; with `retrospectives` also what these decided."""
    return write_measures(_all_measures(plans, retrospectives), mark)


def write_measures(measures: Iterable[Measure], mark: str = "") -> IO[bytes]:
    """A numbered list of measures, wherever they come from."""
    rows = (_measure_row(number, measure) for number, measure in enumerate(measures, 1))
    return _table_file(F19_TITLE, F19_COLUMNS, rows, mark)


def _all_measures(
    plans: QuerySet[Plan], retrospectives: QuerySet[ReviewMeeting] | None
) -> Iterator[Measure]:
    yield from measures_of(plans)
    if retrospectives is not None:
        yield from measures_of_retrospectives(retrospectives)


def _measure_row(number: int, measure: Measure) -> TableRow:
    return [
        number,
        measure.task,
        measure.source,
        measure.department,
        measure.owner,
        measure.due,
        measure.effective,
        measure.effect,
        measure.status,
    ]


# --- F24, minutes -----------------------------------------------------------------------------


def f24_minutes(plan: Plan, mark: str = "") -> IO[bytes]:
    """The minutes of all reviews of a plan, oldest first."""
    reviews = plan.reviews.filter(kind=ReviewKind.PLAN_WEEKLY)
    return _minutes_file(reviews.order_by("held_at", "id"), mark)


def f24_minutes_of_meeting(meeting: ReviewMeeting, mark: str = "") -> IO[bytes]:
    """The minutes of one meeting."""
    return _minutes_file(ReviewMeeting.objects.filter(pk=meeting.pk), mark)


def _minutes_file(meetings: QuerySet[ReviewMeeting], mark: str) -> IO[bytes]:
    found = meetings.select_related("plan", "chair").prefetch_related("actions__owner")
    rows = (row for meeting in found for row in _minutes_rows(meeting))
    return _table_file(F24_TITLE, F24_COLUMNS, rows, mark)


def _minutes_rows(meeting: ReviewMeeting) -> Iterator[TableRow]:
    """A line for each decision; what the meeting itself says stands in the first of them."""
    number = meeting.plan.number if meeting.plan else ""
    held = timezone.localtime(meeting.held_at).replace(second=0, microsecond=0, tzinfo=None)
    minutes: list[object] = [
        meeting.chair,
        meeting.attendees,
        stages_text(meeting.stages),
        meeting.notes,
    ]

    # Minutes without any decision have a line too.
    for action in meeting.actions.all() or [None]:
        yield [number, held, *minutes, *_decision_cells(action)]
        minutes = [""] * len(minutes)


def _decision_cells(action: ReviewAction | None) -> list[object]:
    return [action.task, action.owner, action.due] if action else ["", "", ""]


def stages_text(stages: Iterable[dict[str, Any]]) -> str:
    """How the stages stood at a meeting, a line each.

    Such as `2.2 新流程试运行 进行中 60%：等待测试环境`.
    """
    return "\n".join(_stage_text(stage) for stage in stages)


def _stage_text(stage: dict[str, Any]) -> str:
    status = stage.get("status", "")
    text = f"{stage.get('code', '')} {stage.get('task', '')} "
    text += boxes.STATUS_WORDS.get(status, status)
    if status in PERCENT_STATUSES:
        text += f" {stage.get('percent', 0)}%"
    if stage.get("note"):
        text += f"：{stage['note']}"
    return text


# --- what all of them share -------------------------------------------------------------------


def _table_file(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[TableRow], mark: str
) -> IO[bytes]:
    """A workbook with one table below its title, in Chinese.

    `columns` are names and widths. Rows are asked for in here, so that their words are Chinese too.
    """
    with override("zh-hans"):
        book = sheets.open_book()
        table = sheets.ListSheet(book, title, columns, title=title, mark=mark)
        table.sheet.oddHeader.left.text = title
        for row in rows:
            table.add_row(row)
        return sheets.finish_book(book)
