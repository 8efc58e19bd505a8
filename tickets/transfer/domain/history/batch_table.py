"""Rows that came as objects, as the table that a history is read from. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

BatchRow = Mapping[str, str]

# Lines of the table above its first row: the separator, then the headings.
LINES_ABOVE = 2


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """Where a row came: the number of its batch, and its place in it from 0."""

    batch: int
    index: int


def headings_of(rows: Iterable[BatchRow]) -> list[str]:
    """All headings, in the order in which they first come."""
    found: dict[str, None] = {}
    for row in rows:
        found.update(dict.fromkeys(row))
    return list(found)


def table_lines(headings: Sequence[str], rows: Iterable[BatchRow]) -> Iterator[str]:
    """A csv file, line by line; a row that lacks a heading has an empty cell there."""
    # Said, not guessed: texts may hold more semicolons than there are columns.
    yield "sep=,\r\n"
    yield _line_of(headings)
    for row in rows:
        yield _line_of([row.get(heading, "") for heading in headings])


def _line_of(cells: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def place_of_row(row: int, batches: Sequence[tuple[int, int]]) -> BatchPlace | None:
    """Of a row of the table, counted from 1, where it came; None for a line above the rows.

    `batches` are the numbers of the batches and of their rows, in the order of the table.
    """
    offset = row - LINES_ABOVE - 1
    if offset < 0:
        return None
    ends = accumulate(count for _number, count in batches)
    for (number, count), end in zip(batches, ends, strict=True):
        if offset < end:
            return BatchPlace(number, offset - (end - count))
    return None
