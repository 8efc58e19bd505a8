"""What every page needs and what changes once a year: read again after a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Value = TypeVar("Value")

# How long another process may go on with what an administrator has just changed.
REMEMBERED_FOR = timedelta(seconds=30)


class RememberedValue(Generic[Value]):
    """A page must not ask one statement more for such a value, and a process in which a row is
    edited cannot reach the others: each looks again by itself.
    """

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
