"""Reference rows of a fresh server: calendars, channels, issue types, roles, limits. What exists is never touched."""

from django.db import transaction
from django.utils import timezone

from accounts.actions import roles
from accounts.enums import DepartmentKind
from accounts.models import Department
from calendars import actions as calendars
from calendars.models import WorkCalendar
from customers.models import Channel
from tickets.limits.actions import rulebooks
from tickets.limits.enums import ClockEvent, StepRole, Unit
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.limits.queries import rulebooks as drafting
from tickets.record.enums import Priority, Purpose, Tier, WaitReason
from tickets.record.models import CauseCode, DeskRule, IssueType, ReplyTemplate

NATURAL, WORKDAYS = "natural", "workdays"
OFFICE_HOURS = "09:00-18:00"
SEEDED_YEARS = range(2023, 2028)

CHANNELS = (
    ("phone", "电话", "Phone", "both", True),
    ("chat", "在线客服", "Live chat", "both", True),
    ("wechat", "公众号", "WeChat account", "both", False),
    ("mail", "邮件", "Mail", "both", False),
    ("ticket_system", "工单系统", "Ticket system", "in", False),
    ("app_message", "APP留言", "App message", "in", False),
    ("web_form", "在线表单", "Web form", "in", False),
    ("website", "官网", "Website", "in", False),
    ("mini_program", "小程序", "Mini program", "both", False),
    ("sms", "短信", "SMS", "out", False),
    ("app_notice", "APP通知", "App notice", "out", False),
    ("survey", "在线问卷", "Online survey", "out", False),
    ("store", "门店", "Store", "both", True),
    ("12315", "12315", "12315 hotline", "in", False),
)
DEPARTMENTS = (
    ("客服部", DepartmentKind.SERVICE),
    ("技术支持部", DepartmentKind.TECH),
    ("产品部", DepartmentKind.PRODUCT),
    ("物流部", DepartmentKind.LOGISTICS),
    ("销售部", DepartmentKind.SALES),
    ("培训部", DepartmentKind.TRAINING),
    ("流程优化小组", DepartmentKind.PROCESS_GROUP),
)
ISSUE_TYPES = (
    (
        "产品故障",
        "Product fault",
        "技术支持部",
        "",
        True,
        (
            ("硬件故障", "Hardware fault", Tier.IMPORTANT, True),
            ("软件bug", "Software bug", Tier.IMPORTANT, True),
            ("技术故障", "Technical fault", Tier.IMPORTANT, True),
        ),
    ),
    (
        "使用咨询",
        "Use",
        "客服部",
        Tier.GENERAL,
        False,
        (
            ("操作咨询", "How-to question", Tier.GENERAL, False),
            ("功能建议", "Feature suggestion", Tier.GENERAL, False),
        ),
    ),
    ("物流问题", "Logistics", "物流部", Tier.GENERAL, False, ()),
    ("服务态度", "Service attitude", "客服部", "", False, ()),
    ("退换货", "Return or exchange", "客服部", "", False, ()),
    ("其他", "Other", "客服部", "", False, ()),
)
CAUSES = (
    "零部件老化",
    "软件缺陷",
    "安装不当",
    "操作不当",
    "运输损坏",
    "资源不足",
    "流程冗余",
    "工具缺陷",
    "分配延迟",
)
REPLIES = (
    (
        "受理安抚语",
        Purpose.ACK,
        "您好，您反馈的问题我们已经登记，工单号 {number}，会尽快为您处理，请保持联系方式畅通。",
    ),
    (
        "进度同步",
        Purpose.PROGRESS,
        "您好，工单 {number} 目前正在处理，预计 {promised} 前给您结果，感谢您的耐心等待。",
    ),
    (
        "处理结果告知",
        Purpose.FEEDBACK,
        "您好，工单 {number} 反映的问题已处理完毕，请您验证是否恢复正常；如仍有异常请随时告诉我们。",
    ),
    (
        "满意度邀请",
        Purpose.SURVEY,
        "您好，工单 {number} 已处理完成，邀请您对本次服务评分（1-5 分），感谢支持。",
    ),
)
KINDS = (
    (
        "ack",
        "首次响应",
        "First response",
        ClockEvent.REPORTED,
        ClockEvent.FIRST_CONTACT,
        False,
        False,
    ),
    (
        "start",
        "开始处理",
        "Start of work",
        ClockEvent.REPORTED,
        ClockEvent.PROCESSING_STARTED,
        False,
        False,
    ),
    (
        "respond",
        "实质答复",
        "Substantive reply",
        ClockEvent.REPORTED,
        ClockEvent.SUBSTANTIVE_REPLY,
        False,
        False,
    ),
    ("decide", "方案决策", "Decision", ClockEvent.MEETING_OPENED, ClockEvent.DECIDED, False, False),
    ("promise", "承诺时间", "Promised time", ClockEvent.PROMISED, ClockEvent.RESOLVED, False, True),
    ("resolve", "解决", "Resolution", ClockEvent.REPORTED, ClockEvent.RESOLVED, False, False),
    (
        "progress",
        "进度同步",
        "Progress update",
        ClockEvent.PROCESSING_STARTED,
        ClockEvent.CUSTOMER_UPDATE,
        True,
        False,
    ),
    ("survey", "满意度调查", "Survey", ClockEvent.RESOLVED, ClockEvent.SURVEY_SENT, False, False),
    (
        "result_callback",
        "结果回访",
        "Result call-back",
        ClockEvent.RESOLVED,
        ClockEvent.CALLBACK_DONE,
        False,
        False,
    ),
    (
        "low_callback",
        "低分回访",
        "Low-score call-back",
        ClockEvent.LOW_SCORE,
        ClockEvent.LOW_CALLBACK_DONE,
        False,
        False,
    ),
    (
        "collab",
        "协作答复",
        "Collaboration",
        ClockEvent.COLLABORATION_ASKED,
        ClockEvent.COLLABORATION_ANSWERED,
        False,
        False,
    ),
)
PAUSES = {
    "resolve": [WaitReason.CUSTOMER, WaitReason.CONFIRMATION],
    "respond": [WaitReason.CUSTOMER],
    "promise": [WaitReason.CONFIRMATION],
}
AFTER_ALL = {
    "promise": (1, Unit.MINUTE),
    "survey": (24, Unit.HOUR),
    "result_callback": (24, Unit.HOUR),
    "low_callback": (1, Unit.HOUR),
}
MATRIX = (
    (
        "紧急 / 高",
        Tier.URGENT,
        Priority.HIGH,
        {
            "ack": (10, Unit.MINUTE),
            "start": (2, Unit.HOUR),
            "decide": (30, Unit.MINUTE),
            "progress": (2, Unit.HOUR),
        },
    ),
    (
        "重要 / 中",
        Tier.IMPORTANT,
        Priority.MEDIUM,
        {
            "ack": (1, Unit.HOUR),
            "respond": (24, Unit.HOUR),
            "decide": (30, Unit.MINUTE),
            "resolve": (24, Unit.HOUR),
            "progress": (1, Unit.CALENDAR_DAY),
        },
    ),
    (
        "一般 / 低",
        Tier.GENERAL,
        Priority.LOW,
        {"ack": (1, Unit.HOUR), "respond": (3, Unit.WORKDAY), "progress": (1, Unit.CALENDAR_DAY)},
    ),
    (
        "其他",
        "",
        "",
        {"ack": (1, Unit.HOUR), "respond": (3, Unit.WORKDAY), "progress": (1, Unit.CALENDAR_DAY)},
    ),
)
"""The default matrix of model.md C4; the last row is the rule for everything else."""

