"""The execution form F3 of one ticket: wording and order are the source's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

from django.utils import timezone, translation

from customers.rules import ContactVisibility
from documents.exports import sheets
from privacy.domain.classes import FieldClass
from tickets.record.enums import Direction, EventKind
from tickets.record.models import Communication, Ticket
from tickets.transfer.exports.forms.cell_values import (
    customer_type,
    moment_text,
    set_page_header,
)
from tickets.work.models import Assignment

F3_TITLE = "客户服务流程执行表"


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A titled block of labels and values, each value as its reader may see it."""

    title: str
    rows: list[tuple[str, str]]


class _Line(NamedTuple):
    """A label and its value in full; the class says what is left of it in a masked form."""

    label: str
    value: str
    field_class: FieldClass = FieldClass.NONE


def execution_blocks(ticket: Ticket, visibility: ContactVisibility) -> list[FormBlock]:
    """The five blocks of the execution form."""
    names = visibility.known_names(ticket.customer)
    blocks = {
        "基本信息": _basics(ticket),
        "需求详情": _need(ticket),
        "处理过程": _handling(ticket),
        "结果反馈": _customer_feedback(ticket),
        "备注与优化": _remarks(ticket),
    }
    return [
        FormBlock(
            title,
            [
                (line.label, visibility.shown_value(line.value, line.field_class, names))
                for line in lines
            ],
        )
        for title, lines in blocks.items()
    ]


def _basics(ticket: Ticket) -> list[_Line]:
    customer = ticket.customer
    phone = ticket.contact.phone if ticket.contact else ""
    return [
        _Line("问题编号", ticket.issue_no or ticket.number),
        _Line("客户名称", customer.name, FieldClass.COMPANY),
        _Line("客户类型", customer_type(customer)),
        _Line("联系方式", phone, FieldClass.PHONE),
        _Line("需求渠道", ticket.channel.name),
        _Line("提交时间", moment_text(ticket.reported_at)),
    ]


def _need(ticket: Ticket) -> list[_Line]:
    return [
        _Line("问题描述", ticket.symptom or ticket.original_text, FieldClass.TEXT),
        _Line("问题类型", ticket.issue_type.name if ticket.issue_type else ""),
        _Line("紧急程度", ticket.get_customer_urgency_display()),
        _Line("期望解决时间", moment_text(ticket.wished_at)),
        _Line("附加信息", ticket.extra_info, FieldClass.TEXT),
    ]


def _handling(ticket: Ticket) -> list[_Line]:
    assignment = _first_assignment(ticket)
    assigned_at = assignment.assigned_at if assignment else None
    due_at = assignment.due_at if assignment else None
    responsible = str(ticket.assignee or ticket.accepted_by_name)
    return [
        _Line("需求分类", ticket.get_nature_display()),
        _Line("优先级", ticket.get_priority_display()),
        _Line("处理责任人", responsible, FieldClass.STAFF),
        _Line("任务分配时间", moment_text(assigned_at)),
        _Line("截止时间", moment_text(due_at or ticket.promised_at)),
        _Line("处理方案", _solution_steps(ticket), FieldClass.TEXT),
        _Line("处理进度记录", progress_text(ticket), FieldClass.TEXT),
    ]


def _first_assignment(ticket: Ticket) -> Assignment | None:
    """When somebody was first given the ticket, or else a department."""
    assignments = ticket.assignments.order_by("assigned_at")
    to_person = assignments.filter(assignee__isnull=False).first()
    return to_person or assignments.first()


def _solution_steps(ticket: Ticket) -> str:
    solution = ticket.solutions.first()
    if solution is None:
        return ""
    return "\n".join(f"{n}. {step}" for n, step in enumerate(solution.steps, 1))


def progress_text(ticket: Ticket) -> str:
    """`09:45-10:00:内容` joined in order (F15)."""
    return "\n".join(_progress_lines(ticket))


def _progress_lines(ticket: Ticket) -> Iterator[str]:
    reported_on = timezone.localtime(ticket.reported_at).date()
    for entry in ticket.process_entries.all():
        start = timezone.localtime(entry.started_at)
        end = timezone.localtime(entry.ended_at)
        # The source's form names no day: only work of a later one needs it to be understood.
        day = "" if start.date() == reported_on else f"{start:%Y-%m-%d} "
        yield f"{day}{start:%H:%M}-{end:%H:%M}:{entry.content}"


def _customer_feedback(ticket: Ticket) -> list[_Line]:
    contact = answered_feedback(ticket)
    confirmation = ticket.confirmations.first()
    moment = None
    channel = ""
    reaction = ""
    score = None
    # A confirmation fills the gaps of the contact, which knows better what the customer said.
    if confirmation:
        moment = confirmation.signed_at
        channel = confirmation.get_mode_display()
        reaction = confirmation.remark
        score = confirmation.score
    if contact:
        moment = contact.at
        channel = contact.channel.name if contact.channel else channel
        reaction = contact.reaction or reaction
        score = contact.score or score
    return [
        _Line("反馈时间", moment_text(moment)),
        _Line("反馈渠道", channel),
        _Line("客户反馈", reaction, FieldClass.TEXT),
        _Line("满意度评分", str(score) if score else ""),
        _Line("是否闭环", "是" if ticket.is_closed_loop else "否"),
    ]


def answered_feedback(ticket: Ticket) -> Communication | None:
    """The contact in which the customer heard the result."""
    contacts = ticket.communications.filter(
        direction=Direction.OUT, purpose__in=["feedback", "callback"], is_answered=True
    )
    return contacts.select_related("channel").first()


def _remarks(ticket: Ticket) -> list[_Line]:
    return [
        _Line("备注", ticket.remark, FieldClass.TEXT),
        _Line("问题根因", _root_cause(ticket), FieldClass.TEXT),
        _Line("优化建议", ticket.measure_note, FieldClass.TEXT),
        _Line("优化措施责任人", "", FieldClass.STAFF),
        _Line("归档编号", _file_number(ticket)),
    ]


def _file_number(ticket: Ticket) -> str:
    """As the ledger has it, once the ticket has its file."""
    filed = ticket.events.filter(kind=EventKind.FILED).order_by("-pk").first()
    return filed.after if filed else ""


def _root_cause(ticket: Ticket) -> str:
    """As the closing report found it, or else as the solution assumed."""
    solution = ticket.solutions.first()
    report = getattr(ticket, "closing_report", None)
    if report:
        return report.cause
    return solution.root_cause if solution else ""


def make_execution_form(ticket: Ticket, visibility: ContactVisibility, mark: str = "") -> IO[bytes]:
    """The execution form of one ticket."""
    with translation.override("zh-hans"):
        book = sheets.open_book()
        columns = ((F3_TITLE, 18), (ticket.number, 70))
        table = sheets.ListSheet(book, F3_TITLE, columns, mark=mark)
        set_page_header(table.sheet, F3_TITLE)
        for block in execution_blocks(ticket, visibility):
            table.add_row([block.title, ""], is_bold=True)
            for label, value in block.rows:
                table.add_row([label, value])
        return sheets.finish_book(book)
