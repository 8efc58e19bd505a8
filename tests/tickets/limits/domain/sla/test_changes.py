"""Changed terms of a clock that runs, against the worked cases of sla.md and vectors.md E6."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given

from core.domain import worktime
from core.domain.worktime import ALWAYS
from tests.factories.clock_stories import kept_plays, play, plays, targets
from tests.support.calendars import CN, CNL, NY, at, closed_on, h, m, without
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
    moved = sla.recount_clock(
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
    assert sla.recount_clock(clock, closed, at("2026-03-16 15:00"), pauses=spans).due_at == at(due)


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
    moved = sla.recount_clock(clock, closed, at("2026-03-16 15:00"), pauses=pauses)
    assert (moved.spent, moved.due_at) == (h(2), None)
    assert sla.resume_clock(moved, at("2026-03-16 16:00")).due_at == at("2026-03-18 17:00")


CASE_42 = (EscalationStep("25", 25), EscalationStep("50", 50), EscalationStep("100", 100))


def case_42():
    before = without(CN, date(2026, 2, 14))
    clock = sla.start_clock(hours(8, before, steps=CASE_42), at("2026-02-13 16:00"))
    assert clock.due_at == at("2026-02-24 15:00")
    return sla.recount_clock(clock, hours(8, CN, steps=CASE_42), at("2026-02-14 11:00"))


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


@pytest.mark.parametrize(
    ("before", "target", "change", "spent", "due"),
    [
        # The night from Monday to Tuesday was closed: 9 h on Monday and 1 h on Tuesday were spent.
        pytest.param(
            CN, hours(24, ALWAYS), "2026-03-17 10:00", 10, "2026-03-18 00:00", id="to-247"
        ),
        # Round the clock 25 h were spent, and 24 working hours promise less: the grace of 6 h.
        pytest.param(ALWAYS, hours(24), "2026-03-17 10:00", 25, "2026-03-17 16:00", id="from-247"),
        pytest.param(ALWAYS, hours(40), "2026-03-17 10:00", 25, "2026-03-18 16:00", id="looser"),
        # A weekend in New York spends nothing of a limit that goes on in Shanghai.
        pytest.param(NY, hours(16), "2026-03-17 10:00", 9, "2026-03-17 17:00", id="other-zone"),
        # Three working days grant 36 h to a clock of Monday 09:00, of which 10 h were spent.
        pytest.param(
            CNL,
            LimitTarget(amount=3, unit=Unit.WORKDAY, calendar=CN),
            "2026-03-17 10:00",
            8.5,
            "2026-03-20 10:30",
            id="working-days",
        ),
    ],
)
def test_another_calendar_counts_from_the_change_on(before, target, change, spent, due):
    clock = sla.start_clock(hours(100, before), P3_START)
    moved = sla.retarget_clock(clock, target, at(change))
    assert (moved.spent, moved.since, moved.due_at) == (h(spent), at(change), at(due))


def test_a_pause_before_the_change_stays_left_out_as_it_was_counted():
    paused = sla.pause_clock(sla.start_clock(hours(24), P3_START), at("2026-03-16 17:00"))
    running = sla.resume_clock(paused, at("2026-03-17 10:00"))
    moved = sla.retarget_clock(running, hours(24, ALWAYS), at("2026-03-17 12:00"))
    assert (moved.spent, moved.due_at) == (h(10), at("2026-03-18 02:00"))


def test_a_clock_that_stands_still_goes_on_by_the_new_hours():
    paused = sla.pause_clock(sla.start_clock(hours(24), P3_START), at("2026-03-16 17:00"))
    moved = sla.retarget_clock(paused, hours(24, ALWAYS), at("2026-03-17 12:00"))
    assert (moved.spent, moved.due_at) == (h(8), None)
    assert sla.resume_clock(moved, at("2026-03-17 20:00")).due_at == at("2026-03-18 12:00")


def test_a_missed_clock_keeps_what_it_spent():
    late = sla.record_breach(sla.start_clock(hours(4), P3_START), at("2026-03-16 14:00"))
    moved = sla.retarget_clock(late, hours(24, ALWAYS), at("2026-03-17 10:00"))
    assert (moved.spent, moved.due_at) == (h(10), at("2026-03-16 13:00"))
    assert sla.stop_clock(moved, at("2026-03-17 23:00")).spent == h(23)


# Changed from the desk's hours to all hours on Tuesday at 10:00, after 10 h.
EARLIER = [(at("2026-03-17 10:00"), CN)]


def moved_to_always(amount=24):
    clock = sla.start_clock(hours(amount), P3_START)
    return sla.retarget_clock(clock, hours(amount, ALWAYS), at("2026-03-17 10:00"))


def test_an_event_entered_late_is_counted_by_the_hours_of_then():
    happened = at("2026-03-17 09:30")
    seen_at = at("2026-03-17 11:00")
    stopped = sla.stop_clock(moved_to_always(), happened, seen_at=seen_at, earlier=EARLIER)
    assert (stopped.spent, stopped.state) == (h(9.5), ClockState.MET)

    paused = sla.pause_clock(moved_to_always(), happened, pauses=[], earlier=EARLIER)
    assert (paused.spent, paused.paused_at) == (h(9.5), happened)


def test_a_recount_leaves_what_other_hours_counted():
    closed = closed_on(ALWAYS, date(2026, 3, 18))
    moved = sla.recount_clock(
        moved_to_always(30), hours(30, closed), at("2026-03-17 20:00"), earlier=EARLIER
    )
    assert (moved.spent, moved.due_at) == (h(20), at("2026-03-19 06:00"))

    used_up = closed_on(ALWAYS, date(2026, 3, 16))
    late = sla.recount_clock(
        moved_to_always(16), hours(16, used_up), at("2026-03-17 20:00"), earlier=EARLIER
    )
    assert late.due_at == at("2026-03-17 16:00")


def test_a_corrected_start_is_counted_by_the_hours_of_each_time():
    again = sla.replay_clock(
        hours(24, ALWAYS), at("2026-03-16 12:00"), [], None, at("2026-03-17 11:00"), earlier=EARLIER
    )
    # 6 h on Monday, 1 h on Tuesday before the change, then 17 h round the clock.
    assert (again.spent, again.due_at) == (h(7), at("2026-03-18 03:00"))
    pauses = [(at("2026-03-16 17:00"), at("2026-03-17 12:00"))]
    paused = sla.replay_clock(
        hours(24, ALWAYS), P3_START, pauses, None, at("2026-03-17 13:00"), earlier=EARLIER
    )
    assert paused.due_at == at("2026-03-18 04:00")


@given(kept_plays(), targets())
def test_replayed_with_the_hours_of_then_it_is_the_same_clock(story, other):
    target, start, pauses, now = story
    played = play(target, start, pauses)
    assume(target.calendar != other.calendar)
    moved = sla.retarget_clock(played, other, now)
    again = sla.replay_clock(
        other, start, pauses, None, now, budget=moved.budget, earlier=[(now, target.calendar)]
    )
    assert replace(again, is_retargeted_late=moved.is_retargeted_late) == moved


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
    moved = sla.retarget_clock(clock, other, now)
    spent = sla.worked_time(target.calendar, start, now, pauses)
    assert moved.spent == spent
    granted = sla.budget_of(other, start)
    by_rule = worktime.after(other.calendar, now, granted - spent)
    by_grace = worktime.after(other.calendar, now, sla.grace_of(granted))
    assert worktime.whole_second(moved.due_at) == worktime.whole_second(max(by_rule, by_grace))
    assert moved.is_retargeted_late == (granted - spent < sla.grace_of(granted))
