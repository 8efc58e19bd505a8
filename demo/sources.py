"""The sources' own tickets: the record CX2023901 (E2), the twelve of May 2024 (E9, E1 first), and
the one that came again and was merged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.actions import numbers
from demo.people import Cast
from demo.stage import MINUTE, Play, open_play
from feedback.actions import surveys
from feedback.actions.surveys import Answer
from feedback.enums import Dimension, SurveyState
from feedback.models import LowScoreReason, Survey
from tickets.record.enums import Nature, Priority, Purpose, Tier
from tickets.record.models import Ticket
from tickets.work.actions import moves

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_NUMBER = "202405-00123"


def shanghai_moment(written: str) -> datetime:
    """`2024-05-01 09:30` in Shanghai."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class SourceTicket:
    """One ticket of E9."""

    reported: str
    channel: str
    tier: Tier
    issue_type: str
    customer: str
    summary: str
    responded: str = ""
    resolved: str = ""
    score: int | None = None
    promised: str = ""
    engineer: str = "engineer"
    error_code: str = ""
    recorded: str = ""


MAY_2024 = (
    SourceTicket(
        "2024-05-01 09:30",
        "电话",
        Tier.URGENT,
        "硬件故障",
        "华启科技有限公司",
        "设备无法启动,报警代码E-002",
        "2024-05-01 09:40",
        "2024-05-01 11:50",
        5,
        "2024-05-01 12:00",
        error_code="E-002",
    ),
    SourceTicket(
        "2024-05-02 14:00",
        "在线客服",
        Tier.GENERAL,
        "操作咨询",
        "恒泰医疗器械有限公司",
        "打印报告格式如何调整",
        "2024-05-02 14:20",
        "2024-05-02 15:00",
        5,
    ),
    SourceTicket(
        "2024-05-06 09:00",
        "邮件",
        Tier.IMPORTANT,
        "软件bug",
        "云帆软件有限公司",
        "数据同步延迟约两小时",
        "2024-05-06 09:50",
        "2024-05-07 08:00",
        4,
        "2024-05-07 09:00",
    ),
    SourceTicket(
        "2024-05-06 10:00",
        "公众号",
        Tier.IMPORTANT,
        "硬件故障",
        "北辰制造集团",
        "主轴异响,停机待修",
        "2024-05-06 11:10",
        "2024-05-08 10:00",
        3,
        "2024-05-07 10:00",
    ),
    SourceTicket(
        "2024-05-08 16:00",
        "电话",
        Tier.GENERAL,
        "操作咨询",
        "个人用户-周婷",
        "咨询清洁保养步骤",
        "2024-05-08 16:10",
        "2024-05-08 16:30",
        5,
    ),
    SourceTicket(
        "2024-05-10 17:30",
        "工单系统",
        Tier.GENERAL,
        "物流问题",
        "宏远物流有限公司",
        "备件包裹三天未到",
        "2024-05-10 18:20",
        "2024-05-13 17:30",
        2,
        "2024-05-13 18:00",
    ),
    SourceTicket(
        "2024-05-11 08:00",
        "电话",
        Tier.URGENT,
        "硬件故障",
        "华启科技有限公司",
        "设备再次无法启动,报警代码E-002",
        "2024-05-11 08:12",
        "2024-05-11 13:00",
        4,
        "2024-05-11 12:00",
        error_code="E-002",
    ),
    SourceTicket(
        "2024-05-15 11:00",
        "邮件",
        Tier.IMPORTANT,
        "软件bug",
        "云帆软件有限公司",
        "导出报表缺少最后一行",
        "2024-05-15 11:30",
        "2024-05-16 11:00",
    ),
    SourceTicket(
        "2024-05-20 09:00",
        "在线客服",
        Tier.GENERAL,
        "操作咨询",
        "恒泰医疗器械有限公司",
        "账号如何新增子用户",
        "2024-05-20 09:05",
        "2024-05-20 09:25",
        5,
    ),
    SourceTicket(
        "2024-05-27 15:00",
        "电话",
        Tier.IMPORTANT,
        "硬件故障",
        "北辰制造集团",
        "温控模块报警",
        "2024-05-27 15:40",
        "2024-05-28 13:00",
        4,
        "2024-05-28 15:00",
    ),
    SourceTicket(
        "2024-05-31 23:50",
        "电话",
        Tier.URGENT,
        "软件bug",
        "云帆软件有限公司",
        "登录后白屏,业务中断",
        "2024-05-31 23:58",
        "2024-06-01 02:50",
        None,
        "2024-06-01 03:00",
    ),
    SourceTicket(
        "2024-05-30 10:00",
        "工单系统",
        Tier.GENERAL,
        "操作咨询",
        "个人用户-周婷",
        "APP 提示网络错误",
        recorded="2024-05-31 23:55",
    ),
)
REOPENED = 3
# The customer called again about the same device, three days after the solution (flag "repeat").
REPEATED = 6
# The four scores of each answer, in the order of `Dimension`, by the place of the ticket; and why.
SCORES = {
    0: "5555",
    1: "5455",
    2: "4454",
    3: "2343",
    4: "5555",
    5: "3442",
    6: "4444",
    8: "5555",
    9: "3444",
}
REASONS = {3: "处理时效慢", 5: "问题未彻底解决"}
CAME_AGAIN = "2024-05-14 09:20"
FIXED_FIRST = "2024-05-07 16:00"
PRIORITIES = {
    Tier.URGENT: Priority.HIGH,
    Tier.IMPORTANT: Priority.MEDIUM,
    Tier.GENERAL: Priority.LOW,
}