MANAGER_AFTER_MINUTES = {Tier.URGENT: 30}
HALF_WAY_WARNED = {"resolve", "respond"}


@transaction.atomic
def seed() -> None:
    """Everything that a first ticket needs. Each list is seeded only while it is empty."""
    roles.seed_roles(timezone.now())
    seed_calendars()
    seed_lists()
    if not SlaPolicy.objects.exists():
        seed_limits()
    if not DeskRule.objects.exists():
        DeskRule.objects.create(pk=1)
    if not SlaRulebook.objects.exists() and SlaPolicy.objects.exists():
        rulebooks.freeze(
            drafting.draft(), by=None, at=timezone.now(), reason="初始规则 / first rules"
        )


def seed_calendars() -> None:
    """Natural time, and the working days of mainland China with make-up workdays."""
    if WorkCalendar.objects.exists():
        return
    now = timezone.now()
    natural = WorkCalendar.objects.create(code=NATURAL, name="自然时间", is_always=True)
    workdays = WorkCalendar.objects.create(code=WORKDAYS, name="标准工作时间", is_default=True)
    calendars.set_week(workdays, dict.fromkeys(range(5), OFFICE_HOURS))
    calendars.seed_statutory_days(workdays, years=SEEDED_YEARS, hours=OFFICE_HOURS)
    for calendar in (natural, workdays):
        calendars.publish_calendar(calendar, at=now)


