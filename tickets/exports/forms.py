"""The rows of forms F1 (register) and F3 (execution form): wording and order are the source's, in Chinese whatever the reader reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils import timezone, translation

from core.exports import sheets
from customers.rules import Sight
from tickets.domain import lifecycle
from tickets.domain.register import COLUMNS, PRINTED
from tickets.enums import Direction, Status
from tickets.models import Communication, Ticket, TicketQuerySet

F1_TITLE = "售后服务工单登记表"
F1_WIDTHS = (15, 24, 10, 16, 17, 11, 36, 10, 10, 17, 17, 12)
F1_WITH = ("customer", "contact", "channel", "accepted_by")
F3_TITLE = "客户服务流程执行表"
CHUNK = 500


def full(moment: datetime | None) -> str:
    """`YYYY-MM-DD HH:MM` in the desk's zone; empty for none."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def beside(moment: datetime | None, day_of: datetime) -> str:
    """`HH:MM` on the date of `day_of`, otherwise the full moment (forms.md, export rules)."""
    if moment is None:
        return ""
    local, day = timezone.localtime(moment), timezone.localtime(day_of)
    return f"{local:%H:%M}" if local.date() == day.date() else full(moment)


def printed_status(status: str) -> str:
    """The word of the strict 001 form."""
    return PRINTED[Status.PROCESSING] if status in lifecycle.PRINTED_AS_PROCESSING else PRINTED[Status(status)]


def f1_row(ticket: Ticket, sight: Sight) -> list[str]:
    """One line of the register, in the order of `COLUMNS`."""
    return [
        ticket.number,
        sight.customer(ticket.customer),
        sight.contact(ticket.contact),
        sight.phone(ticket.contact),
        full(ticket.reported_at),
        ticket.channel.name,
        ticket.summary,
        ticket.get_tier_display(),
        sight_of_staff(ticket, sight),
        beside(ticket.first_responded_at, ticket.reported_at),
        full(ticket.promised_at),
        printed_status(ticket.status),
    ]


def sight_of_staff(ticket: Ticket, sight: Sight) -> str:
    """The accepting agent; masked files mask staff too, as the source's own register does (刘*)."""
    name = ticket.accepted_by_name
    return name if sight.names or not name else f"{name[0]}*"


def f1(tickets: TicketQuerySet, sight: Sight, mark: str = "") -> tuple[IO[bytes], int]:
    """The register as a workbook, streamed from the database; and its number of rows. `mark` tells who took it and when."""
    count = 0
    with translation.override("zh-hans"):
        book = sheets.open_book()
        sheet = sheets.open_sheet(book, F1_TITLE, F1_WIDTHS, frozen_at="A2", mark=mark)
        sheet.print_title_rows = "1:1"
        sheets.add_row(sheet, COLUMNS, is_bold=True)
        for ticket in tickets.select_related(*F1_WITH).iterator(chunk_size=CHUNK):
            sheets.add_row(sheet, f1_row(ticket, sight))
            count += 1
        return sheets.finish(book), count


@dataclass(frozen=True, slots=True)
class Block:
    """A titled block of label and value."""

    title: str
    rows: list[tuple[str, str]]


def f3_blocks(ticket: Ticket, sight: Sight) -> list[Block]:
    """The five blocks of the execution form."""
    return [_basics(ticket, sight), _need(ticket), _handling(ticket), _feedback(ticket), _remarks(ticket)]


def _basics(ticket: Ticket, sight: Sight) -> Block:
    customer = ticket.customer
    return Block("基本信息", [
        ("问题编号", ticket.issue_no or ticket.number),
        ("客户名称", sight.customer(customer)),
        ("客户类型", customer.get_relation_display() + ("（VIP）" if customer.level == "vip" else "")),
        ("联系方式", sight.phone(ticket.contact)),
        ("需求渠道", ticket.channel.name),
        ("提交时间", full(ticket.reported_at)),
    ])  # fmt: skip


