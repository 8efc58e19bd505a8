"""What of a form F2 is not simply taken, and sections that come out empty."""

from collections import Counter

from django.utils.translation import gettext as _

from documents.imports.account import FileRemark, RemarkKind
from plans.domain import f2
from plans.domain.stage_headings import word_key
from plans.imports.cells import CellReader
from plans.imports.layout import (
    CHANGES,
    EFFECT,
    STAGES,
    FormCell,
    FormLayout,
    LeftCell,
    TableHeader,
)

# So much of a cell is repeated in a message.
REPEATED_LENGTH = 60

# Without these columns a stage is not what the form asks for.
NEEDED_COLUMNS = (f2.CODE, f2.TASK, f2.STAGE_OWNER, f2.PLANNED)


def judge_tables(reader: CellReader, layout: FormLayout) -> None:
    """Refuse a section that the form has and that comes out empty; tell columns that it misses."""
    lines_by_section = {
        STAGES: sum(len(part.lines) for part in layout.parts),
        EFFECT: len(layout.metrics),
    }
    for section, count in lines_by_section.items():
        heading = layout.headed.get(section)
        left = [cell for cell in layout.left if cell.section == section]
        if heading is not None and not count and _holds_table(left):
            reason = _("nothing of this section can be read: its columns %(names)s are not there")
            names = f2.STAGE_COLUMNS if section == STAGES else f2.METRIC_COLUMNS
            sentence = reason % {"names": "、".join(names[:4])}
            reader.add_fault(FormCell(section, "", heading, heading.filled[0], ""), sentence)

    for header in layout.headers:
        if f2.METRIC not in header.columns and lines_by_section[STAGES]:
            _judge_stage_columns(reader, header)


def _holds_table(left: list[LeftCell]) -> bool:
    """Do rows of several cells stand there, which are no remarks?"""
    rows = [(cell.row.sheet, cell.row.table, cell.row.line) for cell in left]
    return any(rows.count(row) > 1 for row in rows)


def _judge_stage_columns(reader: CellReader, header: TableHeader) -> None:
    for name in NEEDED_COLUMNS:
        if name not in header.columns:
            cell = FormCell(STAGES, name, header.row, header.row.filled[0], "")
            reader.add_fault(cell, _("is missing: the table has no such column"))
    for name, column in header.guessed.items():
        cell = FormCell(STAGES, name, header.row, column, "")
        reader.add_warning(cell, _("is taken for this column by its place; is it meant so?"))


def remarks_on_layout(layout: FormLayout) -> list[FileRemark]:
    """Headings that were understood, columns that are not read, and everything else left."""
    cells_by_heading = Counter(word_key(cell.heading) for cell in layout.left if cell.heading)
    remarks = []
    keys: set[str] = set()
    for header in layout.headers:
        remarks += _remarks_on_renamed(header)
        for column in header.left:
            key = word_key(header.row.text_in(column))
            # A table that goes on over the page has its header twice.
            if key not in keys:
                remarks.append(_remark_on_left_column(header, column, cells_by_heading[key]))
            keys.add(key)
    remarks += [_remark_on_left_cell(cell) for cell in layout.left if not cell.heading]
    return remarks


def _remarks_on_renamed(header: TableHeader) -> list[FileRemark]:
    remarks = []
    for name, column in header.renamed.items():
        heading = header.row.text_in(column)
        reason = _("is read as the column of the form that means the same")
        place = header.row.place_of(column)
        remarks.append(FileRemark(RemarkKind.CHANGED, place, heading, reason, name))
    return remarks


def _remark_on_left_column(header: TableHeader, column: int, count: int) -> FileRemark:
    heading = header.row.text_in(column)
    known = {word_key(header.row.text_in(place)) for place in header.columns.values()}
    if word_key(heading) in known:
        reason = _("stands here a second time: the first one counts")
    else:
        reason = _("is no column of the form; it is not read")
    place = header.row.place_of(column)
    return FileRemark(RemarkKind.LEFT, place, heading, reason, count=max(count, 1))


def _remark_on_left_cell(cell: LeftCell) -> FileRemark:
    place = cell.row.place_of(cell.column)
    value = cell.text[:REPEATED_LENGTH]
    if word_key(f2.TITLE) in word_key(cell.text):
        return FileRemark(RemarkKind.FORM, place, value, _("belongs to the form"))
    if cell.section == CHANGES:
        reason = _("was decided on the desk; a file changes no goal")
        return FileRemark(RemarkKind.FORM, place, value, reason)
    reason = _("belongs to no part of the form; it is not read")
    return FileRemark(RemarkKind.LEFT, place, value, reason)
