"""Forms with one line per step of the work: assignments F14, process entries F15."""

from django.db.models import QuerySet

from customers.rules import ContactVisibility
from tickets.record.enums import Priority
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    joined_remarks,
    local_minute,
)
from tickets.transfer.exports.forms.table import FormLine, FormTable
from tickets.work.models import Assignment, ProcessEntry

# Reasons that the desk itself writes.
DESK_REASONS = {"route": "按问题类型自动分配", "refused": "退回后待重新分配"}


def f14_rows(tickets: TicketQuerySet) -> QuerySet[Assignment]:
    assignments = Assignment.objects.filter(ticket__in=tickets.order_by().values("pk"))
    related = assignments.select_related("ticket", "department", "assignee", "assigned_by")
    columns = related.only(
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


def f14_line(row: Assignment, visibility: ContactVisibility) -> FormLine:
    """Who gave it to whom, until when; and why, or why it came back."""
    ticket = row.ticket
    refused = f"退回：{row.refused_reason}" if row.refused_reason else ""
    return [
        ticket.issue_no or ticket.number,
        ticket.summary,
        chinese_label(Priority, ticket.priority),
        row.department.name if row.department else "",
        colleague_name(row.assignee, visibility),
        colleague_name(row.assigned_by, visibility),
        local_minute(row.assigned_at),
        local_minute(row.due_at),
        joined_remarks(DESK_REASONS.get(row.reason, row.reason), refused),
    ]


F14 = FormTable(
    "F14",
    "任务分配表",
    (
        ("问题编号", 15),
        ("需求摘要", 36),
        ("优先级", 9),
        ("分配部门", 14),
        ("处理责任人", 12),
        ("分配人", 10),
        ("任务分配时间", 17),
        ("截止时间", 17),
        ("备注", 30),
    ),
    f14_rows,
    f14_line,
)


def f15_rows(tickets: TicketQuerySet) -> QuerySet[ProcessEntry]:
    entries = ProcessEntry.objects.filter(ticket__in=tickets.order_by().values("pk"))
    columns = entries.select_related("ticket", "by").only(
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


def f15_line(row: ProcessEntry, visibility: ContactVisibility) -> FormLine:
    """One piece of work."""
    return [
        row.ticket.issue_no or row.ticket.number,
        local_minute(row.started_at),
        local_minute(row.ended_at),
        row.content,
        colleague_name(row.by, visibility),
        row.result,
    ]


F15 = FormTable(
    "F15",
    "处理进度记录表",
    (
        ("问题编号", 15),
        ("开始时间", 17),
        ("结束时间", 17),
        ("处理内容", 54),
        ("处理人", 10),
        ("结果/下一步", 40),
    ),
    f15_rows,
    f15_line,
    has_text=True,
)
