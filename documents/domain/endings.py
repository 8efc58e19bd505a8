"""How a file may be called: by an ending that belongs to what it is.

A file's ending decides what opens it once it is downloaded; a page or a program that begins like a
picture must not be kept under its own name.
"""

import re

from documents.domain.filetypes import ACCEPTED, TEXT_ENDINGS
from documents.enums import FileKind

OLE = "application/x-ole-storage"
ZIP = "application/zip"

_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
XLSX = f"{_OOXML}spreadsheetml.sheet"
PPTX = f"{_OOXML}presentationml.presentation"

# The proper ending of each picture, recording and video.
_PICTURES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
}
_SOUNDS_AND_FILMS = {
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/amr-wb": "awb",
    "audio/silk": "silk",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
}

# Messengers and phones call one kind of picture by the ending of another, and recorders their
# sounds by that of a video. Whatever opens these looks at the content, and none of them runs.
_OF_PICTURES = (*ACCEPTED[FileKind.PICTURE], "jpe")
_OF_SOUNDS_AND_FILMS = (
    *ACCEPTED[FileKind.RECORDING],
    *ACCEPTED[FileKind.VIDEO],
    *("awb", "silk", "oga", "m4b", "mka"),
)

# Old documents of Office and of WPS. A document with a password is one whatever it is called.
_OLD_WORD = ("doc", "wps")
_OLD_EXCEL = ("xls", "et")
_OLD_POWERPOINT = ("ppt", "dps")
_ANY_OLD = (*_OLD_WORD, *_OLD_EXCEL, *_OLD_POWERPOINT, "docx", "xlsx", "pptx", "msg", "vsd")

# By content type the endings that belong to it, the proper one first.
ENDINGS: dict[str, tuple[str, ...]] = {
    **{kind: (ending, *_OF_PICTURES) for kind, ending in _PICTURES.items()},
    **{kind: (ending, *_OF_SOUNDS_AND_FILMS) for kind, ending in _SOUNDS_AND_FILMS.items()},
    "application/pdf": ("pdf",),
    "application/gzip": ("gz", "tgz"),
    ZIP: ("zip",),
    # a document is an archive as well; called so, it is only packed out
    DOCX: ("docx", "wps", "zip"),
    XLSX: ("xlsx", "et", "zip"),
    PPTX: ("pptx", "dps", "zip"),
    "application/vnd.ms-visio.drawing": ("vsdx", "zip"),
    "application/vnd.oasis.opendocument.text": ("odt", "zip"),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods", "zip"),
    "application/vnd.oasis.opendocument.presentation": ("odp", "zip"),
    "application/msword": _OLD_WORD,
    "application/vnd.ms-excel": _OLD_EXCEL,
    "application/vnd.ms-powerpoint": _OLD_POWERPOINT,
    "application/vnd.ms-outlook": ("msg",),
    "application/vnd.visio": ("vsd",),
    OLE: _ANY_OLD,
    "text/plain": TEXT_ENDINGS,
}

# What Office calls files that may hold macros.
MACRO_ENDINGS = frozenset(
    (
        *("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"),
        *("vsdm", "vstm", "vssm"),
    )
)

# Something with a letter in it: `No.3` and `2024.05.06 报告` have no ending.
_ENDING = re.compile(r"(?=[0-9_-]*[a-z])[a-z0-9_-]{1,16}")


def ending_of(name: str) -> str:
    """The ending in small letters, without the dot; empty where there is none."""
    stem, dot, last = name.rpartition(".")
    ending = last.lower()
    return ending if stem and dot and _ENDING.fullmatch(ending) else ""


def is_called_with_macros(name: str) -> bool:
    """Does the name say that the file may hold macros?"""
    return ending_of(name) in MACRO_ENDINGS


def fitting_name(name: str, content_type: str) -> str | None:
    """The name under which the file is kept: one without an ending gets that of its content.

    None where it is called something else.
    """
    endings = ENDINGS[content_type]
    # To Windows `evil.hta:a.png` is a part of `evil.hta`: no part may be called something else.
    *parts, last = name.split(":")
    found = ending_of(last)
    others = {ending_of(part) for part in parts} - {""}
    if not others <= {*endings}:
        return None
    if found:
        return name if found in endings else None
    return f"{name}.{endings[0]}"


def download_name(name: str, content_type: str) -> str:
    """The name under which a kept file leaves.

    What was kept before names were judged gets its proper ending behind the other one.
    """
    if content_type not in ENDINGS or is_called_with_macros(name):
        return name
    return fitting_name(name, content_type) or f"{name}.{proper_ending(content_type)}"


def proper_ending(content_type: str) -> str:
    """How a file of this type is called."""
    return ENDINGS[content_type][0]
