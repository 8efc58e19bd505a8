"""Forms with one line per step of the work: what the customer is asked for F5, assignments F14,
process entries F15.
"""

from django.db.models import QuerySet

from privacy.domain.classes import FieldClass
from tickets.record.enums import Priority
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    joined_remarks,
    local_minute,
)
from tickets.transfer.exports.forms.table import KNOWN_NAME, Column, FormLine, FormTable
from tickets.work.models import Assignment, CooperationItem, ProcessEntry

# Reasons that the desk itself writes.
DESK_REASONS = {"route": "按问题类型自动分配", "refused": "退回后待重新分配"}

CUSTOMER = "ticket__customer"
CUSTOMER_NAME = f"ticket__{KNOWN_NAME}"


def f5_rows(tickets: TicketQuerySet) -> QuerySet[CooperationItem]:
    items = CooperationItem.objects.filter(ticket__in=tickets.order_by().values("pk"))
    related = items.select_related("asked_by", CUSTOMER)
    return related.order_by("ticket__reported_at", "ticket_id", "asked_at", "pk")


def f5_line(row: CooperationItem) -> FormLine:
    """What, how, until when, from whom; and whether it came."""
    state = "未完成" if row.is_open else "已完成" if row.done_at else "已取消"
    return [
        row.ticket.number,
        row.content,
        row.requirement,
        local_minute(row.need_by),
        row.person,
        colleague_name(row.asked_by),
        state,
        local_minute(row.done_at or row.dropped_at),
        "处理需等待此项" if row.is_blocking else "",
    ]


F5 = FormTable(
    "F5",
    "配合事项清单",
    (
        Column("工单号", 15),
        Column("配合事项", 36, FieldClass.TEXT),
        Column("具体要求", 36, FieldClass.TEXT),
        Column("需完成时间", 17),
        Column("客户责任人", 12, FieldClass.PERSON),
        Column("我方联系人", 12, FieldClass.STAFF),
        Column("完成状态", 10),
        Column("完成时间", 17),
        Column("备注", 18),
    ),
    f5_rows,
    f5_line,
    "ticket",
)


def f14_rows(tickets: TicketQuerySet) -> QuerySet[Assignment]:
    assignments = Assignment.objects.filter(ticket__in=tickets.order_by().values("pk"))
    related = assignments.select_related("department", "assignee", "assigned_by", CUSTOMER)
    columns = related.only(
        CUSTOMER_NAME,
        "ticket__number",
        "ticket__issue_no",
        "ticket__summary",
        "ticket__priority",
        "department__name",
        "assignee__display_name",
        "assignee__username",
        "assigned_by__display_name",
        "assigned_by__username",
        "assigned_at",
        "due_at",
        "reason",
        "refused_reason",
    )
    return columns.order_by("ticket__reported_at", "ticket_id", "assigned_at", "pk")


def f14_line(row: Assignment) -> FormLine:
    """Who gave it to whom, until when; and why, or why it came back."""
    ticket = row.ticket
    refused = f"退回：{row.refused_reason}" if row.refused_reason else ""
    return [
        ticket.issue_no or ticket.number,
        ticket.summary,
        chinese_label(Priority, ticket.priority),
        row.department.name if row.department else "",
        colleague_name(row.assignee),
        colleague_name(row.assigned_by),
        local_minute(row.assigned_at),
        local_minute(row.due_at),
        joined_remarks(DESK_REASONS.get(row.reason, row.reason), refused),
    ]


F14 = FormTable(
    "F14",
    "任务分配表",
    (
        Column("问题编号", 15),
        Column("需求摘要", 36, FieldClass.TEXT),
        Column("优先级", 9),
        Column("分配部门", 14),
        Column("处理责任人", 12, FieldClass.STAFF),
        Column("分配人", 10, FieldClass.STAFF),
        Column("任务分配时间", 17),
        Column("截止时间", 17),
        Column("备注", 30, FieldClass.TEXT),
    ),
    f14_rows,
    f14_line,
    "ticket",
)


def f15_rows(tickets: TicketQuerySet) -> QuerySet[ProcessEntry]:
    entries = ProcessEntry.objects.filter(ticket__in=tickets.order_by().values("pk"))
    columns = entries.select_related("by", CUSTOMER).only(
        CUSTOMER_NAME,
        "ticket__number",
        "ticket__issue_no",
        "started_at",
        "ended_at",
        "content",
        "result",
        "by__display_name",
        "by__username",
    )
    return columns.order_by("ticket__reported_at", "ticket_id", "started_at", "pk")


def f15_line(row: ProcessEntry) -> FormLine:
    """One piece of work."""
    return [
        row.ticket.issue_no or row.ticket.number,
        local_minute(row.started_at),
        local_minute(row.ended_at),
        row.content,
        colleague_name(row.by),
        row.result,
    ]


F15 = FormTable(
    "F15",
    "处理进度记录表",
    (
        Column("问题编号", 15),
        Column("开始时间", 17),
        Column("结束时间", 17),
        Column("处理内容", 54, FieldClass.TEXT),
        Column("处理人", 10, FieldClass.STAFF),
        Column("结果/下一步", 40, FieldClass.TEXT),
    ),
    f15_rows,
    f15_line,
    "ticket",
    has_text=True,
)
