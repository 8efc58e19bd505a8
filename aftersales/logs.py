"""How a log line looks: one line of text for people, one of JSON for machines.

Both are masked: nothing leaves past these two. Objects that are logged stand there by their number,
rows that the database quotes are left out, texts are masked (docs/privacy.md).
"""

import copy
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from privacy.domain.redact import redacted_text
from privacy.error_texts import masked_error_text, nameless

ACCESS_FIELDS = ("method", "view", "path", "status", "ms")

ExcInfo = Any  # as logging has it: a triple of type, error, traceback, each of which may be None


def _nameless_record(record: logging.LogRecord) -> logging.LogRecord:
    """The record as other handlers must not see it: its arguments without names."""
    safe = copy.copy(record)
    safe.msg = nameless(record.msg)
    if isinstance(record.args, Mapping):
        safe.args = {name: nameless(value) for name, value in record.args.items()}
    elif record.args:
        safe.args = tuple(nameless(value) for value in record.args)
    # A traceback that another handler wrote and put here is not masked.
    safe.exc_text = None
    return safe


def _masked_traceback(written: str, exc_info: ExcInfo) -> str:
    error = exc_info[1] if exc_info else None
    return masked_error_text(written, error) if error else redacted_text(written)


class LineFormatter(logging.Formatter):
    """For a terminal: `2026-03-16 12:50:03,120 INFO tickets.actions [request id] text`."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            defaults={"request_id": "-"},
        )

    def format(self, record: logging.LogRecord) -> str:
        return redacted_text(super().format(_nameless_record(record)))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # logging's name
        return _masked_traceback(super().formatException(ei), ei)


class JsonFormatter(logging.Formatter):
    """One object a line.

    time (UTC), level, logger, message, request_id, user_id; the fields of an access line;
    `exception`.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted_text(_nameless_record(record).getMessage()),
            "request_id": getattr(record, "request_id", "-"),
            "user_id": getattr(record, "user_id", None),
        }
        for name in ACCESS_FIELDS:
            if hasattr(record, name):
                fields[name] = getattr(record, name)
        trace = self._traceback_text(record)
        if trace:
            fields["exception"] = trace
        return json.dumps(fields, ensure_ascii=False, default=str)

    def _traceback_text(self, record: logging.LogRecord) -> str:
        parts: list[str] = []
        if record.exc_info and record.exc_info[0]:
            # anew, whatever another handler may have cached on the record
            written = self.formatException(record.exc_info)
            parts.append(_masked_traceback(written, record.exc_info))
        if record.stack_info:
            parts.append(redacted_text(self.formatStack(record.stack_info)))
        return "\n".join(parts)
