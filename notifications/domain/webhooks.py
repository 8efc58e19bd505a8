"""Webhooks: what is sent, when it is tried again, when a receiver is left alone. Pure."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# The wait after the first, second, … failed attempt: three days in all.
BACK_OFF = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
MAX_ATTEMPTS = len(BACK_OFF) + 1
JITTER_PERCENT = 10

# A receiver that has failed so often in a row is left alone, and asked once in a while.
OPEN_AFTER = 10
PROBE_EVERY = timedelta(minutes=5)

# One that took nothing for so long is switched off.
DISABLED_AFTER = timedelta(days=5)

# What a receiver may ask for, whatever it says.
SHORTEST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(hours=1)

GONE = 410
TOO_OFTEN = 429

# So long two secrets sign, unless somebody says otherwise.
OVERLAP = timedelta(days=1)

# Of all events of all desks.
NAMESPACE = uuid.UUID("6f1d3c52-58ce-4f0e-9a57-3b5f0f4b8a11")


@dataclass(frozen=True, slots=True)
class Happening:
    """What a line of a ledger says to other programs.

    `subject` is the path of the page that it is about, which decides who may hear of it; `sequence`
    the number of the line, which grows with every event of a subject.
    """

    type: str
    subject: str
    sequence: int
    recorded_at: datetime
    data: Mapping[str, Any]

    def event_id(self, ledger: str) -> uuid.UUID:
        """The same for every receiver, every attempt, and whoever reads the line again.

        The moment is part of it: a desk that was restored gives numbers of lost lines to others.
        """
        known = (ledger, self.sequence, self.recorded_at.isoformat(), self.subject, self.type)
        return uuid.uuid5(NAMESPACE, "\n".join(map(str, known)))

    def payload(self) -> dict[str, Any]:
        """What is sent: thin, and nothing of it says who somebody is."""
        return {
            "type": self.type,
            "timestamp": self.recorded_at.isoformat(),
            "data": {**self.data, "sequence": self.sequence},
        }


def message_body(payload: Mapping[str, Any]) -> str:
    """The text that is sent and signed, the same at every attempt."""
    ordered = {name: payload[name] for name in ("type", "timestamp", "data")}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))


def message_id(event_id: uuid.UUID) -> str:
    """The header `webhook-id`."""
    return f"evt_{event_id.hex}"


def next_attempt(at: datetime, attempts: int, *, salt: int) -> datetime:
    """When to try again after so many attempts; `salt` spreads what failed together."""
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    percent = (salt * 37 + attempts * 17) % (2 * JITTER_PERCENT + 1) - JITTER_PERCENT
    return at + wait * (100 + percent) / 100


def is_taken(status: int | None) -> bool:
    """Every 2xx. What redirects has not taken it: nobody follows."""
    return status is not None and 200 <= status < 300


def asked_rest(status: int | None, retry_after: str) -> timedelta | None:
    """How long a receiver wants to be left alone: `Retry-After` in seconds, within limits."""
    if retry_after.isascii() and retry_after.isdigit() and status is not None and status >= 400:
        seconds = timedelta(seconds=min(int(retry_after[:9]), 86400))
        return min(max(seconds, SHORTEST_REST), LONGEST_REST)
    return timedelta(minutes=1) if status == TOO_OFTEN else None


def is_to_disable(status: int | None, failures: int, failing_since: datetime, at: datetime) -> bool:
    """Is the receiver gone: by its own word, or because it took nothing for days?"""
    has_failed_long = failures >= OPEN_AFTER and at - failing_since >= DISABLED_AFTER
    return status == GONE or has_failed_long