def _need(ticket: Ticket) -> Block:
    return Block("需求详情", [
        ("问题描述", ticket.symptom or ticket.original_text),
        ("问题类型", ticket.issue_type.name if ticket.issue_type else ""),
        ("紧急程度", ticket.get_customer_urgency_display()),
        ("期望解决时间", full(ticket.wished_at)),
        ("附加信息", ticket.extra_info),
    ])  # fmt: skip


def _handling(ticket: Ticket) -> Block:
    assignment = (
        ticket.assignments.filter(assignee__isnull=False).order_by("assigned_at").first()
        or ticket.assignments.order_by("assigned_at").first()
    )
    solution = ticket.solutions.first()
    return Block("处理过程", [
        ("需求分类", ticket.get_nature_display()),
        ("优先级", ticket.get_priority_display()),
        ("处理责任人", str(ticket.assignee or ticket.accepted_by_name)),
        ("任务分配时间", full(assignment.assigned_at) if assignment else ""),
        ("截止时间", full(assignment.due_at) if assignment and assignment.due_at else full(ticket.promised_at)),
        ("处理方案", "\n".join(f"{n}. {step}" for n, step in enumerate(solution.steps, 1)) if solution else ""),
        ("处理进度记录", progress_text(ticket)),
    ])  # fmt: skip


def progress_text(ticket: Ticket) -> str:
    """`09:45-10:00:内容` joined in order (F15)."""
    return "\n".join(_progress_lines(ticket))


def _progress_lines(ticket: Ticket) -> Iterator[str]:
    for entry in ticket.process_entries.all():
        start, end = timezone.localtime(entry.started_at), timezone.localtime(entry.ended_at)
        day = "" if start.date() == timezone.localtime(ticket.reported_at).date() else f"{start:%Y-%m-%d} "
        yield f"{day}{start:%H:%M}-{end:%H:%M}:{entry.content}"


def _feedback(ticket: Ticket) -> Block:
    told = feedback_of(ticket)
    confirmation = ticket.confirmations.first()
    scores = [one.score for one in (told, confirmation) if one is not None and one.score]
    return Block("结果反馈", [
        ("反馈时间", full(told.at if told else (confirmation and confirmation.signed_at))),
        ("反馈渠道", told.channel.name if told and told.channel else (confirmation.get_mode_display() if confirmation else "")),
        ("客户反馈", (told.reaction if told else "") or (confirmation.remark if confirmation else "")),
        ("满意度评分", str(scores[0]) if scores else ""),
        ("是否闭环", "是" if ticket.is_closed_loop else "否"),
    ])  # fmt: skip


def feedback_of(ticket: Ticket) -> Communication | None:
    """The contact in which the result was told to the customer."""
    return (
        ticket.communications.filter(direction=Direction.OUT, purpose__in=["feedback", "callback"], is_answered=True)
        .select_related("channel")
        .first()
    )


def _remarks(ticket: Ticket) -> Block:
    solution = ticket.solutions.first()
    report = getattr(ticket, "closing_report", None)
    return Block("备注与优化", [
        ("备注", ticket.remark),
        ("问题根因", report.cause if report else (solution.root_cause if solution else "")),
        ("优化建议", ticket.measure_note),
        ("优化措施责任人", ""),
        ("归档编号", ""),
    ])  # fmt: skip


def f3(ticket: Ticket, sight: Sight, mark: str = "") -> IO[bytes]:
    """The execution form of one ticket."""
    with translation.override("zh-hans"):
        book = sheets.open_book()
        sheet = sheets.open_sheet(book, F3_TITLE, (18, 70), frozen_at="A2", mark=mark)
        sheets.add_row(sheet, [F3_TITLE, ticket.number], is_bold=True)
        for block in f3_blocks(ticket, sight):
            sheets.add_row(sheet, [block.title, ""], is_bold=True)
            for label, value in block.rows:
                sheets.add_row(sheet, [label, value])
        return sheets.finish(book)
