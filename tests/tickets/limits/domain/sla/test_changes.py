"""Changed terms of a clock that runs, against the worked cases of sla.md and vectors.md E6."""

from datetime import date

import pytest
from hypothesis import assume, given

from core.domain import worktime
from core.domain.worktime import ALWAYS
from tests.factories.clock_stories import play, plays, targets
from tests.support.calendars import CN, at, closed_on, h, m, without
from tests.support.clock_targets import hours, minutes, promise
from tests.tickets.law import next_check, swept
from tickets.limits.domain import sla
from tickets.limits.domain.sla import EscalationStep, LimitTarget
from tickets.limits.enums import ClockState, Unit

STEPS = (
    EscalationStep("50", 50),
    EscalationStep("80", 80),
    EscalationStep("100", 100),
    EscalationStep("after", 100, m(30)),
)

P3_START = at("2026-03-16 09:00")


@pytest.mark.parametrize(
    ("amount", "due", "is_late"),
    [
        pytest.param(8, "2026-03-16 17:00", False, id="case-22"),
        pytest.param(4, "2026-03-16 15:00", True, id="case-23"),
    ],
)
def test_cases_22_and_23_upgrade(amount, due, is_late):
    clock = sla.start_clock(hours(24), P3_START)
    assert clock.due_at == at("2026-03-18 15:00")
    moved = sla.retarget_clock(clock, hours(amount), at("2026-03-16 14:00"))
    assert (moved.due_at, moved.is_retargeted_late, moved.started_at) == (
        at(due),
        is_late,
        P3_START,
    )
    assert moved.state == ClockState.RUNNING


def test_case_24_upgrade_while_paused():
    clock = sla.pause_clock(sla.start_clock(hours(24), P3_START), at("2026-03-16 11:00"))
    moved = sla.retarget_clock(clock, hours(4), at("2026-03-17 10:00"))
    assert (moved.state, moved.due_at) == (ClockState.PAUSED, None)
    assert next_check(moved) is None
    going = sla.resume_clock(moved, at("2026-03-18 15:00"))
    assert (going.due_at, going.is_retargeted_late) == (at("2026-03-18 17:00"), False)


def test_case_24_upgrade_while_paused_with_more_spent_than_granted():
    clock = sla.pause_clock(sla.start_clock(hours(24), P3_START), at("2026-03-16 14:00"))
    moved = sla.retarget_clock(clock, hours(4), at("2026-03-17 10:00"))
    going = sla.resume_clock(moved, at("2026-03-18 15:00"))
    assert (going.due_at, going.is_retargeted_late) == (at("2026-03-18 16:00"), True)


@pytest.mark.parametrize("was_swept", [True, False], ids=["swept", "not-swept"])
def test_case_26_a_downgrade_takes_no_breach_back(was_swept):
    clock = sla.start_clock(hours(4), P3_START)
    clock = sla.record_breach(clock, at("2026-03-16 13:00:05")) if was_swept else clock
    moved = sla.retarget_clock(clock, hours(24), at("2026-03-16 15:00"))
    assert (moved.state, moved.breached_at, moved.due_at) == (
        ClockState.BREACHED_RUNNING,
        at("2026-03-16 13:00"),
        at("2026-03-16 13:00"),
    )
    assert sla.stop_clock(moved, at("2026-03-16 16:00")).state == ClockState.BREACHED_STOPPED


def test_case_40_a_day_is_declared_closed():
    clock = sla.start_clock(hours(12, steps=STEPS), at("2026-03-16 10:00"))
    assert clock.due_at == at("2026-03-17 13:00")
    moved = sla.retarget_clock(
        clock, hours(12, closed_on(CN, date(2026, 3, 17)), steps=STEPS), at("2026-03-16 15:00")
    )
    assert (moved.due_at, moved.spent, moved.is_retargeted_late) == (
        at("2026-03-18 13:00"),
        h(5),
        False,
    )
    assert sla.step_moment(moved, STEPS[0]) == at("2026-03-16 16:00")


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param([("2026-03-16 12:00", "2026-03-16 14:00")], "2026-03-18 15:00", id="one"),
        pytest.param(
            [("2026-03-16 12:00", "2026-03-16 13:00"), ("2026-03-16 13:30", "2026-03-16 14:30")],
            "2026-03-18 15:00",
            id="two",
        ),
    ],
)
def test_case_40_with_ended_pauses(pauses, due):
    spans = [(at(begin), at(end)) for begin, end in pauses]
    clock = sla.start_clock(hours(12), at("2026-03-16 10:00"))
    for begin, end in spans:
        clock = sla.resume_clock(sla.pause_clock(clock, begin), end)
    closed = hours(12, closed_on(CN, date(2026, 3, 17)))
    assert sla.retarget_clock(clock, closed, at("2026-03-16 15:00"), pauses=spans).due_at == at(due)


