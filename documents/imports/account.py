"""What became of a file that somebody brings in, beside what was simply taken.

Every import tells it before anything is stored: what is left, what is taken in another form than it
stands there, and what is taken although it cannot be seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.domain.column_letters import column_letter
from documents.imports.documents import WordDocument
from documents.imports.tables import TableFile, TableSheet

# So many rows or columns are named; of more only the number is told.
MOST_NAMED = 12


class RemarkKind(StrEnum):
    """What became of a part of a file. What belongs to the form is its title or header."""

    LEFT = "left"
    CHANGED = "changed"
    HIDDEN = "hidden"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class FileRemark:
    """A part of a file that is not simply taken; `place`, `value` and `reason` are for its reader.

    `becomes` is what a changed value is taken as. `count` are the rows, columns or cells that it
    speaks of.
    """

    kind: RemarkKind
    place: str
    value: str
    reason: str
    becomes: str = ""
    count: int = 1

    def as_plain(self) -> dict[str, str | int]:
        """As JSON."""
        return asdict(self)


def remarks_on_file(file: TableFile) -> list[FileRemark]:
    """What lies over the cells, and sheets that have none."""
    remarks = [
        FileRemark(RemarkKind.LEFT, name, "", _("is a chart; it is not read"))
        for name in file.charts
    ]
    return remarks + remarks_on_extras(file)


def remarks_on_extras(file: TableFile | WordDocument) -> list[FileRemark]:
    """Comments, pictures and notes: a person sees them, and they are not read."""
    counted = [
        (
            file.comments,
            ngettext(
                "%(count)d comment is not read", "%(count)d comments are not read", file.comments
            ),
        ),
        (
            file.pictures,
            ngettext(
                "%(count)d picture is not read", "%(count)d pictures are not read", file.pictures
            ),
        ),
    ]
    if isinstance(file, WordDocument):
        reason = ngettext(
            "%(count)d footnote is not read", "%(count)d footnotes are not read", file.footnotes
        )
        counted.append((file.footnotes, reason))
    return [
        FileRemark(RemarkKind.LEFT, "", "", reason % {"count": count}, count=count)
        for count, reason in counted
        if count
    ]


def remark_on_left_sheet(sheet: TableSheet, reason: str) -> FileRemark:
    """A sheet of which nothing is read."""
    rows = sheet.filled_rows
    sentence = ngettext("%(count)d row is not read", "%(count)d rows are not read", rows)
    return FileRemark(
        RemarkKind.LEFT, sheet.name, sentence % {"count": rows}, reason, count=max(rows, 1)
    )


def remarks_on_sheet(sheet: TableSheet, *, is_named: bool = False) -> list[FileRemark]:
    """What a person does not see of a sheet that is read, and what lies too far to the right."""
    remarks = []
    if sheet.is_hidden:
        reason = _("is a hidden sheet; it is read all the same")
        remarks.append(FileRemark(RemarkKind.HIDDEN, sheet.name, "", reason))

    prefix = f"{sheet.name}!" if is_named else ""
    rows = [row for row in sheet.hidden_rows if any(cell != "" for cell in sheet.rows[row])]
    if rows:
        place = prefix + named_rows(row + 1 for row in rows)
        reason = _("hidden or filtered away in the file; read all the same")
        remarks.append(FileRemark(RemarkKind.HIDDEN, place, "", reason, count=len(rows)))

    columns = [column for column in sheet.hidden_columns if _is_column_filled(sheet, column)]
    if columns:
        place = prefix + named_columns(columns)
        reason = _("hidden in the file; read all the same")
        remarks.append(FileRemark(RemarkKind.HIDDEN, place, "", reason, count=len(columns)))

    if sheet.cells_beyond:
        reason = ngettext(
            "%(count)d cell to the right of column %(column)s is not read",
            "%(count)d cells to the right of column %(column)s are not read",
            sheet.cells_beyond,
        )
        last = column_letter(max(map(len, sheet.rows)))
        sentence = reason % {"count": sheet.cells_beyond, "column": last}
        remarks.append(
            FileRemark(RemarkKind.LEFT, sheet.name, "", sentence, count=sheet.cells_beyond)
        )
    return remarks


def _is_column_filled(sheet: TableSheet, column: int) -> bool:
    return any(column < len(row) and row[column] != "" for row in sheet.rows)


def named_rows(numbers: Iterable[int]) -> str:
    """`row 5` or `rows 5, 7, 9`; numbers as the reader of the file counts them."""
    rows = [str(number) for number in numbers]
    sentence = ngettext("row %(names)s", "rows %(names)s", len(rows))
    return sentence % {"names": listed_names(rows)}


def named_columns(columns: Iterable[int]) -> str:
    """`column M` or `columns M, N`; columns count from 0."""
    letters = [column_letter(column + 1) for column in columns]
    sentence = ngettext("column %(names)s", "columns %(names)s", len(letters))
    return sentence % {"names": listed_names(letters)}


def listed_names(names: Sequence[str]) -> str:
    """The first of many, and how many there are."""
    listed = ", ".join(names[:MOST_NAMED])
    return f"{listed} … ({len(names)})" if len(names) > MOST_NAMED else listed
