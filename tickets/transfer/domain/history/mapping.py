"""What the columns and words of another help desk mean, as data
(`tickets/imports/mappings/*.toml`). Pure.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.domain import text
from tickets.record.domain import lifecycle
from tickets.record.enums import BusinessType, Impact, Nature, Priority, Status, Tier
from tickets.transfer.domain.register import BadMoment

TIMES = (
    "at",
    "reported_at",
    "recorded_at",
    "first_responded_at",
    "resolved_at",
    "closed_at",
    "promised_at",
)
COUNTERS = ("reopened", "reassigned", "order")
NAMES = ("number", "by", "accepted_by", "customer", "contact", "phone", "department", "assignee")
WORDS: dict[str, type[Any] | None] = {
    "tier": Tier,
    "priority": Priority,
    "urgency": Priority,
    "impact": Impact,
    "nature": Nature,
    "business_type": BusinessType,
    "channel": None,
}
"""What is translated word by word; channels are codes of the house's own list."""

DEFAULTS = {
    "tier": Tier.GENERAL,
    "priority": Priority.LOW,
    "nature": Nature.FAULT,
    "business_type": BusinessType.SUPPORT,
}
FIELDS = frozenset((*TIMES, *COUNTERS, *NAMES, *WORDS, "state"))
REQUIRED = ("number", "state", "reported_at")
TEXTS = ("summary", "original_text", "remark")
SECTIONS = frozenset({"file", "columns", "states", "words", "texts", "defaults"})
DIRECTIVES = {
    "%d": r"(?P<d>\d\d?)",
    "%m": r"(?P<m>\d\d?)",
    "%Y": r"(?P<Y>\d{4})",
    "%H": r"(?P<H>\d\d?)",
    "%M": r"(?P<M>\d\d)",
    "%S": r"(?P<S>\d\d)",
}
PARTS = re.compile("%[A-Za-z%]")
ISO = "iso"
YEARS = range(1980, 2100)
REMEMBERED = 1 << 14


class BadMapping(ValueError):
    """A mapping that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One help desk's layout.

    `columns` name our field and the file's column; `states` a word and our status and wait reason.
    """

    name: str
    source: str
    columns: dict[str, str]
    states: dict[str, tuple[Status, str]]
    words: dict[str, dict[str, str]]
    texts: dict[str, tuple[str, ...]]
    defaults: dict[str, str]
    unknown: frozenset[str] = frozenset({""})
    time: tuple[str, ...] = (ISO,)
    zone: ZoneInfo | None = None

    @property
    def wanted(self) -> list[str]:
        """Columns that the file must have."""
        return list(
            dict.fromkeys(
                [*self.columns.values(), *(name for names in self.texts.values() for name in names)]
            )
        )


def mapping_of(data: dict[str, Any]) -> Mapping:
    """A mapping from its TOML; raises `BadMapping`."""
    unknown = set(data) - SECTIONS
    if unknown:
        raise BadMapping(f"unknown sections: {', '.join(sorted(unknown))}")
    about, columns, texts = data.get("file", {}), data.get("columns", {}), data.get("texts", {})
    _require_known(set(columns), FIELDS, "columns")
    _require_known(set(texts), set(TEXTS), "texts")
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise BadMapping(f"[columns] lacks {', '.join(missing)}")
    words = data.get("words", {})
    _require_known(set(words), set(WORDS), "words")
    return Mapping(
        name=str(about.get("name", "")),
        source=str(about.get("source", "history"))[:20],
        columns=dict(columns),
        states={
            text.comparable_text(word): _state(word, meaning)
            for word, meaning in data.get("states", {}).items()
        },
        words={name: _words(name, table) for name, table in words.items()},
        texts={name: tuple(listed) for name, listed in texts.items()},
        defaults={name: str(value) for name, value in data.get("defaults", {}).items()},
        unknown=frozenset({"", *about.get("unknown", [])}),
        time=_forms(about.get("time", ISO)),
        zone=_zone(about["zone"]) if "zone" in about else None,
    )


def _require_known(named: set[str], known: set[str] | frozenset[str], section: str) -> None:
    if named - known:
        raise BadMapping(f"[{section}] does not know {', '.join(sorted(named - known))}")


def _state(word: str, meaning: str) -> tuple[Status, str]:
    """`waiting_internal/third_party`: our status, and for waiting states what is waited for."""
    name, _slash, reason = meaning.partition("/")
    if name not in Status.values or name == Status.MERGED:
        raise BadMapping(f"[states] {word}: no status {name}")
    status = Status(name)
    allowed = (
        lifecycle.PAUSE_REASONS.get(status, frozenset())
        if status in lifecycle.WAITING
        else frozenset()
    )
    if (reason or allowed) and reason not in allowed:
        raise BadMapping(
            f"[states] {word}: {name} needs one of {', '.join(sorted(allowed)) or 'no reason'}"
        )
    return status, reason


