"""How a log line looks: one line of text for people, one of JSON for machines. Both masked: nothing leaves past these two."""

import json
import logging
from datetime import UTC, datetime

from core.domain import redact

ACCESS_FIELDS = ("method", "view", "path", "status", "ms")


class LineFormatter(logging.Formatter):
    """For a terminal: `2026-03-16 12:50:03,120 INFO tickets.actions [request id] text`."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            defaults={"request_id": "-"},
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact.redacted_text(super().format(record))


class JsonFormatter(logging.Formatter):
    """One object a line: time (UTC), level, logger, message, request_id, user_id; the fields of an access line; `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact.redacted_text(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
            "user_id": getattr(record, "user_id", None),
        }
        fields |= {name: getattr(record, name) for name in ACCESS_FIELDS if hasattr(record, name)}
        trace = self._trace(record)
        if trace:
            fields["exception"] = redact.redacted_text(trace)
        return json.dumps(fields, ensure_ascii=False, default=str)

    def _trace(self, record: logging.LogRecord) -> str:
        """The traceback, formatted anew: another handler may have cached its own, unmasked."""
        parts = (
            [self.formatException(record.exc_info)]
            if record.exc_info and record.exc_info[0]
            else []
        )
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return "\n".join(parts)
