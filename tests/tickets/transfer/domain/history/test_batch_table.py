"""Rows that came as objects, as a table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.transfer.domain.history.batch_table import (
    LINES_ABOVE,
    BatchPlace,
    headings_of,
    place_of_row,
    table_lines,
)

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
table = st.lists(st.dictionaries(st.text('abc,;"', min_size=1, max_size=3), cells, max_size=4))


@given(table)
def test_what_is_read_is_what_was_sent(rows):
    headings = headings_of(rows)
    written = "".join(table_lines(headings, rows))
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert written.startswith("sep=,\r\n")
    if headings:
        assert read[LINES_ABOVE - 1] == headings
        assert read[LINES_ABOVE:] == [[row.get(name, "") for name in headings] for row in rows]


def test_headings_stand_as_they_first_came():
    assert headings_of([{"b": "1"}, {"a": "2", "b": "3"}]) == ["b", "a"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (2, None),
        (3, BatchPlace(1, 0)),
        (4, BatchPlace(1, 1)),
        (5, BatchPlace(4, 0)),
        (7, BatchPlace(4, 2)),
        (8, None),
    ],
)
def test_a_row_knows_where_it_came(row, place):
    assert place_of_row(row, [(1, 2), (4, 3)]) == place
