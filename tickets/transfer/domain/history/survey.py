"""What stands in the columns of another desk's file, for whoever says what they mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.domain import text
from tickets.transfer.domain.history.layout import clean_cell_text

# A column of states or of classes has few words; one with more is a column of texts.
MOST_WORDS = 60
LONGEST_WORD = 80
# Enough to tell days from months; a person is shown the first of them.
MOST_EXAMPLES = 40
SHOWN_EXAMPLES = 3
LONGEST_EXAMPLE = 60

# Whether a value comes again is looked for among so many rows.
ROWS_COMPARED = 2000

# A day and a month in either order, before the year.
SLASHED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b")
MONTHS = 12

# The header is looked for among so many rows: some files begin with a title.
HEADER_WITHIN = 20


@dataclass(slots=True)
class ColumnSurvey:
    """One column, by its heading.

    `words` are its different texts and how often each occurs, None where there are too many;
    `comes_again` says that rows near the beginning share a value. Of days like `03/04/2025` the two
    flags say whether any row can have only a day in the first, or in the second place.
    """

    heading: str
    filled: int = 0
    examples: list[str] = field(default_factory=list)
    words: dict[str, int] | None = field(default_factory=dict)
    comes_again: bool = False
    first_over_12: bool = False
    second_over_12: bool = False

    @property
    def shown_examples(self) -> list[str]:
        """The first different texts."""
        return self.examples[:SHOWN_EXAMPLES]

    @property
    def words_by_count(self) -> list[str]:
        """The different texts, the most frequent first; none where there are too many."""
        words = self.words or {}
        return sorted(words, key=lambda word: (-words[word], word))

    def count_text(self, written: str) -> None:
        """Take one filled cell."""
        self.filled += 1
        if len(self.examples) < MOST_EXAMPLES and written[:LONGEST_EXAMPLE] not in self.examples:
            self.examples.append(written[:LONGEST_EXAMPLE])
        day_or_month = SLASHED_DAY.match(written)
        if day_or_month:
            first, second = map(int, day_or_month.groups())
            self.first_over_12 = self.first_over_12 or first > MONTHS
            self.second_over_12 = self.second_over_12 or second > MONTHS
        if self.words is None:
            return
        # Two ways of typing one word are one: the mapping cannot tell them apart.
        word = text.comparable_text(written)
        self.words[word] = self.words.get(word, 0) + 1
        if len(self.words) > MOST_WORDS or len(written) > LONGEST_WORD:
            self.words = None


@dataclass(slots=True)
class FileSurvey:
    """The columns of a file, each heading once, and the number of rows under the header."""

    rows: int
    columns: list[ColumnSurvey]

    def column(self, heading: str) -> ColumnSurvey | None:
        """The column of that heading, however it is typed."""
        key = text.comparable_text(heading)
        for column in self.columns:
            if text.comparable_text(column.heading) == key:
                return column
        return None

    def as_plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of_plain(cls, data: dict[str, Any]) -> FileSurvey:
        """The same from its JSON."""
        columns = [ColumnSurvey(**column) for column in data["columns"]]
        return cls(data["rows"], columns)


def survey_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> FileSurvey:
    """Look at every cell under the header; of two columns of one heading the first counts."""
    columns: dict[str, tuple[int, ColumnSurvey]] = {}
    for place, heading in enumerate(header):
        key = text.comparable_text(heading)
        if key and key not in columns:
            columns[key] = (place, ColumnSurvey(heading.strip()))

    seen: dict[int, set[str]] = {place: set() for place, _column in columns.values()}
    count = 0
    for cells in rows:
        if not any(map(str.strip, cells)):
            continue
        count += 1
        for place, column in columns.values():
            written = clean_cell_text(cells[place]) if place < len(cells) else ""
            if not written:
                continue
            if count <= ROWS_COMPARED:
                column.comes_again = column.comes_again or written in seen[place]
                seen[place].add(written)
            column.count_text(written)
    return FileSurvey(count, [column for _place, column in columns.values()])


def find_header(rows: Iterable[Sequence[str]], required: Sequence[str] = ()) -> int:
    """Place (from 0) of the row that names the columns: the first with all that are required.

    Without such a row, or without required columns, the one with most cells that are names: filled,
    and without a digit; of several the first.
    """
    wanted = {text.comparable_text(name) for name in required}
    fullest = 0
    most_names = -1
    for place, cells in enumerate(rows):
        if place >= HEADER_WITHIN:
            break
        named = [text.comparable_text(cell) for cell in cells]
        if wanted and wanted <= set(named):
            return place
        names = sum(bool(name) and not any(map(str.isdigit, name)) for name in named)
        if names > most_names:
            fullest = place
            most_names = names
    return fullest