def seed_lists() -> None:
    """Channels, departments, issue types, causes, templates, kinds of limits."""
    if not Channel.objects.exists():
        Channel.objects.bulk_create(
            Channel(
                code=code,
                name=name,
                name_en=name_en,
                direction=direction,
                is_synchronous=live,
                is_complaint_channel=code == "12315",
                order=order,
            )
            for order, (code, name, name_en, direction, live) in enumerate(CHANNELS)
        )
    if not Department.objects.exists():
        Department.objects.bulk_create(
            Department(name=name, kind=kind) for name, kind in DEPARTMENTS
        )
    if not IssueType.objects.exists():
        seed_issue_types()
    if not CauseCode.objects.exists():
        CauseCode.objects.bulk_create(CauseCode(name=name) for name in CAUSES)
    if not ReplyTemplate.objects.exists():
        ReplyTemplate.objects.bulk_create(
            ReplyTemplate(title=title, purpose=purpose, text=text)
            for title, purpose, text in REPLIES
        )
    if not SlaKind.objects.exists():
        SlaKind.objects.bulk_create(
            SlaKind(
                code=code,
                name=name,
                name_en=name_en,
                start_event=start,
                stop_event=stop,
                repeats=repeats,
                is_moment=moment,
                order=order,
            )
            for order, (code, name, name_en, start, stop, repeats, moment) in enumerate(KINDS)
        )


def seed_issue_types() -> None:
    """The two-level tree with its routing."""
    departments = {department.name: department for department in Department.objects.all()}
    for order, (name, name_en, department, tier, is_fault, children) in enumerate(ISSUE_TYPES):
        goes_to = departments.get(department)
        parent = IssueType.objects.create(
            name=name,
            name_en=name_en,
            default_department=goes_to,
            default_tier=tier,
            is_fault=is_fault,
            order=order * 10,
        )
        for nth, (child, child_en, child_tier, child_is_fault) in enumerate(children, 1):
            IssueType.objects.create(
                parent=parent,
                name=child,
                name_en=child_en,
                default_tier=child_tier,
                is_fault=child_is_fault,
                order=order * 10 + nth,
            )


def seed_limits() -> None:
    """The default matrix with its escalation."""
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    by_code = {
        calendar.code: calendar
        for calendar in WorkCalendar.objects.filter(code__in=[NATURAL, WORKDAYS])
    }
    if len(by_code) < 2 or not set(dict(AFTER_ALL)) <= set(kinds):
        return
    for order, (name, tier, priority, limits) in enumerate(MATRIX, 1):
        policy = SlaPolicy.objects.create(
            name=name, order=order * 10, tier=tier, priority=priority, is_fallback=not tier
        )
        for code, (amount, unit) in {**limits, **AFTER_ALL}.items():
            calendar = by_code[WORKDAYS if unit == Unit.WORKDAY else NATURAL]
            target = SlaTarget.objects.create(
                policy=policy,
                kind=kinds[code],
                amount=amount,
                unit=unit,
                calendar=calendar,
                pause_reasons=PAUSES.get(code, []),
            )
            EscalationStep.objects.bulk_create(steps_of(target, code, tier))


def steps_of(target: SlaTarget, code: str, tier: str) -> list[EscalationStep]:
    """Assignee at 80 %, supervisor when missed, manager half an hour (urgent) or four hours later (model.md C4)."""
    half_way = (
        [EscalationStep(target=target, share=50, level=1, role=StepRole.ASSIGNEE)]
        if code in HALF_WAY_WARNED
        else []
    )
    after = MANAGER_AFTER_MINUTES.get(tier, 240)
    return [
        *half_way,
        EscalationStep(target=target, share=80, level=1, role=StepRole.ASSIGNEE),
        EscalationStep(target=target, share=100, level=2, role=StepRole.SUPERVISOR),
        EscalationStep(
            target=target, share=100, offset_minutes=after, level=3, role=StepRole.MANAGER
        ),
    ]
