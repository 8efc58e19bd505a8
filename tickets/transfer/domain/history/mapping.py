"""What the columns and words of another help desk mean, as data. Pure.

The mappings that come with the product are `tickets/transfer/imports/mappings/*.toml`.
"""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.domain import text
from tickets.record.domain import lifecycle
from tickets.record.enums import BusinessType, Impact, Nature, Priority, Status, Tier
from tickets.transfer.domain.history.foreign_moments import ISO

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

# What is translated word by word; channels are codes of the house's own list.
WORDS: dict[str, type[Any] | None] = {
    "tier": Tier,
    "priority": Priority,
    "urgency": Priority,
    "impact": Impact,
    "nature": Nature,
    "business_type": BusinessType,
    "channel": None,
}

DEFAULTS = {
    "tier": Tier.GENERAL,
    "priority": Priority.LOW,
    "nature": Nature.FAULT,
    "business_type": BusinessType.SUPPORT,
}
FIELDS = frozenset((*TIMES, *COUNTERS, *NAMES, *WORDS, "state"))
REQUIRED = ("number", "state", "reported_at")
TEXTS = ("summary", "original_text", "remark")
SOURCE_LENGTH = 20
SECTIONS = frozenset({"file", "columns", "states", "words", "texts", "defaults"})


class BadMapping(ValueError):
    """A mapping that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class DeskMapping:
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
    def required_columns(self) -> list[str]:
        """Columns that the file must have, in the order in which the mapping names them."""
        columns = list(self.columns.values())
        for names in self.texts.values():
            columns += names
        return list(dict.fromkeys(columns))


def mapping_of(data: dict[str, Any]) -> DeskMapping:
    """A mapping from its TOML; raises `BadMapping`."""
    unknown = set(data) - SECTIONS
    if unknown:
        raise BadMapping(f"unknown sections: {', '.join(sorted(unknown))}")
    about = data.get("file", {})
    columns = data.get("columns", {})
    texts = data.get("texts", {})
    words = data.get("words", {})
    _require_known(set(columns), FIELDS, "columns")
    _require_known(set(texts), set(TEXTS), "texts")
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise BadMapping(f"[columns] lacks {', '.join(missing)}")
    _require_known(set(words), set(WORDS), "words")
    return DeskMapping(
        name=str(about.get("name", "")),
        source=str(about.get("source", "history"))[:SOURCE_LENGTH],
        columns=dict(columns),
        states=_state_meanings(data.get("states", {})),
        words={name: _word_meanings(name, table) for name, table in words.items()},
        texts={name: tuple(listed) for name, listed in texts.items()},
        defaults={name: str(value) for name, value in data.get("defaults", {}).items()},
        unknown=frozenset({"", *about.get("unknown", [])}),
        time=_moment_formats(about.get("time", ISO)),
        zone=_time_zone(about["zone"]) if "zone" in about else None,
    )


def _require_known(named: set[str], known: set[str] | frozenset[str], section: str) -> None:
    if named - known:
        raise BadMapping(f"[{section}] does not know {', '.join(sorted(named - known))}")


def _state_meanings(table: dict[str, str]) -> dict[str, tuple[Status, str]]:
    return {
        text.comparable_text(word): _state_meaning(word, meaning) for word, meaning in table.items()
    }


def _state_meaning(word: str, meaning: str) -> tuple[Status, str]:
    """`waiting_internal/third_party`: our status, and for waiting states what is waited for."""
    name, _slash, reason = meaning.partition("/")
    # A merged ticket belongs to another one, which no word of a foreign desk can name.
    if name not in Status.values or name == Status.MERGED:
        raise BadMapping(f"[states] {word}: no status {name}")
    status = Status(name)
    allowed: frozenset[str] = frozenset()
    if status in lifecycle.WAITING:
        allowed = frozenset(lifecycle.PAUSE_REASONS.get(status, ()))
    if (reason or allowed) and reason not in allowed:
        choices = ", ".join(sorted(allowed)) or "no reason"
        raise BadMapping(f"[states] {word}: {name} needs one of {choices}")
    return status, reason


def _word_meanings(name: str, table: dict[str, str]) -> dict[str, str]:
    choices = WORDS[name]
    # Channels are rows of the house: whoever runs the import compares them (`choices` is None).
    if choices is not None:
        wrong = [meaning for meaning in table.values() if meaning not in choices.values]
        if wrong:
            raise BadMapping(f"[words.{name}] does not know {', '.join(wrong)}")
    return {text.comparable_text(word): meaning for word, meaning in table.items()}


def _moment_formats(value: str | list[str]) -> tuple[str, ...]:
    """How the file writes its moments: one format, or several that are tried in turn."""
    formats = (value,) if isinstance(value, str) else tuple(value)
    if not formats or not all(isinstance(one, str) for one in formats):
        raise BadMapping("[file] time names no form")
    return formats


def _time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(f"[file] no time zone {name}") from None
