"""The record of response times F11: one line per ticket, with what its limits came to."""

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

from privacy.domain.classes import FieldClass
from tickets.limits.enums import ClockEvent
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import BusinessType, Status
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.domain.register_sheet import (
    PRINTED,
)
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    joined_remarks,
    local_minute,
    time_passed,
)
from tickets.transfer.exports.forms.table import (
    KNOWN_NAME,
    Column,
    FormLine,
    FormTable,
    name_columns,
)
from tickets.work.models import Assignment

LATE_WORDS = {1: "是", 0: "否", None: ""}

# What ends the limits of response and of solution.
ANSWERED_OR_SOLVED = (
    ClockEvent.FIRST_CONTACT,
    ClockEvent.SUBSTANTIVE_REPLY,
    ClockEvent.FIXED,
    ClockEvent.RESOLVED,
)


def _judged_clocks() -> QuerySet[SlaClock]:
    """The limits of response and of solution of the ticket outside."""
    # A cancelled limit promised nothing in the end.
    clocks = SlaClock.objects.filter(
        ticket=OuterRef("pk"), stop_event__in=ANSWERED_OR_SOLVED, cancelled_at__isnull=True
    )
    return clocks.order_by()


def _is_late() -> Subquery:
    """Was one of them missed (and the miss not taken back)? NULL if there is none."""
    missed = Case(
        When(breached_at__isnull=False, is_corrected=False, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    per_ticket = _judged_clocks().values("ticket").annotate(is_late=Max(missed))
    return Subquery(per_ticket.values("is_late"))


def _late_reasons() -> Prefetch:
    """What was given as reason of those misses; one statement per chunk of tickets."""
    has_reason = Q(reason_code__isnull=False) | ~Q(reason_note="")
    explained = Escalation.objects.filter(
        has_reason,
        clock__stop_event__in=ANSWERED_OR_SOLVED,
        clock__cancelled_at__isnull=True,
        clock__breached_at__isnull=False,
        clock__is_corrected=False,
    )
    reasons = explained.select_related("reason_code").order_by("reason_at", "pk")
    of_clock = reasons.order_by().filter(clock=OuterRef("pk"))
    clocks = SlaClock.objects.filter(Exists(of_clock)).only("ticket")
    with_reasons = clocks.prefetch_related(
        Prefetch("escalations", reasons, to_attr="given_reasons")
    )
    return Prefetch("clocks", with_reasons, to_attr="clocks_with_reasons")


def _late_word(ticket: Ticket) -> str:
    """Empty where nothing was judged, or what was kept leaves an answer at an unknown time."""
    if ticket.is_response_unrecorded and not ticket.is_late:
        return ""
    return LATE_WORDS[ticket.is_late]


def _late_reason_text(ticket: Ticket) -> str:
    """In the order in which they were given; what several limits have in common only once."""
    reasons: list[Escalation] = []
    for clock in ticket.clocks_with_reasons:
        reasons += clock.given_reasons
    reasons.sort(key=lambda reason: (reason.reason_at, reason.pk))
    texts = []
    for reason in reasons:
        name = reason.reason_code.name if reason.reason_code else ""
        texts.append("：".join(filter(None, (name, reason.reason_note))))
    return "；".join(dict.fromkeys(texts))


def _first_assigned_at() -> Subquery:
    """When somebody was first given the ticket, or else a department, as in form F3."""
    # False sorts first: assignments to a person come before those to a department.
    is_pool = ExpressionWrapper(Q(assignee__isnull=True), output_field=BooleanField())
    assignments = Assignment.objects.filter(ticket=OuterRef("pk"))
    ordered = assignments.order_by(is_pool, "assigned_at", "pk")
    return Subquery(ordered.values("assigned_at")[:1])


def f11_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    related = tickets.select_related("customer", "channel", "assignee", "accepted_by", "department")
    columns = related.only(
        "number",
        KNOWN_NAME,
        "channel__name",
        "business_type",
        "summary",
        "reported_at",
        *name_columns("assignee", "accepted_by"),
        "accepted_name",
        "department__name",
        "status",
        "first_responded_at",
        "resolved_at",
        "measure_note",
        "remark",
        "cancel_reason",
    )
    measured = columns.annotate(first_assigned_at=_first_assigned_at(), is_late=_is_late())
    return measured.prefetch_related(_late_reasons())


def f11_line(ticket: Ticket) -> FormLine:
    """Response = first response - report, handling = solution confirmed - report.

    Both in natural time, as numbers that show as `10 分钟` or `2 小时 5 分钟`; their means are the
    desk's figures. Late: a limit of response or solution was missed.
    """
    return [
        ticket.number,
        ticket.customer.name,
        ticket.channel.name,
        chinese_label(BusinessType, ticket.business_type),
        ticket.summary,
        local_minute(ticket.reported_at),
        local_minute(ticket.first_assigned_at),
        str(ticket.assignee or ticket.accepted_by_name),
        ticket.department.name if ticket.department else "",
        PRINTED[Status(ticket.status)],
        local_minute(ticket.first_responded_at),
        local_minute(ticket.resolved_at),
        time_passed(ticket.reported_at, ticket.first_responded_at),
        time_passed(ticket.reported_at, ticket.resolved_at),
        _late_word(ticket),
        _late_reason_text(ticket),
        ticket.measure_note,
        "",
        joined_remarks(ticket.remark, ticket.cancel_reason),
    ]


F11 = FormTable(
    "F11",
    "售后服务响应时间记录表",
    (
        Column("记录编号", 15),
        Column("客户名称(脱敏)", 18, FieldClass.COMPANY),
        Column("渠道", 11),
        Column("服务类型", 12),
        Column("问题描述", 32, FieldClass.TEXT),
        Column("起始时间", 17),
        Column("分配时间", 17),
        Column("负责人", 10, FieldClass.STAFF),
        Column("部门", 12),
        Column("状态", 12),
        Column("首次响应时间", 17),
        Column("结束时间", 17),
        Column("响应时长(自动计算)", 16),
        Column("处理时长", 16),
        Column("是否超时", 9),
        Column("超时原因", 24, FieldClass.TEXT),
        Column("优化措施", 24, FieldClass.TEXT),
        Column("优化生效日期", 13),
        Column("备注", 24, FieldClass.TEXT),
    ),
    f11_rows,
    f11_line,
)
