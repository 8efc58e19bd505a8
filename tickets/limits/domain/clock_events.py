"""What events and reasons mean for clocks. Pure (spec: sla.md, life of a clock)."""

from collections.abc import Collection

from tickets.limits.enums import CancelReason, ClockEvent

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


def keeps_miss(reason: str) -> bool:
    """Does a miss so far stay one when a clock is cancelled for this reason?"""
    return reason not in UNCOUNTED_REASONS
