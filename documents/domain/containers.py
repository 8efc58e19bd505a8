"""What lies in a file that may hold anything: the directories of zip archives and of OLE files.

Only directories are read, and of the members no more than a table of contents: nothing is unpacked.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import olefile

from documents.domain.endings import DOCX, OLE, PPTX, XLSX, ZIP

# Bytes of a directory; a document has a few thousand members, a crafted archive a million.
LARGEST_DIRECTORY = 1 << 20
LARGEST_CONTENTS = 1 << 20

# Less than the header of an OLE file: it holds nothing.
SMALLEST_OLE = 512

_END_RECORD = b"PK\x05\x06"
_END_LENGTH = 22
_LONGEST_COMMENT = 1 << 16

_MAIN_PARTS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "xl/workbook.bin": XLSX,
    "ppt/presentation.xml": PPTX,
    "visio/document.xml": "application/vnd.ms-visio.drawing",
}
_CONTENTS = "[Content_Types].xml"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_DOCUMENTS = frozenset(
    f"{_OPEN_DOCUMENT}{kind}" for kind in ("text", "spreadsheet", "presentation")
)

# In a document's list of its parts; each is written in the names of the parts as well.
_MACRO_MARKS = (b"vbaproject", b"macroenabled", b"macrosheet", b"xl/workbook.bin")
_MACRO_FOLDERS = ("basic/", "scripts/")

# Packages, patches and transforms of Windows Installer, by the class of their root.
_INSTALLERS = frozenset(
    f"{first}-0000-0000-C000-000000000046" for first in ("000C1084", "000C1086", "000C1082")
)
_STREAMS = {
    "worddocument": "application/msword",
    "workbook": "application/vnd.ms-excel",
    "book": "application/vnd.ms-excel",
    "powerpoint document": "application/vnd.ms-powerpoint",
    "__properties_version1.0": "application/vnd.ms-outlook",
    "visiodocument": "application/vnd.visio",
}
_VBA = frozenset({"_vba_project", "_vba_project_cur"})

# A macro sheet of Excel 4: record and type of sheet.
_BOUND_SHEET, _END_OF_RECORDS, _MACRO_SHEET = 0x85, 0x0A, 1

# The head of VBAInfoContainer with its VBAInfoAtom ([MS-PPT] 2.4.10); then a number, then whether
# there are macros.
_POWERPOINT_VBA = bytes.fromhex("1f00ff0314000000020000040c000000")


@dataclass(frozen=True, slots=True)
class ContainerLook:
    """What a container is; no `content_type` for one that is never kept or cannot be read."""

    content_type: str | None
    has_macros: bool = False


# --- zip --------------------------------------------------------------------------------------
def look_into_zip(file: BinaryIO) -> ContainerLook:
    """A document, or else an archive; also when its directory is too large or cannot be read."""
    if not 0 < _directory_size(file) <= LARGEST_DIRECTORY:
        return ContainerLook(ZIP)
    try:
        with zipfile.ZipFile(file) as archive:
            return _look_at_members(archive)
    # a crafted directory raises almost anything
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, EOFError):
        return ContainerLook(ZIP)


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the directory as the end of the archive gives them; 0 where there is none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_LENGTH - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(_END_RECORD)
    if place < 0 or len(tail) - place < _END_LENGTH:
        return 0
    return int.from_bytes(tail[place + 12 : place + 16], "little")


def _look_at_members(archive: zipfile.ZipFile) -> ContainerLook:
    names = [member.filename for member in archive.infolist()]
    contents = _start_of(archive, _CONTENTS) if _CONTENTS in names else b""
    content_type = next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
    if content_type and contents:
        listed = "\n".join(names).encode("utf-8", "replace") + contents
        is_marked = any(mark in listed.lower() for mark in _MACRO_MARKS)
        return ContainerLook(content_type, is_marked)

    declared = _start_of(archive, "mimetype").decode("ascii", "replace").strip()
    if "mimetype" in names and declared in _OPEN_DOCUMENTS:
        has_macros = any(name.lower().startswith(_MACRO_FOLDERS) for name in names)
        return ContainerLook(declared, has_macros)
    return ContainerLook(ZIP)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(LARGEST_CONTENTS)
    except (KeyError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return b""


# --- OLE --------------------------------------------------------------------------------------
def look_into_ole(file: BinaryIO) -> ContainerLook:
    """An old document of Office or WPS, a mail, a drawing; nothing for an installer."""
    if file.seek(0, 2) < SMALLEST_OLE:
        return ContainerLook(OLE)
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            return _look_at_streams(ole)
    except Exception:
        return ContainerLook(None)


def _look_at_streams(ole: olefile.OleFileIO) -> ContainerLook:
    if str(ole.root.clsid).upper() in _INSTALLERS:
        return ContainerLook(None)

    paths = ole.listdir(streams=True, storages=True)
    names = {part.lower() for path in paths for part in path}
    top = {path[0].lower(): path[0] for path in paths if len(path) == 1}
    content_type = next((kind for name, kind in _STREAMS.items() if name in top), OLE)
    has_macros = (
        not names.isdisjoint(_VBA)
        or _has_macro_sheets(ole, top)
        or _has_powerpoint_macros(ole, top)
    )
    return ContainerLook(content_type, has_macros)


def _has_macro_sheets(ole: olefile.OleFileIO, top: dict[str, str]) -> bool:
    """Is a sheet of a workbook one of Excel 4's macros? By the list at its beginning."""
    name = top.get("workbook") or top.get("book")
    if name is None:
        return False
    with ole.openstream(name) as stream:
        while len(head := stream.read(4)) == 4:
            record, length = struct.unpack("<HH", head)
            body = stream.read(length)
            if record == _END_OF_RECORDS:
                return False
            if record == _BOUND_SHEET and len(body) > 5 and body[5] == _MACRO_SHEET:
                return True
    return False


def _has_powerpoint_macros(ole: olefile.OleFileIO, top: dict[str, str]) -> bool:
    name = top.get("powerpoint document")
    if name is None:
        return False
    with ole.openstream(name) as stream:
        body: bytes = stream.read()
    place = body.find(_POWERPOINT_VBA)
    if place < 0:
        return False
    flag = place + len(_POWERPOINT_VBA) + 4
    return body[flag : flag + 4] != bytes(4)
