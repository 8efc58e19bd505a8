"""What of a register is not simply taken: told before anything is stored."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.imports.account import (
    FileRemark,
    RemarkKind,
    named_columns,
    named_rows,
    remarks_on_sheet,
)
from documents.imports.tables import TableSheet
from tickets.transfer.domain.register_columns import ACCEPTED_BY, RegisterHeader
from tickets.transfer.domain.register_sheet import CellChange, JudgedRow, filled_texts
from tickets.transfer.imports.people_account import count_namesakes

# So much of a cell is repeated in a message.
REPEATED_LENGTH = 60


def change_reason(change: CellChange) -> str:
    """Why a cell is taken as something else, in the reader's language."""
    reasons = {
        "nothing": _("says nothing; read as empty"),
        "narrow": _("written in full-width signs"),
        "formula_text": _("is a formula without a result; its text is kept"),
        "summary_cut": _("is shortened for the title; the whole text is kept with the ticket"),
        "moment": _("is read as this time"),
        "merged": _("is merged with the cell above"),
    }
    return reasons[change.reason]


def change_data(change: CellChange) -> dict[str, str]:
    """A change as JSON: column, value, becomes, reason."""
    return {
        "column": change.column,
        "value": change.value,
        "becomes": change.becomes,
        "reason": change_reason(change),
        "code": change.reason,
    }


def remarks_on_register(
    sheet: TableSheet, header: RegisterHeader, *, is_named: bool
) -> list[FileRemark]:
    """Columns that are not read, headings that were understood, and what nobody sees."""
    prefix = f"{sheet.name}!" if is_named else ""
    remarks = remarks_on_sheet(sheet, is_named=is_named)
    for position, heading in header.renamed.items():
        column = next(name for name, place in header.places.items() if place == position)
        place = prefix + named_columns([position])
        reason = _("is read as the column of the register that means the same")
        remarks.append(FileRemark(RemarkKind.CHANGED, place, heading, reason, column))
    for position, heading in header.repeated.items():
        reason = _("stands here a second time: the other column counts, this one is not read")
        remarks.append(_left_column(prefix, sheet, header, position, heading, reason))
    for position, heading in header.unknown.items():
        reason = _("is no column of the register; it is not read")
        remarks.append(_left_column(prefix, sheet, header, position, heading, reason))
    remarks += _remarks_on_columns_without_heading(prefix, sheet, header)
    return remarks


def _left_column(
    prefix: str,
    sheet: TableSheet,
    header: RegisterHeader,
    position: int,
    heading: str,
    reason: str,
) -> FileRemark:
    place = prefix + named_columns([position])
    filled = _filled_below(sheet, header, position)
    return FileRemark(RemarkKind.LEFT, place, heading, reason, count=max(filled, 1))


def _remarks_on_columns_without_heading(
    prefix: str, sheet: TableSheet, header: RegisterHeader
) -> list[FileRemark]:
    """Cells beside the table: nobody can tell what they mean."""
    named = {*header.places.values(), *header.left_columns}
    remarks = []
    for position in range(max(map(len, sheet.rows), default=0)):
        filled = 0 if position in named else _filled_below(sheet, header, position)
        if filled:
            place = prefix + named_columns([position])
            reason = _("has no heading; it is not read")
            remarks.append(FileRemark(RemarkKind.LEFT, place, "", reason, count=filled))
    return remarks


def _filled_below(sheet: TableSheet, header: RegisterHeader, position: int) -> int:
    """Cells of a column with something in them, below the header."""
    rows = sheet.rows[header.last + 1 :]
    return sum(position < len(row) and row[position] != "" for row in rows)


def remark_on_title(prefix: str, number: int, row: Sequence[Any]) -> FileRemark:
    """A row above the table, or its header once more."""
    return _remark_on_row(RemarkKind.FORM, prefix, number, row, _("belongs to the form"))


def remark_on_note(prefix: str, number: int, row: Sequence[Any]) -> FileRemark:
    """A row that is no ticket."""
    reason = _("is a note and no ticket; it is not read")
    return _remark_on_row(RemarkKind.LEFT, prefix, number, row, reason)


def _remark_on_row(
    kind: RemarkKind, prefix: str, number: int, row: Sequence[Any], reason: str
) -> FileRemark:
    value = " ".join(filled_texts(row))[:REPEATED_LENGTH]
    return FileRemark(kind, prefix + named_rows([number]), value, reason)


def remarks_on_changes(rows: Iterable[JudgedRow]) -> list[FileRemark]:
    """One remark for each kind of change in a column, with the first cell as its example."""
    places: dict[tuple[str, str], list[str]] = {}
    examples: dict[tuple[str, str], CellChange] = {}
    for row in rows:
        if row.refused:
            continue
        for change in row.changed:
            key = (change.column, change.reason)
            places.setdefault(key, []).append(row.row_name)
            examples.setdefault(key, change)

    remarks = []
    for key, change in examples.items():
        column, _reason = key
        remarks.append(
            FileRemark(
                RemarkKind.CHANGED,
                f"{column}, {named_rows(places[key])}",
                change.value[:REPEATED_LENGTH],
                change_reason(change),
                change.becomes[:REPEATED_LENGTH],
                count=len(places[key]),
            )
        )
    return remarks


def remarks_on_unknown_people(rows: Iterable[JudgedRow]) -> list[FileRemark]:
    """Names of 受理人 that are not exactly one colleague's: they are kept as words."""
    named: Counter[str] = Counter()
    for row in rows:
        if not row.refused and row.fields["accepted_name"]:
            named[row.fields["accepted_name"]] += 1

    remarks = []
    for name, people in count_namesakes(named).items():
        reason = (
            _("is the name of several people; kept as words")
            if people
            else _("is not a person of the desk; kept as words")
        )
        remarks.append(FileRemark(RemarkKind.CHANGED, ACCEPTED_BY, name, reason, name, named[name]))
    return remarks
