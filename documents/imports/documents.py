"""Opens a form that somebody uploaded, workbook or Word document.

It is looked at from outside first, then read by a limited process.
"""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.imports import tables

XLSX = "xlsx"
DOCX = "docx"
PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """A paragraph (`rows` is None), or a table with the texts of its cells.

    Merged cells stand where they begin, below repeated.
    """

    text: str
    rows: list[list[str]] | None = None


@dataclass(frozen=True, slots=True)
class WordDocument:
    """Paragraphs and tables in order, and how much else a reader sees that they do not hold."""

    blocks: list[DocumentBlock]
    comments: int = 0
    pictures: int = 0
    footnotes: int = 0


def document_kind(path: Path) -> str:
    """`xlsx` or `docx`, by content; refuses what must not be opened."""
    if path.stat().st_size > settings.IMPORT_MAX_BYTES:
        limit = settings.IMPORT_MAX_BYTES // 1024 // 1024
        raise BadFile(_("The file is larger than %(limit)d MB.") % {"limit": limit})
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(tables.OLE):
        raise BadFile(
            _(
                "This is an old file (.doc, .wps, .xls or .et) or has a password. Open it in Word,"
                " Excel or WPS and save it as .docx or .xlsx without a password."
            )
        )
    if not head.startswith(b"PK"):
        raise BadFile(_("Only docx and xlsx files can be read. Save the form as one of them."))
    return _kind_of_archive(path)


def _kind_of_archive(path: Path) -> str:
    """From the directory of the archive alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError):
        raise BadFile(_unreadable()) from None
    if _is_too_much(members):
        raise BadFile(_("The file unpacks to far more than a form needs. It was not opened."))
    names = {member.filename for member in members}
    kind = next((kind for part, kind in PARTS.items() if part in names), None)
    if kind is None:
        other = tables.sentence_about_archive(names)
        raise BadFile(other or _("This is a zip file but neither a Word document nor a workbook."))
    return kind


def _is_too_much(members: list[zipfile.ZipInfo]) -> bool:
    """More than a form can be, or packed tighter than writing is."""
    return tables.is_too_large(members) or any(map(tables.is_packed_too_tight, members))


def read_document(path: Path) -> WordDocument:
    """A Word document. Raises `BadFile`."""
    command = [sys.executable, "-m", "documents.imports.word_reader", str(path)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=tables.TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(_("Reading the file took too long. Split it and try again.")) from None
    if done.returncode:
        raise BadFile(_unreadable())
    read = json.loads(done.stdout)
    blocks = [DocumentBlock(**block) for block in read.pop("blocks")]
    return WordDocument(blocks, **read)


def _unreadable() -> str:
    return _(
        "The file cannot be read. Open it in Word, Excel or WPS and save it as docx or xlsx again."
    )
