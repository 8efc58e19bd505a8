"""Forms with one line per ticket: the register F1, the original request F12, classification F13."""

from django.db.models import (
    OuterRef,
    Subquery,
)

from customers.rules import ContactVisibility
from tickets.record.enums import EventKind, Nature, Priority, Tier
from tickets.record.models import Ticket, TicketEvent, TicketQuerySet
from tickets.transfer.domain.register_columns import (
    COLUMNS,
)
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    customer_type,
    joined_remarks,
    local_minute,
    printed_status,
    staff_name,
    time_beside,
)
from tickets.transfer.exports.forms.table import FormLine, FormTable, name_columns

F1_WIDTHS = (15, 24, 10, 16, 17, 11, 36, 10, 10, 17, 17, 12)


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
        *name_columns("accepted_by"),
        "accepted_name",
        "first_responded_at",
        "promised_at",
        "status",
    )


def f1_line(ticket: Ticket, visibility: ContactVisibility) -> FormLine:
    """One line of the register, in the order of `COLUMNS`."""
    return [
        ticket.number,
        visibility.customer(ticket.customer),
        visibility.contact(ticket.contact),
        visibility.phone(ticket.contact),
        local_minute(ticket.reported_at),
        ticket.channel.name,
        ticket.summary,
        chinese_label(Tier, ticket.tier),
        staff_name(ticket.accepted_by_name, visibility),
        time_beside(ticket.first_responded_at, ticket.reported_at),
        local_minute(ticket.promised_at),
        printed_status(ticket.status),
    ]


F1 = FormTable(
    "F1", "售后服务工单登记表", tuple(zip(COLUMNS, F1_WIDTHS, strict=True)), f1_rows, f1_line
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
        *name_columns("created_by"),
    )


def f12_line(ticket: Ticket, visibility: ContactVisibility) -> FormLine:
    """What the customer said, in the customer's own words."""
    return [
        ticket.issue_no or ticket.number,
        local_minute(ticket.reported_at),
        ticket.channel.name,
        visibility.customer(ticket.customer),
        visibility.phone(ticket.contact),
        customer_type(ticket.customer),
        ticket.order_no,
        ticket.original_text,
        local_minute(ticket.wished_at),
        chinese_label(Priority, ticket.customer_urgency),
        colleague_name(ticket.created_by, visibility),
    ]


F12 = FormTable(
    "F12",
    "客户需求原始记录表",
    (
        ("问题编号", 15),
        ("接收时间", 17),
        ("渠道", 11),
        ("客户名称", 20),
        ("联系方式", 16),
        ("客户类型", 15),
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
    changes = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.RETIERED)
    last_note = changes.order_by("-at", "-pk").values("note")[:1]
    columns = tickets.select_related("issue_type", "tier_by").only(
        "number",
        "issue_no",
        "nature",
        "issue_type__name",
        "customer_urgency",
        "urgency_reason",
        "priority",
        "tier",
        "type_confirmed_at",
        *name_columns("tier_by"),
        "tier_at",
    )
    return columns.annotate(retier_note=Subquery(last_note))


def f13_line(ticket: Ticket, visibility: ContactVisibility) -> FormLine:
    """How it was judged, on what grounds, and when the customer agreed.

    The grounds are the customer's, and those of the last change.
    """
    return [
        ticket.issue_no or ticket.number,
        chinese_label(Nature, ticket.nature),
        ticket.issue_type.name if ticket.issue_type else "",
        chinese_label(Priority, ticket.customer_urgency),
        joined_remarks(ticket.urgency_reason, ticket.retier_note),
        chinese_label(Priority, ticket.priority),
        chinese_label(Tier, ticket.tier),
        local_minute(ticket.type_confirmed_at),
        colleague_name(ticket.tier_by, visibility),
        local_minute(ticket.tier_at),
    ]


F13 = FormTable(
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
