"""Texts as the cells of a workbook hold them, and how much room they take there."""

import math
import re
import unicodedata

from core.domain import text

LONGEST = 32_767  # characters that a cell holds
LINE_HEIGHT = 14.5  # points
LARGEST_HEIGHT = 409  # points; the format allows no more

# In narrow characters. Those of the forms' font are a little narrower than the unit of widths.
CELL_PADDING = 1

# What nobody sees, and what XML cannot hold: it would make the whole file unreadable.
UNPRINTABLE = re.compile(f"{text.INVISIBLE.pattern}|[\ud800-\udfff\ufffe\uffff]")

# The format writes odd characters as `_x0041_`.
#
# A text that only looks so has to be escaped itself, or it is read as one.
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# A word with the blank behind it is never broken, any other sign may begin a line.
WORDS = re.compile(r"[!-~]+ ?|.")


def written_text(value: str) -> str:
    """As the file holds it, so that a reader sees the same text again."""
    printable = UNPRINTABLE.sub("", value)[:LONGEST]
    return LOOKS_ESCAPED.sub("_x005F_", printable) if "_x" in printable else printable


def lines_needed(value: str, width: float) -> int:
    """Lines that a text takes in a cell of a width in narrow characters.

    A Chinese character is as wide as two.
    """
    usable = max(1.0, width - CELL_PADDING)
    if len(value) * 2 <= usable and "\n" not in value:
        return 1
    return sum(_lines_of(line, usable) for line in value.split("\n"))


def row_height(lines: int) -> float:
    """Points of a row of so many lines."""
    return min(LARGEST_HEIGHT, lines * LINE_HEIGHT)


def _lines_of(line: str, usable: float) -> int:
    if " " not in line:
        return max(1, math.ceil(_text_width(line) / usable))

    lines = 1
    room = usable
    for word in WORDS.findall(line):
        needed = _text_width(word.rstrip())
        if needed > room:
            lines += 1
            room = usable
        if needed > usable:
            # longer than a line: broken after all
            lines += math.ceil(needed / usable) - 1
            needed %= usable
        room -= needed + len(word) - len(word.rstrip())
    return lines


def _text_width(line: str) -> int:
    """In narrow characters."""
    try:
        # as wide as its bytes in the encoding of Chinese typewriters, and many times quicker
        return len(line.encode("gbk"))
    except UnicodeEncodeError:
        return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
