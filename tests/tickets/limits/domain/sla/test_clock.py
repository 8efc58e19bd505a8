"""What the facts of a clock say at a moment: the time spent, and which of two is stricter."""

import pytest
from hypothesis import assume, given

from core.domain.worktime import ALWAYS, NOTHING
from tests.factories.clock_stories import play, plays
from tests.support.calendars import at, h
from tests.support.clock_targets import hours, minutes
from tests.tickets.law import left_at
from tickets.limits.domain import sla
from tickets.limits.enums import ClockState

REPORTED = at("2024-05-01 09:30")


@pytest.mark.parametrize(("stop", "is_met"), [("09:40", True), ("09:40:01", False)])
def test_e1_acknowledgement(stop, is_met):
    clock = sla.start_clock(minutes(10), REPORTED)
    assert clock.due_at == at("2024-05-01 09:40")
    clock = sla.stop_clock(clock, at(f"2024-05-01 {stop}"))
    assert (clock.state == ClockState.MET) is is_met
    assert sla.spent_at(clock, at("2024-05-02 00:00")) == at(f"2024-05-01 {stop}") - REPORTED


MAY_6 = at("2024-05-06 09:00")

OVERLAPPING = [
    (at("2024-05-06 10:00"), at("2024-05-06 12:00")),
    (at("2024-05-06 11:00"), at("2024-05-06 15:00")),
]


def test_e6_overlapping_pauses_count_once():
    clock = sla.replay_clock(hours(24, ALWAYS), MAY_6, OVERLAPPING, None, at("2024-05-06 16:00"))
    assert (clock.spent, clock.due_at) == (h(1), at("2024-05-07 14:00"))
    assert sla.worked_time(ALWAYS, MAY_6, at("2024-05-06 16:00"), OVERLAPPING) == h(2)


def test_e6_complaint_takes_the_stricter_acknowledgement():
    by_tier, by_priority = (
        sla.start_clock(hours(1, ALWAYS), MAY_6),
        sla.start_clock(minutes(10), MAY_6),
    )
    assert (
        sla.stricter_clock(by_tier, by_priority)
        == sla.stricter_clock(by_priority, by_tier)
        == by_priority
    )


def test_e6_stricter_is_asked_of_due_times_not_of_amounts():
    natural, worked = (
        sla.start_clock(hours(5, ALWAYS), at("2026-03-13 17:00")),
        sla.start_clock(hours(2), at("2026-03-13 17:00")),
    )
    assert sla.stricter_clock(natural, worked) == natural


@given(plays())
def test_pausing_never_adds_spent_time(story):
    target, start, pauses, now = story
    assert (
        NOTHING
        <= sla.spent_at(play(target, start, pauses), now)
        <= sla.spent_at(sla.start_clock(target, start), now)
    )


@given(plays())
def test_spent_is_open_time_less_the_pauses(story):
    target, start, pauses, now = story
    clock = play(target, start, pauses)
    assert sla.spent_at(clock, now) == sla.worked_time(target.calendar, start, now, pauses)


@given(plays())
def test_the_budget_is_used_up_exactly_when_due(story):
    target, start, pauses, _ = story
    clock = play(target, start, pauses)
    assume(not clock.is_breached and target.moment is None)
    assert left_at(clock, clock.due_at) == NOTHING
