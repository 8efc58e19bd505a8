"""The id of the request or job at work, and whom it works for: for logs and ledger rows."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

NOBODY: Callable[[], int | None] = lambda: None  # noqa: E731  # a value, not a function

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_person: ContextVar[Callable[[], int | None]] = ContextVar("person", default=NOBODY)
_is_program: ContextVar[bool] = ContextVar("is_program", default=False)


def begin_work(
    request_id: str = "",
    *,
    person: Callable[[], int | None] = NOBODY,
    is_program: bool = False,
) -> str:
    """An id for what starts now, a new one unless it has one.

    `person` tells the user's key, as soon as it is known; `is_program` says that another program
    asks, in the name of that person.
    """
    request_id = request_id or uuid.uuid4().hex[:16]
    request_id = request_id[:32]  # as long as a ledger line has room for
    _request_id.set(request_id)
    _person.set(person)
    _is_program.set(is_program)
    return request_id


def end_work() -> None:
    """Nothing is at work any more."""
    _request_id.set("-")
    _person.set(NOBODY)
    _is_program.set(False)


def current() -> str:
    """The id of what is at work."""
    return _request_id.get()


def current_person() -> int | None:
    """The key of the person for whom it works; never asks the database."""
    return _person.get()()


def is_program() -> bool:
    """Does it work for another program, over the interface?"""
    return _is_program.get()


class RequestIdFilter(logging.Filter):
    """Puts the id and the person on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        record.user_id = current_person()
        return True
