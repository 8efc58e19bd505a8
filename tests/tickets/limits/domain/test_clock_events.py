"""Which clocks an event stops, and whether a miss outlives the end of its clock (sla.md)."""

import pytest

from tickets.limits.domain.clock_events import keeps_miss, stopping_events
from tickets.limits.enums import CancelReason, ClockEvent


def test_a_solution_ends_what_was_owed_on_the_way_to_it():
    assert stopping_events([ClockEvent.RESOLVED]) == {
        ClockEvent.RESOLVED,
        ClockEvent.SUBSTANTIVE_REPLY,
        ClockEvent.FIRST_CONTACT,
        ClockEvent.PROCESSING_STARTED,
    }


@pytest.mark.parametrize("event", sorted(set(ClockEvent) - {ClockEvent.RESOLVED}))
def test_any_other_event_stops_its_own_clocks_only(event):
    assert stopping_events([event]) == {event}


def test_what_happens_with_a_solution_is_stopped_too():
    events = stopping_events([ClockEvent.RESOLVED, ClockEvent.CALLBACK_DONE])
    assert ClockEvent.CALLBACK_DONE in events
    assert ClockEvent.SURVEY_SENT not in events


@pytest.mark.parametrize(
    ("reason", "is_kept"),
    [
        (CancelReason.TICKET_CANCELLED, False),
        (CancelReason.MERGED, False),
        (CancelReason.POLICY_WITHDRAWN, False),
        (CancelReason.NOT_PROMISED, True),
        (CancelReason.SOLVED, True),
        (CancelReason.REOPENED, True),
    ],
)
def test_a_miss_outlives_its_clock_unless_the_ticket_or_the_rule_is_gone(reason, is_kept):
    assert keeps_miss(reason) is is_kept
