"""Forms with one line per ticket: the register F1, response times F11, the original request F12,
classification F13.
"""

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from customers.rules import ContactVisibility
from tickets.limits.enums import ClockEvent
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import BusinessType, EventKind, Nature, Priority, Status, Tier
from tickets.record.models import Ticket, TicketEvent, TicketQuerySet
from tickets.transfer.domain.register_sheet import (
    COLUMNS,
    PRINTED,
)
from tickets.transfer.exports.forms.cell_values import (
    beside,
    colleague,
    customer_type,
    full,
    label,
    passed,
    printed_status,
    staff,
)
from tickets.transfer.exports.forms.table import Line, Table
from tickets.work.models import Assignment

F1_WIDTHS = (15, 24, 10, 16, 17, 11, 36, 10, 10, 17, 17, 12)
STAFF = ("display_name", "username")
ANSWERED_OR_SOLVED = (
    ClockEvent.FIRST_CONTACT,
    ClockEvent.SUBSTANTIVE_REPLY,
    ClockEvent.FIXED,
    ClockEvent.RESOLVED,
)
"""What ends the limits of response and of solution."""


def _people(*roles: str) -> list[str]:
    """The columns that a colleague's name needs."""
    return [f"{role}__{column}" for role in roles for column in STAFF]


def f1_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related("customer", "contact", "channel", "accepted_by").only(
        "number",
        "customer__name",
        "contact__name",
        "contact__phone",
        "reported_at",
        "channel__name",
        "summary",
        "tier",
        *_people("accepted_by"),
        "accepted_name",
        "first_responded_at",
        "promised_at",
        "status",
    )


def f1_line(ticket: Ticket, visibility: ContactVisibility) -> Line:
    """One line of the register, in the order of `COLUMNS`."""
    return [
        ticket.number,
        visibility.customer(ticket.customer),
        visibility.contact(ticket.contact),
        visibility.phone(ticket.contact),
        full(ticket.reported_at),
        ticket.channel.name,
        ticket.summary,
        label(Tier, ticket.tier),
        staff(ticket.accepted_by_name, visibility),
        beside(ticket.first_responded_at, ticket.reported_at),
        full(ticket.promised_at),
        printed_status(ticket.status),
    ]


F1 = Table(
    "F1", "售后服务工单登记表", tuple(zip(COLUMNS, F1_WIDTHS, strict=True)), f1_rows, f1_line
)


def _judged_clocks() -> QuerySet[SlaClock]:
    """The limits of response and of solution of the ticket outside; cancelled ones promised nothing
    in the end.
    """
    return SlaClock.objects.filter(
        ticket=OuterRef("pk"), stop_event__in=ANSWERED_OR_SOLVED, cancelled_at__isnull=True
    ).order_by()