def load_source_tickets(cast: Cast) -> None:
    """Load E2 and E9 with their own numbers."""
    numbers.reserve_numbers(prefix="CX", period="2023", upto=900)
    record_cx2023901(cast)
    numbers.reserve_numbers(prefix="", period="202405", upto=122)
    plays = [_play_source_ticket(cast, line, index) for index, line in enumerate(MAY_2024)]
    _come_again(plays[REPEATED], MAY_2024[REPEATED])


def record_cx2023901(cast: Cast) -> None:
    """E2: submitted 09:30 on a holiday, solved 10:30, feedback by phone 10:35, score 5."""
    day = shanghai_moment("2023-10-01 09:30")
    deadline = shanghai_moment("2023-10-01 12:00")
    stage = open_play(
        cast,
        at=day,
        customer="华启科技有限公司",
        channel="在线客服",
        issue_type="技术故障",
        is_synchronous=True,
        summary="系统页面无法打开",
        original_text="系统页面打不开，业务受影响，请尽快处理。",
        symptom="打开系统首页一直转圈，刷新后仍无法进入。",
        nature=Nature.FAULT,
        customer_urgency=Priority.HIGH,
        urgency_reason="客户业务受影响",
        wished_at=deadline,
        promised_at=deadline,
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        extra_info="VIP客户，近期有重要订单",
    )
    assigned = shanghai_moment("2023-10-01 09:45")
    stage.accept(day + MINUTE)
    stage.assign(assigned, due_at=deadline)
    stage.take_over(assigned)
    stage.diagnose(assigned, "检查服务器运行状态与日志，判断为浏览器缓存异常")
    stage.propose(
        assigned,
        ["检查服务器状态", "指导客户清理缓存", "如未恢复则远程协助"],
        shanghai_moment("2023-10-01 11:00"),
    )
    stage.approve(assigned)
    stage.work(
        assigned,
        shanghai_moment("2023-10-01 10:00"),
        "检查服务器，运行正常",
        at=shanghai_moment("2023-10-01 10:00"),
    )
    stage.say("服务器运行正常，请您按指引清理缓存后重试。", shanghai_moment("2023-10-01 10:00"))
    stage.work(
        shanghai_moment("2023-10-01 10:00"),
        shanghai_moment("2023-10-01 10:30"),
        "指导客户清理缓存，页面恢复",
        at=shanghai_moment("2023-10-01 10:30"),
    )
    stage.finish(shanghai_moment("2023-10-01 10:30"))
    feedback_at = shanghai_moment("2023-10-01 10:35")
    stage.say(
        "问题已解决，请验证。",
        feedback_at,
        Purpose.FEEDBACK,
        channel=cast.channels["电话"],
        reaction="问题解决，非常满意",
        score=5,
    )
    stage.confirm(feedback_at, remark="非常满意", score=5)
    stage.say(
        "邀请您对本次服务评分。",
        feedback_at + MINUTE,
        Purpose.SURVEY,
        channel=cast.channels["短信"],
    )
    stage.close(feedback_at + 30 * MINUTE, "浏览器缓存异常")


