"""Opens a form that somebody uploaded, workbook or Word document: looked at from outside first,
then read by a limited process.
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

XLSX, DOCX = "xlsx", "docx"
PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """A paragraph (`rows` is None), or a table with the texts of its cells; merged cells stand
    where they begin, below repeated.
    """

    text: str
    rows: list[list[str]] | None = None


def document_kind(path: Path) -> str:
    """`xlsx` or `docx`, by content; refuses what must not be opened."""
    if path.stat().st_size > settings.IMPORT_MAX_BYTES:
        raise BadFile(
            _("The file is larger than %(limit)d MB.")
            % {"limit": settings.IMPORT_MAX_BYTES // 1024 // 1024}
        )
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(tables.OLE):
        raise BadFile(
            _(
                "This is an old .doc or .xls file, or it has a password. Save it as .docx or"
                " .xlsx without a password."
            )
        )
    if not head.startswith(b"PK"):
        raise BadFile(_("Only docx and xlsx files can be read."))
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
        raise BadFile(_("This is a zip file but neither a Word document nor a workbook."))
    return kind


def _is_too_much(members: list[zipfile.ZipInfo]) -> bool:
    """More than a form can be, or packed tighter than writing is."""
    if (
        len(members) > tables.MAX_MEMBERS
        or sum(member.file_size for member in members) > tables.MAX_UNPACKED
    ):
        return True
    return any(
        one.file_size > tables.SMALL
        and one.file_size > tables.MAX_RATIO * max(one.compress_size, 1)
        for one in members
    )


def read_document(path: Path) -> list[DocumentBlock]:
    """Paragraphs and tables of a Word document in order. Raises `BadFile`."""
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
    return [DocumentBlock(block["text"], block["rows"]) for block in json.loads(done.stdout)]


def _unreadable() -> str:
    return _(
        "The file cannot be read. Open it in Word, Excel or WPS and save it as docx or xlsx again."
    )