def _words(name: str, table: dict[str, str]) -> dict[str, str]:
    choices = WORDS[name]
    wrong = [
        meaning
        for meaning in table.values()
        if choices is not None and meaning not in choices.values
    ]
    if wrong:
        raise BadMapping(f"[words.{name}] does not know {', '.join(wrong)}")
    return {text.comparable_text(word): meaning for word, meaning in table.items()}


def _forms(told: str | list[str]) -> tuple[str, ...]:
    """How the file writes its moments: one form, or several that are tried in turn."""
    forms = (told,) if isinstance(told, str) else tuple(told)
    if not forms or not all(isinstance(form, str) for form in forms):
        raise BadMapping("[file] time names no form")
    return forms


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(f"[file] no time zone {name}") from None


def reader_of_moments(forms: Sequence[str], zone: ZoneInfo) -> Callable[[str], datetime]:
    """Reads a time stamp of the file, in UTC and to the second; remembers it, as lines repeat
    theirs. Raises `BadMoment`.
    """
    parsers = [datetime.fromisoformat if form == ISO else _parser(form) for form in forms]

    def parse(written: str) -> datetime:
        for one in parsers[:-1]:
            with suppress(ValueError):
                return one(written)
        return parsers[-1](written)

    @lru_cache(maxsize=REMEMBERED)
    def read(written: str) -> datetime:
        try:
            moment = parse(written.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
            moment = moment.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise BadMoment(written) from None
        if moment.year not in YEARS:
            raise BadMoment(written)
        return moment

    return read


def _parser(form: str) -> Callable[[str], datetime]:
    """A strptime that is several times quicker for plain numbers; other directives go to strptime
    itself.
    """
    if set(PARTS.findall(form)) - set(DIRECTIVES):
        return lambda written: datetime.strptime(written, form)  # noqa: DTZ007 — the reader gives it its zone
    pattern = re.escape(form)
    for directive, digits in DIRECTIVES.items():
        pattern = pattern.replace(re.escape(directive), digits)
    match = re.compile(pattern, re.ASCII).fullmatch

    def parse(written: str) -> datetime:
        found = match(written)
        if found is None:
            raise ValueError(written)
        part = {
            "H": 0,
            "M": 0,
            "S": 0,
            **{name: int(value) for name, value in found.groupdict().items()},
        }
        return datetime(part["Y"], part["m"], part["d"], part["H"], part["M"], part["S"])  # noqa: DTZ001 — as above

    return parse


@dataclass(slots=True)
class Layout:
    """A mapping laid over the header of a file."""

    mapping: Mapping
    places: dict[str, int]
    names: dict[str, str]
    texts: dict[str, tuple[tuple[str, int], ...]]
    width: int
    moment: Callable[[str], datetime]
    _meanings: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _states: dict[str, tuple[Status, str] | None] = field(default_factory=dict)

    @property
    def has_lines(self) -> bool:
        """Does the file tell every update in a line of its own?"""
        return "at" in self.places

    def raw(self, cells: Sequence[str], name: str) -> str:
        """The same as it stands there, for what is parsed and not kept."""
        place = self.places.get(name)
        written = cells[place] if place is not None else ""
        return (
            ""
            if written in self.mapping.unknown or written.strip() in self.mapping.unknown
            else written
        )

    def cell(self, cells: Sequence[str], name: str) -> str:
        """What the file says in the column of our field; empty for unknown."""
        place = self.places.get(name)
        if place is None:
            return ""
        written = clean(cells[place])
        return "" if written in self.mapping.unknown else written

    def meaning(self, name: str, written: str) -> str | None:
        """Our word for the file's; the default for none, None for one that the mapping does not
        know.
        """
        key = (name, written)
        if key not in self._meanings:
            table = self.mapping.words.get(name, {})
            default = self.mapping.defaults.get(name, DEFAULTS.get(name, ""))
            self._meanings[key] = table.get(text.comparable_text(written)) if written else default
        return self._meanings[key]

    def state(self, written: str) -> tuple[Status, str] | None:
        """Our status and wait reason."""
        if written not in self._states:
            self._states[written] = self.mapping.states.get(text.comparable_text(written))
        return self._states[written]


def layout_of(mapping: Mapping, header: Sequence[str], zone: ZoneInfo) -> Layout:
    """Lay a mapping over a header; `zone` is the desk's, for mappings that name none.

    Raises `BadMapping` with the missing columns.
    """
    found = {text.comparable_text(name): place for place, name in reversed(list(enumerate(header)))}
    missing = [name for name in mapping.wanted if text.comparable_text(name) not in found]
    if missing:
        raise BadMapping(", ".join(missing))
    return Layout(
        mapping=mapping,
        places={
            name: found[text.comparable_text(column)] for name, column in mapping.columns.items()
        },
        names=mapping.columns,
        texts={
            name: tuple((column, found[text.comparable_text(column)]) for column in columns)
            for name, columns in mapping.texts.items()
        },
        width=len(header),
        moment=reader_of_moments(mapping.time, mapping.zone or zone),
    )


@lru_cache(maxsize=REMEMBERED)
def clean(written: str) -> str:
    """A cell without invisible characters and with single blanks."""
    return " ".join(text.clean_text(written).split())
