"""The desk's numbers and words that administrators edit, as a process remembers them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.triage import HintWord
from tickets.record.models import DeskRule, TriageWord

Value = TypeVar("Value")

# How long another process may go on with what an administrator has just changed.
REMEMBERED_FOR = timedelta(seconds=30)


class RememberedValue(Generic[Value]):
    """A value that every page needs and that changes once a year: read again after a while."""

    # A page must not ask one statement more for numbers that hardly ever change, and a process in
    # which a row is edited cannot reach the others; so each looks again by itself.

    def __init__(self, read_value: Callable[[], Value]) -> None:
        self.read_value = read_value
        self.last_reading: tuple[datetime, Value] | None = None

    def as_of(self, at: datetime) -> Value:
        """The value; one statement when the last look lies further from `at` than a while."""
        # One tuple, taken once: threads of a worker may replace it in between.
        reading = self.last_reading
        if reading is None or abs(at - reading[0]) > REMEMBERED_FOR:
            reading = (at, self.read_value())
            self.last_reading = reading
        return reading[1]

    def forget(self) -> None:
        """Look again at the next call."""
        self.last_reading = None


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