@pytest.mark.parametrize(
    "pauses",
    [[], [(at("2026-03-16 12:00"), at("2026-03-16 15:00"))]],
    ids=["ended-ones", "with-the-open-one"],
)
def test_case_40_while_paused(pauses):
    clock = sla.pause_clock(
        sla.start_clock(hours(12), at("2026-03-16 10:00")), at("2026-03-16 12:00")
    )
    closed = hours(12, closed_on(CN, date(2026, 3, 17)))
    moved = sla.retarget_clock(clock, closed, at("2026-03-16 15:00"), pauses=pauses)
    assert (moved.spent, moved.due_at) == (h(2), None)
    assert sla.resume_clock(moved, at("2026-03-16 16:00")).due_at == at("2026-03-18 17:00")


CASE_42 = (EscalationStep("25", 25), EscalationStep("50", 50), EscalationStep("100", 100))


def case_42():
    before = without(CN, date(2026, 2, 14))
    clock = sla.start_clock(hours(8, before, steps=CASE_42), at("2026-02-13 16:00"))
    assert clock.due_at == at("2026-02-24 15:00")
    return sla.retarget_clock(clock, hours(8, CN, steps=CASE_42), at("2026-02-14 11:00"))


def test_case_42_a_make_up_day_is_published_late():
    moved = case_42()
    assert (moved.due_at, moved.spent, moved.is_retargeted_late) == (
        at("2026-02-14 15:00"),
        h(4),
        False,
    )


def test_case_42_steps_now_in_the_past_are_raised_once():
    moved = case_42()
    assert next_check(moved) <= at("2026-02-14 11:00")
    moved, raised = swept(moved, at("2026-02-14 11:00"))
    assert raised == {"25", "50"}
    assert next_check(moved, raised) == at("2026-02-14 15:00:01")


REPORTED = at("2024-05-01 09:30")


def test_a_promise_moved_to_another_moment():
    clock = sla.start_clock(promise("2024-05-01 12:00"), REPORTED)
    moved = sla.retarget_clock(clock, promise("2024-05-01 15:00"), at("2024-05-01 11:00"))
    assert (moved.due_at, moved.is_retargeted_late, moved.started_at) == (
        at("2024-05-01 15:00"),
        False,
        REPORTED,
    )


def test_a_promise_moved_after_it_was_missed_stays_missed():
    clock = sla.start_clock(promise("2024-05-01 12:00"), REPORTED)
    moved = sla.retarget_clock(clock, promise("2024-05-01 15:00"), at("2024-05-01 12:30"))
    assert (moved.state, moved.breached_at) == (ClockState.BREACHED_RUNNING, at("2024-05-01 12:00"))


MAY_6 = at("2024-05-06 09:00")


def test_e6_upgrade_leaves_a_met_acknowledgement_and_starts_the_start_clock():
    ack = sla.stop_clock(sla.start_clock(hours(1, ALWAYS), MAY_6), at("2024-05-06 09:30"))
    change = at("2024-05-06 13:00")
    assert sla.retarget_clock(ack, minutes(10), change) == ack
    assert sla.start_clock(hours(2, ALWAYS), change).due_at == at("2024-05-06 15:00")


def test_the_same_promise_changes_nothing():
    clock = sla.start_clock(hours(4), P3_START)
    for moment in ("2026-03-16 12:50", "2026-03-16 15:00"):
        assert sla.retarget_clock(clock, hours(4, steps=STEPS), at(moment)) == clock


def test_a_downgrade_of_a_running_clock_counts_from_its_start():
    moved = sla.retarget_clock(
        sla.start_clock(hours(4), P3_START), hours(8), at("2026-03-16 11:00")
    )
    assert (moved.due_at, moved.is_retargeted_late) == (at("2026-03-16 17:00"), False)


@pytest.mark.parametrize("start", ["2024-05-06 09:00:01", "2024-05-06 09:00:02"])
def test_due_times_are_whole_seconds_even_when_the_grace_is_not(start):
    clock = sla.start_clock(
        LimitTarget(amount=30, unit=Unit.CALENDAR_DAY, calendar=ALWAYS), at(start)
    )
    daily = LimitTarget(amount=1, unit=Unit.CALENDAR_DAY, calendar=ALWAYS)
    moved = sla.retarget_clock(clock, daily, at("2024-05-07 23:00"))
    assert moved.is_retargeted_late
    assert moved.due_at == worktime.whole_second(moved.due_at)


@given(plays(), targets())
def test_a_retargeted_clock_gets_what_is_left_or_the_grace(story, other):
    target, start, pauses, now = story
    clock = play(target, start, pauses)
    assume(not sla.record_breach(clock, now).is_breached and not sla.same_promise(target, other))
    moved = sla.retarget_clock(clock, other, now, pauses=pauses)
    spent = sla.worked_time(other.calendar, start, now, pauses)
    granted = sla.budget_of(other, start)
    by_rule = worktime.after(other.calendar, now, granted - spent)
    by_grace = worktime.after(other.calendar, now, sla.grace_of(granted))
    assert worktime.whole_second(moved.due_at) == worktime.whole_second(max(by_rule, by_grace))
    assert moved.is_retargeted_late == (granted - spent < sla.grace_of(granted))
