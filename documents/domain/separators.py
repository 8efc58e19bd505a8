"""Which sign separates the columns of a text table. Pure."""

import csv
import io
import re
from collections import Counter

SEPARATORS = ",;\t"

# So many lines tell which sign separates the columns.
SAMPLE_LINES = 50

# A first line that speaks to the spreadsheet, not to people.
NAMED_SEPARATOR = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)


def named_separator(first_line: str) -> str | None:
    """The sign that a first line `sep=;` names."""
    named = NAMED_SEPARATOR.match(first_line)
    return named[1] if named else None


def guess_separator(text: str) -> str:
    """The sign that makes most lines equally wide: a title above the table may hold others."""
    # Line ends of every make; a cell of several lines only makes rows that are not counted.
    lines = "\n".join(text.splitlines()[:SAMPLE_LINES])

    def columns_by(separator: str) -> int:
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=separator)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(SEPARATORS, key=columns_by)
