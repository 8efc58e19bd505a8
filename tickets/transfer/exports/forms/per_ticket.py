"""Forms with one line per ticket: the register F1, the original request F12, classification F13."""

from django.db.models import (
    OuterRef,
    Subquery,
)

from privacy.domain.classes import FieldClass
from tickets.record.enums import EventKind, Nature, Priority, Tier
from tickets.record.models import Ticket, TicketEvent, TicketQuerySet
from tickets.transfer.domain.register_columns import (
    ACCEPTED_BY,
    COLUMNS,
    CONTACT,
    CUSTOMER,
    PHONE,
    SUMMARY,
)
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    customer_type,
    joined_remarks,
    local_minute,
    printed_status,
    time_beside,
)
from tickets.transfer.exports.forms.table import (
    KNOWN_NAME,
    Column,
    FormLine,
    FormTable,
    name_columns,
)

F1_WIDTHS = (15, 24, 10, 16, 17, 11, 36, 10, 10, 17, 17, 12)
F1_CLASSES = {
    CUSTOMER: FieldClass.COMPANY,
    CONTACT: FieldClass.PERSON,
    PHONE: FieldClass.PHONE,
    SUMMARY: FieldClass.TEXT,
    ACCEPTED_BY: FieldClass.STAFF,
}


def f1_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related("customer", "contact", "channel", "accepted_by").only(
        "number",
        KNOWN_NAME,
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


def f1_line(ticket: Ticket) -> FormLine:
    """One line of the register, in the order of `COLUMNS`."""
    return [
        ticket.number,
        ticket.customer.name,
        ticket.contact.name if ticket.contact else "",
        ticket.contact.phone if ticket.contact else "",
        local_minute(ticket.reported_at),
        ticket.channel.name,
        ticket.summary,
        chinese_label(Tier, ticket.tier),
        ticket.accepted_by_name,
        time_beside(ticket.first_responded_at, ticket.reported_at),
        local_minute(ticket.promised_at),
        printed_status(ticket.status),
    ]


F1 = FormTable(
    "F1",
    "售后服务工单登记表",
    tuple(
        Column(name, width, F1_CLASSES.get(name, FieldClass.NONE))
        for name, width in zip(COLUMNS, F1_WIDTHS, strict=True)
    ),
    f1_rows,
    f1_line,
)


def f12_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related("customer", "contact", "channel", "created_by").only(
        "number",
        "issue_no",
        "reported_at",
        "channel__name",
        KNOWN_NAME,
        "customer__relation",
        "customer__level",
        "contact__phone",
        "order_no",
        "original_text",
        "wished_at",
        "customer_urgency",
        *name_columns("created_by"),
    )


def f12_line(ticket: Ticket) -> FormLine:
    """What the customer said, in the customer's own words."""
    return [
        ticket.issue_no or ticket.number,
        local_minute(ticket.reported_at),
        ticket.channel.name,
        ticket.customer.name,
        ticket.contact.phone if ticket.contact else "",
        customer_type(ticket.customer),
        ticket.order_no,
        ticket.original_text,
        local_minute(ticket.wished_at),
        chinese_label(Priority, ticket.customer_urgency),
        colleague_name(ticket.created_by),
    ]


F12 = FormTable(
    "F12",
    "客户需求原始记录表",
    (
        Column("问题编号", 15),
        Column("接收时间", 17),
        Column("渠道", 11),
        Column("客户名称", 20, FieldClass.COMPANY),
        Column("联系方式", 16, FieldClass.PHONE),
        Column("客户类型", 15),
        Column("订单号", 16),
        Column("问题描述(原话)", 50, FieldClass.TEXT),
        Column("期望解决时间", 17),
        Column("紧急程度", 10),
        Column("记录人", 10, FieldClass.STAFF),
    ),
    f12_rows,
    f12_line,
)


def f13_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    changes = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.RETIERED)
    last_note = changes.order_by("-at", "-pk").values("note")[:1]
    columns = tickets.select_related("customer", "issue_type", "tier_by").only(
        KNOWN_NAME,
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


def f13_line(ticket: Ticket) -> FormLine:
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
        colleague_name(ticket.tier_by),
        local_minute(ticket.tier_at),
    ]


F13 = FormTable(
    "F13",
    "需求分类与优先级判定表",
    (
        Column("问题编号", 15),
        Column("需求性质", 11),
        Column("问题类型", 14),
        Column("紧急程度", 10),
        Column("判定依据", 44, FieldClass.TEXT),
        Column("优先级", 9),
        Column("问题分级", 10),
        Column("客户确认分类", 17),
        Column("判定人", 10, FieldClass.STAFF),
        Column("判定时间", 17),
    ),
    f13_rows,
    f13_line,
)
