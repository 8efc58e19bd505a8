"""Opens a table that somebody uploaded.

It is looked at from outside first, then read by `documents.imports.table_reader`.
"""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import BadFile

MAX_UNPACKED = 200 << 20
MAX_RATIO = 100
MAX_MEMBERS = 2000
SMALL = 1 << 20
TIMEOUT_SECONDS = 90
MAX_ROWS = 60_000

# As in `documents.imports.table_reader`, which is started by name and never imported.
TOO_MANY_ROWS = 7

OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet. Rows and columns count from 0.

    A cell is a text, or a dict of `moment`, `time`, `broken`, `formula` or `flag` (see
    `documents.imports.table_reader`). `merged` are cells that say what the first of their column
    says, as `(row, column, first row)`; `cells_beyond` are so far right that they were not read.
    """

    name: str
    rows: list[list[Any]]
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    cells_beyond: int = 0

    @property
    def filled_rows(self) -> int:
        """Rows with something in them."""
        return sum(any(cell != "" for cell in row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class TableFile:
    """The sheets of a file, and what else a person sees in it."""

    sheets: list[TableSheet]
    charts: list[str] = field(default_factory=list)
    comments: int = 0
    pictures: int = 0


def read_tables(path: Path, name: str) -> TableFile:
    """An xlsx or csv file. Raises `BadFile` that says what to do."""
    kind = table_kind(path, name)
    command = [sys.executable, "-m", "documents.imports.table_reader", kind, str(path)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(_("Reading the file took too long. Split it and try again.")) from None
    if done.returncode == TOO_MANY_ROWS:
        raise BadFile(_("The file has more than %(limit)d rows. Split it.") % {"limit": MAX_ROWS})
    if done.returncode:
        raise BadFile(_unreadable(kind))
    read = json.loads(done.stdout)
    sheets = [TableSheet(**sheet) for sheet in read.pop("sheets")]
    return TableFile(sheets, **read)


def _unreadable(kind: str) -> str:
    if kind == "csv":
        return _("The text encoding is not known. Save the file as UTF-8 or as xlsx.")
    return _(
        "The file cannot be read as a spreadsheet. Open it in Excel or WPS and save it as xlsx"
        " again."
    )


def table_kind(path: Path, name: str) -> str:
    """`xlsx` or `csv`, by content; refuses what must not be opened, in well under 100 ms."""
    if path.stat().st_size > settings.IMPORT_MAX_BYTES:
        limit = settings.IMPORT_MAX_BYTES // 1024 // 1024
        raise BadFile(_("The file is larger than %(limit)d MB.") % {"limit": limit})
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(OLE):
        raise BadFile(
            _(
                "This is an old file (.xls, .et, .doc or .wps) or has a password. Open it in Excel"
                " or WPS and save it as .xlsx without a password."
            )
        )
    if head.startswith(b"PK"):
        check_archive(path)
        return "xlsx"
    if not head:
        raise BadFile(_("The file is empty."))
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return "csv"
    raise BadFile(_("Only xlsx and csv files can be read. Save the table as one of them."))


def check_archive(path: Path) -> None:
    """Refuse zip bombs, nested archives and zips that are no workbook, from the directory alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError):
        raise BadFile(_unreadable("xlsx")) from None
    if is_too_large(members) or any(map(is_packed_too_tight, members)):
        raise BadFile(_("The file unpacks to far more than a register needs. It was not opened."))
    names = {member.filename for member in members}
    if any(name.lower().endswith((".zip", ".xlsx", ".gz", ".7z", ".rar")) for name in names):
        raise BadFile(_("The file contains another archive. It was not opened."))
    if "xl/workbook.xml" not in names:
        other = sentence_about_archive(names)
        raise BadFile(other or _("This is a zip file but not an xlsx workbook."))


def sentence_about_archive(names: set[str]) -> str:
    """What a file of another office program is, and the way out; empty where it is none."""
    if "mimetype" in names and "content.xml" in names:
        return _(
            "This is an OpenDocument file (.ods or .odt). Open it in LibreOffice or WPS and save it"
            " as .xlsx or .docx."
        )
    if "xl/workbook.bin" in names:
        return _("This is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.")
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return _("This is a file of Pages or Numbers. Export it there as .xlsx or .docx.")
    if "word/document.xml" in names:
        return _("This is a Word document. Save its table as .xlsx or .csv.")
    return ""


def is_too_large(members: list[zipfile.ZipInfo]) -> bool:
    """Would an archive unpack to more than any upload needs?"""
    unpacked = sum(member.file_size for member in members)
    return len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED


def is_packed_too_tight(member: zipfile.ZipInfo) -> bool:
    """Is a member packed tighter than writing is? A bomb is."""
    if member.file_size <= SMALL:
        return False
    return member.file_size > MAX_RATIO * max(member.compress_size, 1)