def _is_late() -> Subquery:
    """Was one of them missed (and the miss not taken back)? NULL if there is none."""
    missed = Case(
        When(breached_at__isnull=False, is_corrected=False, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return Subquery(
        _judged_clocks().values("ticket").annotate(is_late=Max(missed)).values("is_late")
    )


def _late_reasons() -> Prefetch:
    """What was given as reason of those misses; one statement per chunk of tickets."""
    late = {
        "clock__stop_event__in": ANSWERED_OR_SOLVED,
        "clock__cancelled_at__isnull": True,
        "clock__breached_at__isnull": False,
    }
    given = Q(reason_code__isnull=False) | ~Q(reason_note="")
    rows = (
        Escalation.objects.filter(given, clock__is_corrected=False, **late)
        .select_related("reason_code")
        .order_by("reason_at", "pk")
    )
    asked = SlaClock.objects.filter(Exists(rows.order_by().filter(clock=OuterRef("pk")))).only(
        "ticket"
    )
    clocks = asked.prefetch_related(Prefetch("escalations", rows, to_attr="given_reasons"))
    return Prefetch("clocks", clocks, to_attr="clocks_with_reasons")


def _words(ticket: Ticket) -> str:
    rows = sorted(
        (row for clock in ticket.clocks_with_reasons for row in clock.given_reasons),
        key=lambda row: (row.reason_at, row.pk),
    )
    told = (
        "：".join(filter(None, (row.reason_code.name if row.reason_code else "", row.reason_note)))
        for row in rows
    )
    return "；".join(dict.fromkeys(told))


def _assigned_at() -> Subquery:
    """When somebody was first given the ticket, or else a department, as form F3 tells it."""
    is_pool = ExpressionWrapper(Q(assignee__isnull=True), output_field=BooleanField())
    return Subquery(
        Assignment.objects.filter(ticket=OuterRef("pk"))
        .order_by(is_pool, "assigned_at", "pk")
        .values("assigned_at")[:1]
    )


def f11_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    found = tickets.select_related(
        "customer", "channel", "assignee", "accepted_by", "department"
    ).only(
        "number",
        "customer__name",
        "channel__name",
        "business_type",
        "summary",
        "reported_at",
        *_people("assignee", "accepted_by"),
        "accepted_name",
        "department__name",
        "status",
        "first_responded_at",
        "resolved_at",
        "measure_note",
        "remark",
        "cancel_reason",
    )
    return found.annotate(first_assigned_at=_assigned_at(), is_late=_is_late()).prefetch_related(
        _late_reasons()
    )


def f11_line(ticket: Ticket, visibility: ContactVisibility) -> Line:
    """Response = first response - report, handling = solution confirmed - report (the means of both
    are the desk's figures).

    Both in natural time, as numbers that show as `10 分钟` or `2 小时 5 分钟`. Late: a limit of response
    or solution was missed.
    """
    return [
        ticket.number,
        visibility.customer(ticket.customer),
        ticket.channel.name,
        label(BusinessType, ticket.business_type),
        ticket.summary,
        full(ticket.reported_at),
        full(ticket.first_assigned_at),
        staff(str(ticket.assignee or ticket.accepted_by_name), visibility),
        ticket.department.name if ticket.department else "",
        PRINTED[Status(ticket.status)],
        full(ticket.first_responded_at),
        full(ticket.resolved_at),
        passed(ticket.reported_at, ticket.first_responded_at),
        passed(ticket.reported_at, ticket.resolved_at),
        {1: "是", 0: "否", None: ""}[ticket.is_late],
        _words(ticket),
        ticket.measure_note,
        "",
        "；".join(filter(None, (ticket.remark, ticket.cancel_reason))),
    ]


F11 = Table(
    "F11",
    "售后服务响应时间记录表",
    (
        ("记录编号", 15),
        ("客户名称(脱敏)", 18),
        ("渠道", 11),
        ("服务类型", 12),
        ("问题描述", 32),
        ("起始时间", 17),
        ("分配时间", 17),
        ("负责人", 10),
        ("部门", 12),
        ("状态", 12),
        ("首次响应时间", 17),
        ("结束时间", 17),
        ("响应时长(自动计算)", 16),
        ("处理时长", 16),
        ("是否超时", 9),
        ("超时原因", 24),
        ("优化措施", 24),
        ("优化生效日期", 13),
        ("备注", 24),
    ),
    f11_rows,
    f11_line,
)


def f12_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related("customer", "contact", "channel", "created_by").only(
        "number",
        "issue_no",
        "reported_at",
        "channel__name",
        "customer__name",
        "customer__relation",
        "customer__level",
        "contact__phone",
        "order_no",
        "original_text",
        "wished_at",
        "customer_urgency",
        *_people("created_by"),
    )


def f12_line(ticket: Ticket, visibility: ContactVisibility) -> Line:
    """What the customer said, in the customer's own words."""
    return [
        ticket.issue_no or ticket.number,
        full(ticket.reported_at),
        ticket.channel.name,
        visibility.customer(ticket.customer),
        visibility.phone(ticket.contact),
        customer_type(ticket.customer),
        ticket.order_no,
        ticket.original_text,
        full(ticket.wished_at),
        label(Priority, ticket.customer_urgency),
        colleague(ticket.created_by, visibility),
    ]


F12 = Table(
    "F12",
    "客户需求原始记录表",
    (
        ("问题编号", 15),
        ("接收时间", 17),
        ("渠道", 11),
        ("客户名称", 20),
        ("联系方式", 16),
        ("客户类型", 13),
        ("订单号", 16),
        ("问题描述(原话)", 50),
        ("期望解决时间", 17),
        ("紧急程度", 10),
        ("记录人", 10),
    ),
    f12_rows,
    f12_line,
)


def f13_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    judged = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.RETIERED).order_by(
        "-at", "-pk"
    )
    found = tickets.select_related("issue_type", "tier_by").only(
        "number",
        "issue_no",
        "nature",
        "issue_type__name",
        "customer_urgency",
        "urgency_reason",
        "priority",
        "tier",
        "type_confirmed_at",
        *_people("tier_by"),
        "tier_at",
    )
    return found.annotate(retier_note=Subquery(judged.values("note")[:1]))


def f13_line(ticket: Ticket, visibility: ContactVisibility) -> Line:
    """How it was judged, on what grounds (the customer's, and those of the last change), and when
    the customer agreed.
    """
    return [
        ticket.issue_no or ticket.number,
        label(Nature, ticket.nature),
        ticket.issue_type.name if ticket.issue_type else "",
        label(Priority, ticket.customer_urgency),
        "；".join(filter(None, (ticket.urgency_reason, ticket.retier_note))),
        label(Priority, ticket.priority),
        label(Tier, ticket.tier),
        full(ticket.type_confirmed_at),
        colleague(ticket.tier_by, visibility),
        full(ticket.tier_at),
    ]


F13 = Table(
    "F13",
    "需求分类与优先级判定表",
    (
        ("问题编号", 15),
        ("需求性质", 11),
        ("问题类型", 14),
        ("紧急程度", 10),
        ("判定依据", 44),
        ("优先级", 9),
        ("问题分级", 10),
        ("客户确认分类", 17),
        ("判定人", 10),
        ("判定时间", 17),
    ),
    f13_rows,
    f13_line,
)
