"""Forms of a plan that are plain tables: responsibilities F10, retrospective F18, measures F19, minutes F24."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from documents.exports import sheets
from plans.domain import boxes
from plans.enums import ReviewKind, StageStatus
from plans.models import Plan, Responsibility, ReviewMeeting
from plans.queries.measures import Measure, measures_of, measures_of_retrospectives
from plans.queries.retrospective import look_back

F10_TITLE, F18_TITLE, F19_TITLE, F24_TITLE = (
    "优化方案责任分工表",
    "流程复盘报告",
    "优化措施清单",
    "进度复盘会纪要",
)
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
RESOURCES = {"budget": "预算", "people": "人力", "other": "其他"}


def f10(plan: Plan, mark: str = "") -> IO[bytes]:
    """The responsibility table of a plan."""
    lines = plan.responsibilities.select_related("stage", "department", "person", "acknowledged_by")
    return _file(
        F10_TITLE,
        F10_COLUMNS,
        (_responsibility(number, line) for number, line in enumerate(lines, 1)),
        mark,
    )


def _responsibility(number: int, line: Responsibility) -> Sequence[object]:
    confirmed = (
        f"{line.acknowledged_by} {_day(line.acknowledged_at)}" if line.acknowledged_at else ""
    )
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
    return "；".join(
        filter(None, (one.strip() if isinstance(one, str) else _resource(one) for one in resources))
    )


def _resource(one: dict[str, Any]) -> str:
    kind = one.get("kind", "")
    return f"{RESOURCES.get(kind, kind)} {one.get('amount', '')}{one.get('unit', '')}".strip()


def f18(meeting: ReviewMeeting, mark: str = "") -> IO[bytes]:
    """The report of one retrospective."""
    return f18_all([meeting], mark)


def f18_all(meetings: Iterable[ReviewMeeting], mark: str = "") -> IO[bytes]:
    """The reports of several, a line each."""
    return _file(F18_TITLE, F18_COLUMNS, (_retrospective(meeting) for meeting in meetings), mark)


def _retrospective(meeting: ReviewMeeting) -> Sequence[object]:
    found = look_back(meeting)
    period = f"{meeting.period_from} 至 {meeting.period_to}" if found else ""
    return [
        period,
        found.volume if found else "",
        "、".join(f"{name}（{count}）" for name, count in found.frequent) if found else "",
        f"{found.handling_hours} 小时" if found and found.handling_hours is not None else "",
        f"{found.satisfaction} 分" if found and found.satisfaction is not None else "",
        meeting.bottleneck,
        meeting.suggestions,
        meeting.departments,
        meeting.chair,
        _day(meeting.held_at),
    ]


def f19(
    plans: QuerySet[Plan], mark: str = "", *, retrospectives: QuerySet[ReviewMeeting] | None = None
) -> IO[bytes]:
    """The list of measures of some plans; with `retrospectives` also what these decided."""

    def found() -> Iterator[Measure]:
        yield from measures_of(plans)
        yield from () if retrospectives is None else measures_of_retrospectives(retrospectives)

    return _file(
        F19_TITLE,
        F19_COLUMNS,
        (_measure(number, measure) for number, measure in enumerate(found(), 1)),
        mark,
    )


def _measure(number: int, measure: Measure) -> Sequence[object]:
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


def f24(plan: Plan, mark: str = "") -> IO[bytes]:
    """The minutes of all reviews of a plan, oldest first."""
    return _minutes_of(
        plan.reviews.filter(kind=ReviewKind.PLAN_WEEKLY).order_by("held_at", "id"), mark
    )


def f24_of(meeting: ReviewMeeting, mark: str = "") -> IO[bytes]:
    """The minutes of one meeting."""
    return _minutes_of(ReviewMeeting.objects.filter(pk=meeting.pk), mark)


def _minutes_of(meetings: QuerySet[ReviewMeeting], mark: str) -> IO[bytes]:
    found = meetings.select_related("plan", "chair").prefetch_related("actions__owner")
    return _file(
        F24_TITLE, F24_COLUMNS, (row for meeting in found for row in _minutes(meeting)), mark
    )


def _minutes(meeting: ReviewMeeting) -> Iterator[Sequence[object]]:
    """A line for each decision; what the meeting itself says stands in the first of them."""
    number, held = (
        meeting.plan.number if meeting.plan else "",
        f"{timezone.localtime(meeting.held_at):%Y-%m-%d %H:%M}",
    )
    told = [meeting.chair, meeting.attendees, stages_text(meeting.stages), meeting.notes]
    for place, action in enumerate(meeting.actions.all() or [None]):
        decision = [action.task, action.owner, action.due] if action else ["", "", ""]
        yield [number, held, *(told if place == 0 else [""] * len(told)), *decision]


def stages_text(stages: Iterable[dict[str, Any]]) -> str:
    """How the stages stood at a meeting, a line each: `2.2 新流程试运行 进行中 60%：等待测试环境`."""
    return "\n".join(_stage_text(stage) for stage in stages)


def _stage_text(stage: dict[str, Any]) -> str:
    status, percent, note = stage.get("status", ""), stage.get("percent", 0), stage.get("note", "")
    word = boxes.WORDS.get(status, status)
    far = f" {percent}%" if status in (StageStatus.IN_PROGRESS, StageStatus.DELAYED) else ""
    return (
        f"{stage.get('code', '')} {stage.get('task', '')} {word}{far}{f'：{note}' if note else ''}"
    )


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        return f"{timezone.localdate(moment)}"
    return f"{moment or ''}"


def _file(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]], mark: str
) -> IO[bytes]:
    """A workbook with one table, in Chinese; its header stands on every printed page."""
    with override("zh-hans"):
        book = sheets.open_book()
        sheet = sheets.open_sheet(
            book, title, [width for _name, width in columns], frozen_at="A2", mark=mark
        )
        sheet.print_title_rows = "1:1"
        sheet.oddHeader.left.text, sheet.oddFooter.center.text = (
            title,
            sheet.oddFooter.center.text or None,
        )
        sheets.add_row(sheet, [name for name, _width in columns], is_bold=True)
        for row in rows:
            sheets.add_row(sheet, row)
        return sheets.finish_book(book)
