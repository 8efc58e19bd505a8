"""The words and columns of form F2, as the source prints them (forms.md F2 to F2d).

And how single values are printed in it.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from plans.domain.effect import Effect, is_met, one_decimal
from plans.domain.written import plain_figure
from plans.enums import ActionState, PlanState, Wanted

TITLE = "售后服务流程优化方案执行记录表"
BASICS, STAGES, EFFECT, CLOSING = (
    "一、基础信息",
    "二、执行阶段记录",
    "三、效果评估",
    "总结与改进建议",
)
SUBPROJECT = "子项目："

# Behind the source's own sections, and only where a goal or a date was changed.
CHANGES = "变更记录"
CHANGE_COLUMNS = ("变更事项", "原值", "新值", "原因", "申请人及时间", "决定人、结果及时间")

ITEM, CONTENT = "项目", "内容"
NAME, NUMBER, PERIOD, OWNER, DEPARTMENTS, GOAL = (
    "方案名称",
    "方案编号",
    "执行周期",
    "总负责人",
    "参与部门",
    "方案核心目标",
)
CODE, TASK, STAGE_OWNER, PLANNED, ACTUAL = (
    "阶段编号",
    "阶段任务",
    "负责人",
    "计划完成时间",
    "实际完成时间",
)
PROGRESS, PROBLEMS, MEASURES = (
    "执行情况描述(可附页)",
    "问题记录(问题描述、影响、应对措施)",
    "解决措施",
)
STATUS = "完成状态(□未开始□进行中□已完成□延期)"
METRIC, BEFORE, AFTER, CHANGE, MET = (
    "评估指标",
    "优化前数值",
    "优化后数值",
    "变化幅度",
    "目标达成率(□达标□未达标)",
)
TARGET, ATTAINMENT = "目标值", "达成率(%)"
EXPERIENCE, SUGGESTIONS, AUTHOR, WRITTEN_ON, FILE_NO = (
    "执行经验总结",
    "改进建议(后续优化方向)",
    "填写人",
    "填写日期",
    "归档编号",
)

BASICS_ROWS = (NAME, NUMBER, PERIOD, OWNER, DEPARTMENTS, GOAL)
STAGE_COLUMNS = (CODE, TASK, STAGE_OWNER, PLANNED, ACTUAL, PROGRESS, PROBLEMS, MEASURES, STATUS)
METRIC_COLUMNS = (METRIC, BEFORE, AFTER, CHANGE, MET)
EXTENSION = (TARGET, ATTAINMENT)
CLOSING_ROWS = (EXPERIENCE, SUGGESTIONS, AUTHOR, WRITTEN_ON, FILE_NO)

PLAN_WORDS: dict[str, str] = {
    PlanState.DRAFT: "草稿",
    PlanState.RUNNING: "执行中",
    PlanState.PAUSED: "暂停",
    PlanState.EVALUATING: "效果评估",
    PlanState.SUMMARIZED: "已总结",
    PlanState.ARCHIVED: "已归档",
    PlanState.TERMINATED: "已终止",
}

# The words that the Chinese forms print, whatever the reader's language.
ACTION_WORDS: dict[str, str] = {
    ActionState.OPEN: "进行中",
    ActionState.DONE: "已完成",
    ActionState.DROPPED: "已取消",
}

PERCENT_UNITS = frozenset({"%", "％", "percent", "百分比"})
SIX = Decimal("0.000001")


def period_text(start: date, end: date) -> str:
    """`从2024年07月01日至2024年09月30日`."""
    return f"从{start:%Y年%m月%d日}至{end:%Y年%m月%d日}"


def change_text(effect: Effect, unit: str) -> str:
    """`-58.3%(-28)`, for per cent `+26.4%(+19个百分点)`; `—` where undefined (EV-6, EV-8)."""
    if effect.before is None or effect.after is None:
        return one_decimal(None)

    # The difference of what is printed, so that a reader who subtracts finds the same.
    moved = printed_figure(effect.after, effect) - printed_figure(effect.before, effect)
    points = "个百分点" if unit in PERCENT_UNITS else ""
    absolute = f"({_signed_text(moved)}{points})"
    if effect.change_pct is None:
        return f"{one_decimal(None)}{absolute}"
    percent = _signed_text(Decimal(one_decimal(effect.change_pct)))
    return f"{percent}%{absolute}"


def _signed_text(figure: Decimal) -> str:
    """Rising figures carry their sign too; nothing is 0."""
    if not figure:
        return f"{abs(figure):f}"
    return f"{figure:+f}"


def printed_figure(figure: Decimal, effect: Effect) -> Decimal:
    """A figure with two places, or as many as it needs not to contradict the verdict on it."""
    # 24.004 against a target of 24 is missed, which "24" beside 未达标 would contradict.
    for places in (2, 3, 4, 5):
        short = figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if effect.target is None or _has_same_verdict(short, figure, effect.target):
            return plain_figure(short)
    return plain_figure(figure.quantize(SIX, ROUND_HALF_UP))


def _has_same_verdict(short: Decimal, figure: Decimal, target: Decimal) -> bool:
    """Does the rounded figure stand on the same side of the target, whichever way is better?"""
    return all(is_met(target, short, way) == is_met(target, figure, way) for way in Wanted)
