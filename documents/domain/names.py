"""The name of a file as its owner wrote it, safe to show and to offer for download."""

import re
import unicodedata

from core.domain import text

# Characters of a shown name.
LONGEST_NAME = 120


def safe_file_name(name: str | None) -> str:
    """The client's file name; never used on disk.

    It stays as its owner wrote it: no sign is exchanged for another. Only folders, signs that
    nobody sees, dots that would hide the file, and dots and blanks at its end, which Windows drops,
    are taken away.
    """
    one_line = re.sub(r"[\t\r\n\x7f]+", " ", name or "")
    seen = "".join(filter(_is_seen, text.INVISIBLE.sub("", one_line)))
    last = re.split(r"[/\\]", seen)[-1]
    return last.strip(" .\u00a0").strip()[-LONGEST_NAME:].lstrip(". ") or "file"


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf")
