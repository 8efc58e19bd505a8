"""A clock computed again from lines of the ledger is the one that was played (sla.md, case 63)."""

from hypothesis import given

from core.domain.worktime import ALWAYS
from tests.factories.clock_stories import play, plays
from tests.support.calendars import at, h, m
from tests.support.clock_targets import hours
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockEntry, ClockOperation, replay_entries
from tickets.limits.enums import ClockState

START = at("2024-05-06 09:00")


def entry(operation, moment, seen_at=None, **fields):
    return ClockEntry(operation, moment, seen_at or moment, **fields)


@given(plays())
def test_pauses_told_again_are_the_clock_that_was_played(story):
    target, start, pauses, _now = story
    entries = []
    for begin, end in pauses:
        entries += [entry(ClockOperation.PAUSE, begin), entry(ClockOperation.RESUME, end)]
    assert replay_entries(target, start, entries).clock == play(target, start, pauses)


def test_a_miss_has_its_due_time_and_was_found_when_its_line_was_written():
    line = entry(ClockOperation.BREACH, START + h(1), START + h(3))
    clock = replay_entries(hours(1, ALWAYS), START, [line]).clock
    assert (clock.state, clock.breached_at, clock.detected_at) == (
        ClockState.BREACHED_RUNNING,
        START + h(1),
        START + h(3),
    )


def test_changed_terms_hold_from_their_line_on():
    line = entry(ClockOperation.RETARGET, START + h(1), target=hours(8, ALWAYS))
    assert replay_entries(hours(4, ALWAYS), START, [line]).clock.due_at == START + h(8)


def test_a_corrected_start_moves_the_clock_with_its_pauses():
    """Four hours, an hour of waiting, and the report was half an hour earlier than written."""
    entries = [
        entry(ClockOperation.PAUSE, START + h(1)),
        entry(ClockOperation.RESUME, START + h(2)),
        entry(ClockOperation.REPLAY, START + h(3), started_at=START - m(30)),
    ]
    clock = replay_entries(hours(4, ALWAYS), START, entries).clock
    assert (clock.started_at, clock.due_at) == (START - m(30), START + h(4.5))


def test_the_spans_of_a_clock_are_known_up_to_a_moment():
    entries = [
        entry(ClockOperation.PAUSE, START + h(1)),
        entry(ClockOperation.RESUME, START + h(2)),
        entry(ClockOperation.PAUSE, START + h(3)),
    ]
    replay = replay_entries(hours(8, ALWAYS), START, entries)
    assert replay.ended == [(START + h(1), START + h(2))]
    assert replay.pauses_until(START + h(5)) == [
        (START + h(1), START + h(2)),
        (START + h(3), START + h(5)),
    ]
    assert sla.spent_at(replay.clock, START + h(5)) == h(2)
