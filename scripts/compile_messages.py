"""Compile every locale/*/LC_MESSAGES/*.po to its .mo without GNU gettext, which a bare machine lacks.

Understands what Django's makemessages writes: msgctxt, plurals, strings over several lines. Leaves out what
is fuzzy, obsolete or not translated yet, as msgfmt does. A file is written only when its content changes.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAGIC = 0x950412DE
HEAD_SIZE = 28
Entry = dict[str, str]


def entries(text: str) -> Iterator[Entry]:
    """Each block of the file as {keyword: string}; `flags` holds its "#," line."""
    entry: Entry = {}
    key = ""
    for line in map(str.strip, text.splitlines()):
        keyword = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(?=")', line)
        if "msgid" in entry and (
            line.startswith("#") or (keyword and keyword[1] in ("msgctxt", "msgid"))
        ):
            yield entry
            entry = {}
        if keyword:
            key = keyword[1]
            entry[key] = ast.literal_eval(line[keyword.end() :])
        elif line.startswith('"'):
            entry[key] += ast.literal_eval(line)
        elif line.startswith("#,"):
            entry["flags"] = entry.get("flags", "") + line
    if "msgid" in entry:
        yield entry


def is_usable(entry: Entry, translations: list[str]) -> bool:
    """The header counts even when fuzzy: it names the character set and the plural rule."""
    return (
        bool(translations)
        and all(translations)
        and (not entry["msgid"] or "fuzzy" not in entry.get("flags", ""))
    )


def catalogue(text: str) -> dict[bytes, bytes]:
    found = {}
    for entry in entries(text):
        context = entry["msgctxt"] + "\x04" if "msgctxt" in entry else ""
        plural = "\0" + entry["msgid_plural"] if "msgid_plural" in entry else ""
        translations = [entry[key] for key in sorted(entry) if key.startswith("msgstr")]
        if is_usable(entry, translations):
            found[(context + entry["msgid"] + plural).encode()] = "\0".join(translations).encode()
    return found


def table(strings: list[bytes], start: int) -> bytes:
    """Length and place of each string, as the .mo format wants them."""
    rows = b""
    for string in strings:
        rows += struct.pack("<II", len(string), start)
        start += len(string) + 1
    return rows


def compiled(messages: dict[bytes, bytes]) -> bytes:
    ids = sorted(messages)
    translations = [messages[key] for key in ids]
    id_pool, translation_pool = (
        b"".join(item + b"\0" for item in part) for part in (ids, translations)
    )
    second = HEAD_SIZE + 8 * len(ids)
    pool = second + 8 * len(ids)
    head = struct.pack("<7I", MAGIC, 0, len(ids), HEAD_SIZE, second, 0, pool)
    return (
        head
        + table(ids, pool)
        + table(translations, pool + len(id_pool))
        + id_pool
        + translation_pool
    )


def main() -> int:
    sources = [
        *ROOT.glob("locale/*/LC_MESSAGES/*.po"),
        *ROOT.glob("[a-z]*/locale/*/LC_MESSAGES/*.po"),
    ]
    for source in sources:
        target = source.with_suffix(".mo")
        content = compiled(catalogue(source.read_text(encoding="utf-8")))
        if not target.is_file() or target.read_bytes() != content:
            target.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