def _play_source_ticket(cast: Cast, line: SourceTicket, index: int) -> Play:
    stage = open_play(
        cast,
        at=shanghai_moment(line.recorded or line.reported),
        reported_at=shanghai_moment(line.reported),
        customer=line.customer,
        channel=line.channel,
        issue_type=line.issue_type,
        summary=line.summary,
        error_code=line.error_code,
        tier=line.tier,
        priority=PRIORITIES[line.tier],
        promised_at=shanghai_moment(line.promised) if line.promised else None,
        engineer=line.engineer,
        nature=Nature.INQUIRY if line.issue_type == "操作咨询" else Nature.FAULT,
    )
    if not line.responded:
        return stage
    stage.say(
        "您好，您反馈的问题已登记，我们会尽快处理。", shanghai_moment(line.responded), Purpose.ACK
    )
    stage.accept(shanghai_moment(line.responded))
    resolved = shanghai_moment(line.resolved)
    if index == REOPENED:
        _solve_twice(stage, shanghai_moment(line.responded), resolved)
    else:
        stage.solve(shanghai_moment(line.responded) + MINUTE, resolved, line.summary)
        stage.confirm(resolved)
    _follow_up(stage, resolved, line, index)
    if index != REPEATED:
        stage.close(resolved + timedelta(hours=3), line.summary)
    return stage


def _come_again(first: Play, line: SourceTicket) -> None:
    """The second ticket about the same: merged into the first, which is closed only then."""
    at = shanghai_moment(CAME_AGAIN)
    again = open_play(
        first.cast,
        at=at,
        customer=line.customer,
        channel=line.channel,
        issue_type=line.issue_type,
        is_synchronous=True,
        summary="设备又出现报警代码E-002",
        error_code=line.error_code,
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        nature=Nature.FAULT,
    )
    merged_at = at + 15 * MINUTE
    supervisor = first.cast.staff["supervisor"]
    moves.merge_ticket(again.ticket, by=supervisor, at=merged_at, into=first.ticket)
    first.ticket = Ticket.objects.get(pk=first.ticket.pk)
    first.close(merged_at + timedelta(hours=3), line.summary)


def _solve_twice(stage: Play, start: datetime, resolved: datetime) -> None:
    first = shanghai_moment(FIXED_FIRST)
    stage.solve(start + MINUTE, first, "主轴异响，初步判断润滑不足")
    stage.confirm(first)
    stage.reopen(first + timedelta(hours=2), "客户反馈运行两小时后异响再次出现")
    stage.work(resolved - timedelta(hours=1), resolved, "更换主轴轴承并试运行", at=resolved)
    stage.finish(resolved)
    stage.confirm(resolved)


def _follow_up(stage: Play, resolved: datetime, line: SourceTicket, index: int) -> None:
    stage.say(
        "邀请您对本次服务评分。",
        resolved + 10 * MINUTE,
        Purpose.SURVEY,
        channel=stage.cast.channels["短信"],
    )
    if line.score is None or index not in SCORES:
        return
    survey = _answer_survey(stage, resolved + 10 * MINUTE, line.score, index)
    if survey.is_low:
        reason = REASONS.get(index, "待记录")
        supervisor = stage.cast.staff["supervisor"]
        stage.say(
            f"低分回访：{reason}",
            resolved + 40 * MINUTE,
            Purpose.LOW_CALLBACK,
            by=supervisor,
            channel=stage.cast.channels["电话"],
        )


def _answer_survey(stage: Play, asked_at: datetime, overall: int, index: int) -> Survey:
    """What the customer answered by the link of the invitation."""
    survey = Survey.objects.create(
        ticket=stage.ticket,
        cycle=stage.ticket.reopen_count,
        contact=stage.ticket.contact,
        state=SurveyState.SENT,
        made_at=asked_at,
        sent_at=asked_at,
        expires_at=asked_at + timedelta(days=14),
    )
    scores = {
        dimension: int(score) for dimension, score in zip(Dimension, SCORES[index], strict=True)
    }
    reasons = LowScoreReason.objects.filter(name=REASONS.get(index, ""))
    answer = Answer(overall, scores, reasons=list(reasons))
    answered = surveys.answer_survey(survey, answer, seen_version=0, at=asked_at + 10 * MINUTE)
    stage.ticket.refresh_from_db()
    return answered
