"""The desk's numbers and words that administrators edit, as a process remembers them."""

from datetime import datetime

from core.queries.remembered import RememberedValue
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.triage import HintWord
from tickets.record.models import DeskRule, TriageWord


def current_desk_rule() -> DeskRule:
    """The row as it is now, the defaults where there is none. One statement: for actions."""
    return DeskRule.objects.first() or DeskRule()


def _read_numbers() -> DeskNumbers:
    return current_desk_rule().as_numbers()


def _read_hint_words() -> tuple[HintWord, ...]:
    return tuple(word.as_hint() for word in TriageWord.objects.filter(is_active=True))


_numbers = RememberedValue(_read_numbers)
_hint_words = RememberedValue(_read_hint_words)


def desk_numbers(at: datetime) -> DeskNumbers:
    """The numbers of the desk, at most a while old: for pages and sweeps."""
    return _numbers.as_of(at)


def hint_words(at: datetime) -> tuple[HintWord, ...]:
    """The words that ask for a tier, at most a while old."""
    return _hint_words.as_of(at)


def forget() -> None:
    """Drop what this process remembers: after an edit, and after a flush."""
    _numbers.forget()
    _hint_words.forget()
