"""The papers of a service file as Word documents: forms of one ticket, and what was said."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import IO

from django.utils import translation

from customers.rules import ContactVisibility
from documents.exports import docs
from privacy.domain.classes import FieldClass
from tickets.record.enums import Direction, Visibility
from tickets.record.models import Ticket
from tickets.transfer.exports import forms
from tickets.transfer.exports.forms.cell_values import chinese_label, colleague_name, moment_text
from tickets.transfer.exports.forms.execution import execution_blocks
from tickets.transfer.exports.forms.per_solution import duration_text

# Forms that are a sheet for each of their lines, and forms that are a table.
SHEETS = ("F6", "F7", "F8", "F9", "F17")
TABLES = ("F5", "F14", "F15")

# Millimetres.
LABEL_WIDTH = 50
SHEET_WIDTHS = (LABEL_WIDTH, docs.PRINTED_WIDTH - LABEL_WIDTH)

# Columns by name and width.
NamedWidths = Sequence[tuple[str, float]]

TALK_TITLE = "沟通记录"
TALK = (
    ("时间", 30),
    ("方向", 20),
    ("渠道", 22),
    ("我方人员", 22),
    ("内容", 123),
    ("客户反馈", 50),
)


def papers_of(
    ticket: Ticket, visibility: ContactVisibility, mark: str
) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each paper that has something to say, in the order of forms.md."""
    with translation.override("zh-hans"):
        yield f"F3-{forms.F3_TITLE}.docx", _execution_paper(ticket, visibility, mark)
        for code in sorted((*SHEETS, *TABLES), key=list(forms.tables()).index):
            table = forms.tables()[code]
            rows = table.form_lines(Ticket.objects.filter(pk=ticket.pk), visibility)
            lines = [[cell_text(cell) for cell in line] for line in rows]
            if not lines:
                continue
            document = docs.open_document(table.title, mark)
            if code in TABLES:
                _add_wide_table(document, table.named_columns(visibility), lines)
            else:
                _add_sheets(document, table.named_columns(visibility), lines)
            yield f"{code}-{table.title}.docx", docs.finish_document(document)
        if talk := _talk_lines(ticket, visibility):
            document = docs.open_document(TALK_TITLE, mark)
            _add_wide_table(document, TALK, talk)
            yield f"{TALK_TITLE}.docx", docs.finish_document(document)


def cell_text(cell: object) -> str:
    """What a form holds, as a line of text."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case timedelta():
            return duration_text(cell)
    return str(cell)


def _execution_paper(ticket: Ticket, visibility: ContactVisibility, mark: str) -> IO[bytes]:
    document = docs.open_document(forms.F3_TITLE, mark)
    for block in execution_blocks(ticket, visibility):
        docs.add_heading(document, block.title)
        _add_pairs(document, block.rows)
    return docs.finish_document(document)


def _add_sheets(document: docs.Page, columns: NamedWidths, lines: Sequence[Sequence[str]]) -> None:
    """A sheet for each line: its columns below each other."""
    names = [name for name, _width in columns]
    for number, line in enumerate(lines, 1):
        if len(lines) > 1:
            docs.add_heading(document, f"{number}")
        _add_pairs(document, zip(names, line, strict=True))


def _add_wide_table(
    document: docs.Page, columns: NamedWidths, lines: Sequence[Sequence[str]]
) -> None:
    """All lines in one table as wide as the page."""
    names, widths = zip(*columns, strict=True)
    whole = sum(widths)
    on_paper = [docs.PRINTED_WIDTH * width / whole for width in widths]
    docs.add_table(document, names, on_paper, lines)


def _add_pairs(document: docs.Page, rows: Iterable[Sequence[str]]) -> None:
    """Names on the left, what they hold on the right."""
    docs.add_table(document, ("项目", "内容"), SHEET_WIDTHS, rows, bold=1)


def _talk_lines(ticket: Ticket, visibility: ContactVisibility) -> list[list[str]]:
    """What was said, to and by the customer and among colleagues, the oldest first."""
    names = visibility.known_names(ticket.customer)
    said = ticket.communications.select_related("channel", "by").order_by("at", "pk")
    return [
        [
            moment_text(one.at),
            _direction_of(one.direction, one.visibility),
            one.channel.name if one.channel else "",
            visibility.shown_value(colleague_name(one.by), FieldClass.STAFF),
            visibility.shown_text(one.body, names),
            visibility.shown_text(one.reaction, names),
        ]
        for one in said
    ]


def _direction_of(direction: str, visibility: str) -> str:
    return chinese_label(
        *((Visibility, visibility) if visibility == Visibility.INTERNAL else (Direction, direction))
    )
