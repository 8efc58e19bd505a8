"""The id of the request or job at work, for logs and ledger rows."""

import logging
import uuid
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def begin() -> str:
    """A new id for what starts now."""
    request_id = uuid.uuid4().hex[:16]
    _request_id.set(request_id)
    return request_id


def current() -> str:
    """The id of what is at work."""
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Puts the id on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        return True
