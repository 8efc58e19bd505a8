"""A mapping laid over the header of one file: where fields stand, what words mean. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.domain import text
from tickets.record.enums import Status
from tickets.transfer.domain.history.foreign_moments import moment_reader
from tickets.transfer.domain.history.mapping import DEFAULTS, BadMapping, DeskMapping

REMEMBERED_CELLS = 1 << 14


@dataclass(slots=True)
class FileLayout:
    """A mapping laid over the header of a file.

    `places` and `names` give position and heading of the column of our field, `texts` those of all
    columns that make one text; `width` is the number of columns.
    """

    mapping: DeskMapping
    places: dict[str, int]
    names: dict[str, str]
    texts: dict[str, tuple[tuple[str, int], ...]]
    width: int
    read_moment: Callable[[str], datetime]
    _meanings: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _states: dict[str, tuple[Status, str] | None] = field(default_factory=dict)

    @property
    def has_lines(self) -> bool:
        """Does the file give every update a line of its own?"""
        return "at" in self.places

    def raw_cell(self, cells: Sequence[str], name: str) -> str:
        """The cell as it stands there, for what is parsed and not kept; empty for unknown."""
        place = self.places.get(name)
        if place is None:
            return ""
        written = cells[place]
        unknown = self.mapping.unknown
        if written in unknown or written.strip() in unknown:
            return ""
        return written

    def clean_cell(self, cells: Sequence[str], name: str) -> str:
        """What the file says in the column of our field; empty for unknown."""
        place = self.places.get(name)
        if place is None:
            return ""
        written = clean_cell_text(cells[place])
        return "" if written in self.mapping.unknown else written

    def word_meaning(self, name: str, written: str) -> str | None:
        """Our word for the file's; the default for none, None for an unknown one."""
        key = (name, written)
        if key not in self._meanings:
            self._meanings[key] = self._find_meaning(name, written)
        return self._meanings[key]

    def _find_meaning(self, name: str, written: str) -> str | None:
        if not written:
            return self.mapping.defaults.get(name, DEFAULTS.get(name, ""))
        return self.mapping.words.get(name, {}).get(text.comparable_text(written))

    def state_meaning(self, written: str) -> tuple[Status, str] | None:
        """Our status and wait reason; None where the mapping knows no such state."""
        if written not in self._states:
            self._states[written] = self.mapping.states.get(text.comparable_text(written))
        return self._states[written]


def layout_of(mapping: DeskMapping, header: Sequence[str], zone: ZoneInfo) -> FileLayout:
    """Lay a mapping over a header; `zone` is the desk's, for mappings that name none.

    Raises `BadMapping` with the missing columns.
    """
    # Backwards, so that of two columns of one name the first stands.
    place_of = {
        text.comparable_text(name): place for place, name in reversed(list(enumerate(header)))
    }
    missing = [
        name for name in mapping.required_columns if text.comparable_text(name) not in place_of
    ]
    if missing:
        raise BadMapping(", ".join(missing))
    texts = {}
    for name, columns in mapping.texts.items():
        texts[name] = tuple((column, place_of[text.comparable_text(column)]) for column in columns)
    return FileLayout(
        mapping=mapping,
        places={
            name: place_of[text.comparable_text(column)] for name, column in mapping.columns.items()
        },
        names=mapping.columns,
        texts=texts,
        width=len(header),
        read_moment=moment_reader(mapping.time, mapping.zone or zone),
    )


@lru_cache(maxsize=REMEMBERED_CELLS)
def clean_cell_text(written: str) -> str:
    """A cell without invisible characters and with single blanks."""
    return " ".join(text.clean_text(written).split())
