"""Plans of a lively today.

One that runs and is late, one that waits for its evaluation, a draft, and proposals.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from demo.people import Cast
from demo.source_plan import finish_stage, report_progress, stage_of_code
from plans.actions import drafting, effects, meetings, moves, problems, proposals, stages, watching
from plans.enums import PlanKind
from plans.models import Plan
from tickets.record.enums import Nature
from tickets.record.models import Ticket

DAY = timedelta(days=1)


def load_todays_plans(cast: Cast, now: datetime) -> None:
    today = timezone.localdate(now)
    _running_plan(cast, now, today)
    _evaluating_plan(cast, now, today)
    _draft_plan(cast, now, today)
    _propose_plan(cast, now)
    watching.mark_late_stages(at=now)
    watching.send_reminders(at=now)


def _days_from(now: datetime, days: int) -> datetime:
    return now + days * DAY


def _add_stages(
    plan: Plan,
    cast: Cast,
    now: datetime,
    rows: tuple[tuple[str, str, str, date], ...],
    part: str = "",
) -> None:
    by = cast.staff["manager"]
    subproject = (
        drafting.add_subproject(plan, by=by, at=now, name=part, owner=cast.staff["supervisor"])
        if part
        else None
    )
    for code, task, owner, planned in rows:
        stages.add_stage(
            plan,
            by=by,
            at=now,
            code=code,
            task=task,
            owner=cast.staff[owner],
            planned_date=planned,
            subproject=subproject,
        )


def _begin_plan(plan: Plan, cast: Cast, at: datetime) -> None:
    by = cast.staff["manager"]
    meetings.record_kick_off(
        plan,
        by=by,
        at=at,
        held_at=at - timedelta(hours=2),
        attendees="售后、客服、技术、物流",
        goals=plan.core_goal,
    )
    moves.start_plan(plan, by=by, at=at)


def _running_plan(cast: Cast, now: datetime, today: date) -> None:
    """Two sub-projects; the second is late, with a problem that is still open."""
    manager, begun = cast.staff["manager"], _days_from(now, -24)
    plan = drafting.create_plan(
        by=manager,
        at=begun,
        name="备件发货时效与智能分流优化",
        start_date=today - 24 * DAY,
        end_date=today + 36 * DAY,
        kind=PlanKind.COORDINATION,
        departments=[cast.staff[name].department for name in ("supervisor", "engineer", "agent2")],
        core_goal="平均响应时效由28分钟缩短至20分钟以内",
        background="高峰时段咨询集中，人工分派耗时；备件发货环节信息不透明。",
        baseline_from=date(2024, 5, 1),
        baseline_to=date(2024, 5, 31),
        scope_text="全部渠道",
    )
    _add_stages(
        plan,
        cast,
        begun,
        (
            ("1.1", "梳理高频问题并编写应答知识", "supervisor", today - 14 * DAY),
            ("1.2", "智能客服分流规则上线", "engineer", today + 2 * DAY),
        ),
        "新增智能客服分流功能",
    )
    _add_stages(
        plan,
        cast,
        begun,
        (
            ("2.1", "投诉工单流转规则评审", "supervisor", today - 10 * DAY),
            ("2.2", "物流接口联调", "agent2", today - 3 * DAY),
            ("2.3", "一线客服培训", "trainer", today + 10 * DAY),
            ("2.10", "全面推广", "manager", today + 24 * DAY),
        ),
        "优化投诉工单流转规则",
    )
    effects.add_metric(
        plan,
        by=manager,
        at=begun,
        key="avg_response",
        target=Decimal("20"),
        min_samples=30,
        evaluator=cast.staff["analyst"],
    )
    _begin_plan(plan, cast, _days_from(now, -23))
    _work_on_plan(plan, cast, now, today)


def _work_on_plan(plan: Plan, cast: Cast, now: datetime, today: date) -> None:
    day = lambda days: f"{today + days * DAY}"  # noqa: E731 — days back from today
    report_progress(plan, "1.1", day(-16), 70, "已整理 40 个高频问题")
    finish_stage(plan, "1.1", day(-14), "知识条目全部发布")
    report_progress(plan, "2.1", day(-12), 80, "规则评审通过，待发布")
    finish_stage(plan, "2.1", day(-10), "新流转规则发布")
    report_progress(plan, "1.2", day(-4), 60, "规则配置完成，剩余压力测试")
    report_progress(plan, "2.2", day(-5), 40, "接口文档已确认，联调环境未就绪")
    watching.mark_late_stages(at=_days_from(now, -2))
    late = stage_of_code(plan, "2.2")
    problems.describe_problem(
        late.problems.get(),
        by=late.owner,
        at=_days_from(now, -2),
        description="物流公司测试环境未开放，联调无法开始",
        impact="备件发货状态不能自动同步，2.3 培训内容待定",
        countermeasure="先用人工导入，每天两次",
    )
    meetings.record_review(
        plan,
        by=cast.staff["manager"],
        at=_days_from(now, -1),
        held_at=_days_from(now, -1),
        attendees="陈强、王芳、刘洋、孙倩",
        notes="请物流部协调测试环境",
        decisions=[
            meetings.Decision(
                "联系物流公司开放测试环境", cast.staff["agent2"], today + 2 * DAY, late
            )
        ],
    )


def _evaluating_plan(cast: Cast, now: datetime, today: date) -> None:
    """Rolled out three weeks ago: the window is over, the analyst has to take the figures."""
    manager, begun = cast.staff["manager"], _days_from(now, -80)
    plan = drafting.create_plan(
        by=manager,
        at=begun,
        name="硬件故障一次性解决率提升",
        start_date=today - 80 * DAY,
        end_date=today + 5 * DAY,
        kind=PlanKind.NEW_TRIAL,
        departments=[cast.staff["engineer"].department],
        core_goal="硬件故障一次性解决率提升至90%",
        natures=[Nature.FAULT],
        baseline_from=date(2024, 5, 1),
        baseline_to=date(2024, 5, 31),
        scope_text="故障类工单",
    )
    _add_stages(
        plan,
        cast,
        begun,
        (
            ("1.1", "编制诊断检查表", "engineer", today - 60 * DAY),
            ("1.2", "上门前备件预判", "engineer2", today - 30 * DAY),
            ("1.3", "全面推广", "manager", today - 21 * DAY),
        ),
    )
    effects.add_metric(
        plan,
        by=manager,
        at=begun,
        key="fcr",
        target=Decimal("90"),
        min_samples=20,
        evaluator=cast.staff["analyst"],
    )
    effects.add_metric(
        plan,
        by=manager,
        at=begun,
        name="二次上门率",
        unit="%",
        direction="lower",
        before=Decimal("18"),
        target=Decimal("10"),
        before_evidence="外勤派单台账",
        is_core=False,
        evaluator=cast.staff["analyst"],
    )
    _begin_plan(plan, cast, _days_from(now, -79))
    for code, days in (("1.1", -62), ("1.2", -31), ("1.3", -21)):
        report_progress(plan, code, f"{today + (days - 3) * DAY}", 80, "按计划推进")
        finish_stage(plan, code, f"{today + days * DAY}", "按计划完成")
    moves.start_evaluation(plan, by=manager, at=_days_from(now, -20), rollout_date=today - 21 * DAY)


def _draft_plan(cast: Cast, now: datetime, today: date) -> None:
    plan = drafting.create_plan(
        by=cast.staff["supervisor"],
        at=now,
        name="电话渠道低分回访流程优化",
        start_date=today + 7 * DAY,
        end_date=today + 60 * DAY,
        kind=PlanKind.ITERATION,
        departments=[cast.staff["supervisor"].department],
        channels=[cast.channels["电话"]],
    )
    stages.add_stage(
        plan,
        by=cast.staff["supervisor"],
        at=now,
        code="1.1",
        task="回访话术修订",
        owner=cast.staff["supervisor"],
        planned_date=today + 20 * DAY,
    )


def _propose_plan(cast: Cast, now: datetime) -> None:
    ticket = Ticket.objects.order_by("-reported_at").first()
    proposals.propose_plan(
        by=cast.staff["engineer"],
        at=now,
        title="网关离线问题反复出现",
        gap="同一型号网关一个月内多次离线，现场重启后又恢复，建议统一升级固件并调整巡检。",
        ticket=ticket,
    )
