"""What events and reasons mean for clocks. Pure (spec: sla.md, life of a clock)."""

from collections.abc import Collection

from tickets.limits.enums import CancelReason, ClockEvent
from tickets.record.domain import lifecycle
from tickets.record.enums import Status

# A confirmed solution also ends what was still owed on the way to it.
SOLVING_ENDS = frozenset(
    {
        ClockEvent.RESOLVED,
        ClockEvent.SUBSTANTIVE_REPLY,
        ClockEvent.FIRST_CONTACT,
        ClockEvent.PROCESSING_STARTED,
    }
)

# Reasons after which not even a recorded miss counts.
UNCOUNTED_REASONS = frozenset(
    {CancelReason.TICKET_CANCELLED, CancelReason.MERGED, CancelReason.POLICY_WITHDRAWN}
)

# Kinds of limits that no waiting excuses, by their codes.
NEVER_PAUSED = frozenset({"ack", "start", "decide", "survey", "result_callback", "low_callback"})


def stopping_events(events: Collection[ClockEvent]) -> frozenset[ClockEvent]:
    """The events whose clocks stop when `events` happen."""
    if ClockEvent.RESOLVED in events:
        return SOLVING_ENDS | frozenset(events)

    return frozenset(events)


def events_over(status: Status) -> frozenset[ClockEvent]:
    """Events that the state of a ticket tells of, even where no time of them was recorded.

    Limits that wait for them can neither be judged nor be owed any more.
    """
    over = set()
    if status not in lifecycle.UNANSWERED:
        over.add(ClockEvent.FIRST_CONTACT)
    if status not in lifecycle.UNSTARTED:
        over.add(ClockEvent.PROCESSING_STARTED)

    return frozenset(over)


def keeps_miss(reason: str) -> bool:
    """Does a miss so far stay one when a clock is cancelled for this reason?"""
    return reason not in UNCOUNTED_REASONS
