"""The execution form F3 of one ticket: wording and order are the source's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils import timezone, translation

from customers.rules import ContactVisibility
from documents.exports import sheets
from tickets.record.enums import Direction
from tickets.record.models import Communication, Ticket
from tickets.transfer.exports.forms.cell_values import (
    customer_type,
    full,
    head,
    staff,
)

F3_TITLE = "客户服务流程执行表"


@dataclass(frozen=True, slots=True)
class Block:
    """A titled block of label and value."""

    title: str
    rows: list[tuple[str, str]]


def f3_blocks(ticket: Ticket, visibility: ContactVisibility) -> list[Block]:
    """The five blocks of the execution form."""
    return [
        _basics(ticket, visibility),
        _need(ticket),
        _handling(ticket, visibility),
        _feedback(ticket),
        _remarks(ticket),
    ]


def _basics(ticket: Ticket, visibility: ContactVisibility) -> Block:
    customer = ticket.customer
    return Block(
        "基本信息",
        [
            ("问题编号", ticket.issue_no or ticket.number),
            ("客户名称", visibility.customer(customer)),
            ("客户类型", customer_type(customer)),
            ("联系方式", visibility.phone(ticket.contact)),
            ("需求渠道", ticket.channel.name),
            ("提交时间", full(ticket.reported_at)),
        ],
    )


def _need(ticket: Ticket) -> Block:
    return Block(
        "需求详情",
        [
            ("问题描述", ticket.symptom or ticket.original_text),
            ("问题类型", ticket.issue_type.name if ticket.issue_type else ""),
            ("紧急程度", ticket.get_customer_urgency_display()),
            ("期望解决时间", full(ticket.wished_at)),
            ("附加信息", ticket.extra_info),
        ],
    )


def _handling(ticket: Ticket, visibility: ContactVisibility) -> Block:
    assignment = (
        ticket.assignments.filter(assignee__isnull=False).order_by("assigned_at").first()
        or ticket.assignments.order_by("assigned_at").first()
    )
    solution = ticket.solutions.first()
    return Block(
        "处理过程",
        [
            ("需求分类", ticket.get_nature_display()),
            ("优先级", ticket.get_priority_display()),
            ("处理责任人", staff(str(ticket.assignee or ticket.accepted_by_name), visibility)),
            ("任务分配时间", full(assignment.assigned_at) if assignment else ""),
            (
                "截止时间",
                full(assignment.due_at)
                if assignment and assignment.due_at
                else full(ticket.promised_at),
            ),
            (
                "处理方案",
                "\n".join(f"{n}. {step}" for n, step in enumerate(solution.steps, 1))
                if solution
                else "",
            ),
            ("处理进度记录", progress_text(ticket)),
        ],
    )


def progress_text(ticket: Ticket) -> str:
    """`09:45-10:00:内容` joined in order (F15)."""
    return "\n".join(_progress_lines(ticket))


def _progress_lines(ticket: Ticket) -> Iterator[str]:
    for entry in ticket.process_entries.all():
        start, end = timezone.localtime(entry.started_at), timezone.localtime(entry.ended_at)
        day = (
            ""
            if start.date() == timezone.localtime(ticket.reported_at).date()
            else f"{start:%Y-%m-%d} "
        )
        yield f"{day}{start:%H:%M}-{end:%H:%M}:{entry.content}"


def _feedback(ticket: Ticket) -> Block:
    told = feedback_of(ticket)
    confirmation = ticket.confirmations.first()
    scores = [one.score for one in (told, confirmation) if one is not None and one.score]
    return Block(
        "结果反馈",
        [
            ("反馈时间", full(told.at if told else (confirmation and confirmation.signed_at))),
            (
                "反馈渠道",
                told.channel.name
                if told and told.channel
                else (confirmation.get_mode_display() if confirmation else ""),
            ),
            (
                "客户反馈",
                (told.reaction if told else "") or (confirmation.remark if confirmation else ""),
            ),
            ("满意度评分", str(scores[0]) if scores else ""),
            ("是否闭环", "是" if ticket.is_closed_loop else "否"),
        ],
    )


def feedback_of(ticket: Ticket) -> Communication | None:
    """The contact in which the result was told to the customer."""
    return (
        ticket.communications.filter(
            direction=Direction.OUT, purpose__in=["feedback", "callback"], is_answered=True
        )
        .select_related("channel")
        .first()
    )


def _remarks(ticket: Ticket) -> Block:
    solution = ticket.solutions.first()
    report = getattr(ticket, "closing_report", None)
    return Block(
        "备注与优化",
        [
            ("备注", ticket.remark),
            ("问题根因", report.cause if report else (solution.root_cause if solution else "")),
            ("优化建议", ticket.measure_note),
            ("优化措施责任人", ""),
            ("归档编号", ""),
        ],
    )


def f3(ticket: Ticket, visibility: ContactVisibility, mark: str = "") -> IO[bytes]:
    """The execution form of one ticket."""
    with translation.override("zh-hans"):
        book = sheets.open_book()
        sheet = sheets.open_sheet(book, F3_TITLE, (18, 70), frozen_at="A2", mark=mark)
        head(sheet, F3_TITLE)
        sheets.add_row(sheet, [F3_TITLE, ticket.number], is_bold=True)
        for block in f3_blocks(ticket, visibility):
            sheets.add_row(sheet, [block.title, ""], is_bold=True)
            for label, value in block.rows:
                sheets.add_row(sheet, [label, value])
        return sheets.finish_book(book)
