"""The clock law against the worked cases of sla.md, the clocks of vectors.md E1, E6, E7, and its own laws."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.worktime import ALWAYS, NOTHING
from tests.factories.clock_stories import GAPS, play, plays
from tests.support.calendars import SHANGHAI, at, h, m, weekly
from tests.support.clock_targets import hours, minutes, promise
from tests.tickets.law import left_at, next_check, swept
from tickets.limits.domain import sla
from tickets.limits.domain.sla import EscalationStep, LimitTarget
from tickets.limits.enums import ClockState, Unit

SECOND = timedelta(seconds=1)

STEPS = (
    EscalationStep("50", 50),
    EscalationStep("80", 80),
    EscalationStep("100", 100),
    EscalationStep("after", 100, m(30)),
)


# sla.md, case by case


def test_case_17_a_pause_outside_hours_costs_nothing():
    clock = sla.start_clock(hours(12), at("2026-03-13 10:00"))
    assert clock.due_at == at("2026-03-16 13:00")
    clock = sla.resume_clock(sla.pause_clock(clock, at("2026-03-13 18:30")), at("2026-03-16 08:30"))
    assert clock.due_at == at("2026-03-16 13:00")


def test_case_19_a_pause_is_left_out_in_open_time():
    office = weekly(SHANGHAI, range(5), "09:00-17:00")
    paused = sla.pause_clock(
        sla.start_clock(hours(8, office), at("2026-03-16 09:00")), at("2026-03-16 16:00")
    )
    assert (paused.spent, paused.due_at, paused.state) == (h(7), None, ClockState.PAUSED)
    assert left_at(paused, at("2026-03-17 10:00")) == h(1)
    assert sla.resume_clock(paused, at("2026-03-17 10:00")).due_at == at("2026-03-17 11:00")


def test_case_20_pause_and_resume_in_the_same_second_change_nothing():
    clock, moment = (
        sla.start_clock(hours(8, steps=STEPS), at("2026-03-16 09:00")),
        at("2026-03-16 14:00"),
    )
    again = sla.resume_clock(sla.pause_clock(clock, moment), moment)
    later = at("2026-03-16 15:00")
    assert (again.due_at, again.state) == (clock.due_at, clock.state)
    assert sla.spent_at(again, later) == sla.spent_at(clock, later)
    assert swept(again, moment)[1] == swept(clock, moment)[1]
    assert next_check(again, frozenset({"50"})) == next_check(clock, frozenset({"50"}))


@pytest.mark.parametrize("was_swept", [True, False], ids=["swept", "not-swept"])
def test_case_21_a_pause_after_the_breach_stops_the_spent_time_only(was_swept):
    clock = sla.start_clock(hours(4), at("2026-03-16 09:00"))
    clock = sla.record_breach(clock, at("2026-03-16 13:00:10")) if was_swept else clock
    paused = sla.pause_clock(clock, at("2026-03-16 14:00"))
    assert (paused.breached_at, paused.due_at) == (at("2026-03-16 13:00"), at("2026-03-16 13:00"))
    assert paused.state == ClockState.BREACHED_RUNNING
    assert sla.spent_at(paused, at("2026-03-17 14:00")) == h(5)
    going = sla.resume_clock(paused, at("2026-03-16 16:00"))
    assert (going.due_at, sla.spent_at(going, at("2026-03-16 17:00"))) == (
        at("2026-03-16 13:00"),
        h(6),
    )


P3_START = at("2026-03-16 09:00")


@pytest.mark.parametrize(
    ("solved", "spent", "state", "reopened", "due"),
    [
        pytest.param(
            "2026-03-17 12:00",
            h(12),
            ClockState.MET,
            "2026-03-19 15:00",
            "2026-03-20 14:00",
            id="case-27",
        ),
        pytest.param(
            "2026-03-18 17:00",
            h(26),
            ClockState.BREACHED_STOPPED,
            "2026-03-20 10:00",
            "2026-03-20 18:00",
            id="case-28",
        ),
    ],
)
def test_cases_27_and_28_reopening_starts_another_cycle(solved, spent, state, reopened, due):
    first = sla.stop_clock(sla.start_clock(hours(16), P3_START), at(solved))
    assert (first.spent, first.state) == (spent, state)
    second = sla.start_clock(hours(8), at(reopened))
    assert (second.due_at, second.spent, second.state) == (at(due), NOTHING, ClockState.RUNNING)
    assert sla.record_breach(second, at(reopened)) == second
    for change in (
        sla.pause_clock,
        sla.resume_clock,
        sla.record_breach,
        sla.cancel_clock,
        sla.stop_clock,
    ):
        assert change(first, at(reopened)) == first
    assert sla.retarget_clock(first, hours(1), at(reopened)) == first


def test_case_30_a_clock_stops_when_the_ticket_is_solved():
    clock = sla.stop_clock(
        sla.start_clock(hours(1), at("2026-03-16 10:00")), at("2026-03-16 10:30")
    )
    assert sla.record_breach(clock, at("2026-03-20 10:00")) == clock
    assert next_check(clock) is None


@pytest.mark.parametrize(
    ("stop", "state", "breached"),
    [
        pytest.param("2026-03-16 12:49:59", ClockState.MET, None, id="before"),
        pytest.param("2026-03-16 12:50:00", ClockState.MET, None, id="case-44"),
        pytest.param(
            "2026-03-16 12:50:00.999", ClockState.MET, None, id="case-44-within-the-second"
        ),
        pytest.param(
            "2026-03-16 12:50:01", ClockState.BREACHED_STOPPED, "2026-03-16 12:50", id="case-45"
        ),
    ],
)
def test_cases_44_and_45_the_bound_is_included(stop, state, breached):
    clock = sla.stop_clock(sla.start_clock(hours(4), at("2026-03-13 17:50")), at(stop))
    assert (clock.state, clock.breached_at) == (state, at(breached) if breached else None)
    assert sla.record_breach(clock, at("2026-03-17 12:50")) == clock


def test_case_45_is_late_by_one_second():
    clock = sla.stop_clock(
        sla.start_clock(hours(4), at("2026-03-13 17:50")), at("2026-03-16 12:50:01")
    )
    assert left_at(clock, clock.stopped_at) == -SECOND
    assert clock.stopped_at - clock.due_at == SECOND


@pytest.mark.parametrize("reached", ["before", "late"])
def test_case_54_and_55_a_cancelled_clock_does_nothing_more(reached):
    moment = at("2026-03-16 10:00") if reached == "before" else at("2026-03-16 15:00")
    clock = sla.cancel_clock(sla.start_clock(hours(4, steps=STEPS), P3_START), moment)
    assert (clock.state, clock.cancelled_at, clock.due_at) == (ClockState.CANCELLED, moment, None)
    assert next_check(clock) is None
    for change in (
        sla.pause_clock,
        sla.resume_clock,
        sla.record_breach,
        sla.stop_clock,
        sla.cancel_clock,
    ):
        assert change(clock, at("2026-03-18 10:00")) == clock


def test_case_57_synchronous():
    clock = sla.stop_synchronous(sla.start_clock(minutes(10), at("2026-03-16 10:00")))
    assert (clock.state, clock.spent, clock.is_synchronous) == (ClockState.MET, NOTHING, True)
    assert clock.stopped_at == clock.started_at


# vectors.md E1: tier urgent, natural time
REPORTED = at("2024-05-01 09:30")


def test_e1_start_and_first_progress():
    assert sla.start_clock(hours(2, ALWAYS), REPORTED).due_at == at("2024-05-01 11:30")
    begun = at("2024-05-01 09:45")
    assert sla.start_clock(hours(2, ALWAYS, repeats=True), begun).due_at == begun + h(2)


@pytest.mark.parametrize(
    ("fixed", "late_by"),
    [("11:50", None), ("12:00", None), ("12:00:01", SECOND), ("12:01", m(1))],
)
def test_e1_promise(fixed, late_by):
    clock = sla.start_clock(promise("2024-05-01 12:00"), REPORTED)
    assert clock.due_at == at("2024-05-01 12:00")
    clock = sla.stop_clock(clock, at(f"2024-05-01 {fixed}"))
    assert (clock.stopped_at - clock.breached_at if clock.breached_at else None) == late_by
    assert clock.state == (ClockState.BREACHED_STOPPED if late_by else ClockState.MET)


# Promises of a moment stand still without moving


@pytest.mark.parametrize(
    ("fixed", "confirmed", "state"),
    [
        ("11:50", "14:00", ClockState.MET),
        ("12:00", "14:00", ClockState.MET),
        ("12:00:01", "14:00", ClockState.BREACHED_STOPPED),
    ],
)
@pytest.mark.parametrize("is_swept", [True, False], ids=["swept", "not-swept"])
def test_a_promise_is_judged_at_the_moment_it_stood_still(fixed, confirmed, state, is_swept):
    clock = sla.pause_clock(
        sla.start_clock(promise("2024-05-01 12:00"), REPORTED), at(f"2024-05-01 {fixed}")
    )
    assert clock.due_at == at("2024-05-01 12:00")
    clock = sla.record_breach(clock, at("2024-05-01 13:00")) if is_swept else clock
    assert sla.stop_clock(clock, at(f"2024-05-01 {confirmed}")).state == state


def test_a_promise_refused_after_its_time_is_missed_at_its_time():
    clock = sla.pause_clock(
        sla.start_clock(promise("2024-05-01 12:00"), REPORTED), at("2024-05-01 11:50")
    )
    going = sla.resume_clock(clock, at("2024-05-01 13:00"))
    assert (going.breached_at, going.due_at) == (at("2024-05-01 12:00"), at("2024-05-01 12:00"))
    assert sla.stop_clock(going, at("2024-05-01 13:10")).state == ClockState.BREACHED_STOPPED


def test_a_promise_refused_in_time_keeps_its_due_time():
    clock = sla.pause_clock(
        sla.start_clock(promise("2024-05-01 12:00"), REPORTED), at("2024-05-01 11:00")
    )
    going = sla.resume_clock(clock, at("2024-05-01 11:30"))
    assert (going.state, going.due_at) == (ClockState.RUNNING, at("2024-05-01 12:00"))
    assert next_check(going) == at("2024-05-01 12:00:01")


# vectors.md E6, E7
MAY_6 = at("2024-05-06 09:00")


def test_e6_important_dues_and_a_pause_for_the_customer():
    ack, resolve = (
        sla.start_clock(hours(1, ALWAYS), MAY_6),
        sla.start_clock(hours(24, ALWAYS), MAY_6),
    )
    assert (ack.due_at, resolve.due_at) == (at("2024-05-06 10:00"), at("2024-05-07 09:00"))
    resolve = sla.resume_clock(
        sla.pause_clock(resolve, at("2024-05-06 10:00")), at("2024-05-06 15:00")
    )
    assert resolve.due_at == at("2024-05-07 14:00")


@pytest.mark.parametrize(("fixed", "is_met"), [("13:59", True), ("14:00", True), ("14:01", False)])
def test_e6_fixed_around_the_moved_due_time(fixed, is_met):
    clock = sla.start_clock(hours(24, ALWAYS), MAY_6)
    clock = sla.resume_clock(sla.pause_clock(clock, at("2024-05-06 10:00")), at("2024-05-06 15:00"))
    at_fix = at(f"2024-05-07 {fixed}")
    confirmed = sla.stop_clock(sla.pause_clock(clock, at_fix), at("2024-05-09 10:00"))
    assert (sla.stop_clock(clock, at_fix).state == ClockState.MET) is is_met
    assert (confirmed.state == ClockState.MET) is is_met
    assert confirmed.spent == sla.stop_clock(clock, at_fix).spent


def test_e6_the_customer_refuses():
    clock = sla.start_clock(hours(24, ALWAYS), MAY_6)
    for begin, end in (
        ("2024-05-06 10:00", "2024-05-06 15:00"),
        ("2024-05-06 20:00", "2024-05-07 08:00"),
    ):
        clock = sla.resume_clock(sla.pause_clock(clock, at(begin)), at(end))
    assert clock.due_at == at("2024-05-08 02:00")


def test_e6_a_late_worker_detects_the_breach_at_its_due_time():
    clock = sla.start_clock(minutes(10), at("2024-05-06 10:00"))
    assert sla.record_breach(clock, at("2024-05-06 10:10")) == clock
    clock = sla.record_breach(clock, at("2024-05-06 12:00"))
    assert (clock.breached_at, clock.detected_at) == (
        at("2024-05-06 10:10"),
        at("2024-05-06 12:00"),
    )


@pytest.mark.parametrize(
    ("decided", "state"), [("10:30", ClockState.MET), ("10:31", ClockState.BREACHED_STOPPED)]
)
def test_e6_decide(decided, state):
    clock = sla.start_clock(minutes(30), at("2024-05-06 10:00"))
    assert sla.stop_clock(clock, at(f"2024-05-06 {decided}")).state == state


def test_e7_low_score_call_back_in_calling_hours():
    calling = weekly(SHANGHAI, range(7), "09:00-21:00")
    assert sla.start_clock(hours(1, calling), at("2024-05-06 20:30")).due_at == at(
        "2024-05-07 09:30"
    )
    natural = sla.start_clock(hours(1, ALWAYS), at("2024-05-06 20:30"))
    assert sla.stop_clock(natural, at("2024-05-06 21:40")).breached_at == at("2024-05-06 21:30")


@pytest.mark.parametrize(
    ("sent", "state"), [("16:00", ClockState.MET), ("16:01", ClockState.BREACHED_STOPPED)]
)
def test_e7_survey(sent, state):
    clock = sla.start_clock(hours(24, ALWAYS), at("2024-05-06 16:00"))
    assert sla.stop_clock(clock, at(f"2024-05-07 {sent}")).state == state


# Progress: a repeating clock, played as the events and the sweep play it (vectors.md E6)


class Progress:
    """All cycles of a repeating clock: updates stop the live ones, a missed day is followed by the next day's."""

    def __init__(self, target, begun):
        self.cycles = [sla.start_clock(target, at(begun))]

    def sweep(self, moment):
        """Record what is missed; a daily limit that was missed is followed by the next day's, up to today's."""
        for number, clock in enumerate(self.cycles):
            self.cycles[number] = sla.record_breach(clock, at(moment)) if clock.is_live else clock
            last = self.cycles[number]
            newly = last.breached_at is not None and clock.breached_at is None
            if newly and last.target.unit == Unit.CALENDAR_DAY and last is self.cycles[-1]:
                self.cycles.append(sla.next_cycle(last, last.breached_at))

    def update(self, moment):
        live = [number for number, clock in enumerate(self.cycles) if clock.is_live]
        for number in live:
            self.cycles[number] = sla.stop_clock(self.cycles[number], at(moment))
        if not any(clock.is_live for clock in self.cycles):
            self.cycles.append(sla.next_cycle(self.cycles[-1], at(moment)))

    def solve(self, moment):
        self.cycles = [
            sla.settle_clock(clock, at(moment)) if clock.is_live else clock for clock in self.cycles
        ]

    @property
    def counted(self):
        return [clock.state for clock in self.cycles if clock.state != ClockState.CANCELLED]


MET, MISSED = ClockState.MET, ClockState.BREACHED_STOPPED

DAILY = LimitTarget(amount=1, unit=Unit.CALENDAR_DAY, calendar=ALWAYS, repeats=True)


@pytest.mark.parametrize("is_swept", [True, False], ids=["swept", "worker-down"])
def test_e6_progress_every_two_hours(is_swept):
    progress = Progress(hours(2, ALWAYS, repeats=True), "2024-05-06 09:45")
    progress.update("2024-05-06 11:30")
    if is_swept:
        progress.sweep("2024-05-06 13:30:07")
    progress.update("2024-05-06 13:45")
    if is_swept:
        progress.sweep("2024-05-06 15:45:07")
    progress.solve("2024-05-06 16:00")
    assert [clock.due_at for clock in progress.cycles] == [
        at(f"2024-05-06 {t}") for t in ("11:45", "13:30", "15:45")
    ]
    assert progress.counted == [MET, MISSED, MISSED]
    assert progress.cycles[1].stopped_at - progress.cycles[1].breached_at == m(15)


def test_progress_solved_before_the_next_update_was_due_is_not_expected():
    progress = Progress(hours(2, ALWAYS, repeats=True), "2024-05-06 09:45")
    progress.update("2024-05-06 11:30")
    progress.solve("2024-05-06 12:00")
    assert progress.counted == [MET]


def test_e6_progress_daily():
    progress = Progress(DAILY, "2024-05-06 15:00")
    assert progress.cycles[0].due_at == at("2024-05-07 00:00")
    progress.update("2024-05-06 17:00")
    progress.sweep("2024-05-07 00:00:10")
    progress.sweep("2024-05-08 00:00:10")
    assert [clock.started_at for clock in progress.cycles] == [
        at("2024-05-06 15:00"),
        at("2024-05-07 00:00"),
        at("2024-05-08 00:00"),
    ]
    progress.update("2024-05-08 09:00")
    progress.solve("2024-05-08 16:00")
    assert progress.counted == [MET, MISSED, MET]


def test_e6_progress_daily_has_one_cycle_for_each_day():
    progress = Progress(DAILY, "2024-05-06 15:00")
    for day in range(7, 12):
        progress.sweep(f"2024-05-{day:02} 00:00:10")
    assert [clock.due_at for clock in progress.cycles] == [
        at(f"2024-05-{day:02} 00:00") for day in range(7, 13)
    ]


def test_progress_daily_two_updates_on_one_day_are_one():
    progress = Progress(DAILY, "2024-05-06 15:00")
    for update in ("2024-05-06 16:00", "2024-05-06 18:00", "2024-05-07 10:00"):
        progress.update(update)
    assert [clock.state for clock in progress.cycles] == [MET, MET, ClockState.RUNNING]
    assert progress.cycles[-1].due_at == at("2024-05-09 00:00")


def test_progress_daily_told_at_the_very_end_of_a_day_leaves_the_next_day_to_be_kept():
    progress = Progress(DAILY, "2024-05-06 15:00")
    progress.update("2024-05-07 00:00:00")
    assert [clock.due_at for clock in progress.cycles] == [
        at("2024-05-07 00:00"),
        at("2024-05-08 00:00"),
    ]


def test_only_repeating_clocks_have_a_next_cycle():
    assert sla.next_cycle(sla.start_clock(hours(2), MAY_6), MAY_6 + h(1)) is None


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-05-06 11:00", ClockState.CANCELLED),
        ("2024-05-06 11:00:01", ClockState.BREACHED_STOPPED),
    ],
)
def test_settling_keeps_a_miss_and_drops_the_rest(moment, state):
    assert sla.settle_clock(sla.start_clock(hours(2, ALWAYS), MAY_6), at(moment)).state == state


# What is entered late


def ack_missed_at_ten():
    return sla.record_breach(sla.start_clock(hours(1, ALWAYS), MAY_6), at("2024-05-06 10:00:09"))


def test_a_late_entry_in_time_corrects_the_breach_and_keeps_its_trace():
    clock = sla.stop_clock(
        ack_missed_at_ten(), at("2024-05-06 09:50"), seen_at=at("2024-05-06 12:00")
    )
    assert (clock.state, clock.is_corrected, clock.is_breached) == (ClockState.MET, True, False)
    assert (clock.stopped_at, clock.spent) == (at("2024-05-06 09:50"), m(50))
    assert (clock.breached_at, clock.detected_at) == (
        at("2024-05-06 10:00"),
        at("2024-05-06 10:00:09"),
    )


def test_a_late_entry_of_a_late_event_stays_breached():
    clock = sla.stop_clock(
        ack_missed_at_ten(), at("2024-05-06 10:05"), seen_at=at("2024-05-06 12:00")
    )
    assert (clock.state, clock.stopped_at) == (ClockState.BREACHED_STOPPED, at("2024-05-06 10:05"))


def test_a_late_event_that_nobody_saw_is_detected_when_it_is_entered():
    clock = sla.stop_clock(
        sla.start_clock(hours(1, ALWAYS), MAY_6),
        at("2024-05-06 10:05"),
        seen_at=at("2024-05-06 12:00"),
    )
    assert (clock.breached_at, clock.detected_at) == (
        at("2024-05-06 10:00"),
        at("2024-05-06 12:00"),
    )


def test_an_earlier_event_replaces_a_later_one_and_never_the_other_way_round():
    late = sla.stop_clock(sla.start_clock(hours(1, ALWAYS), MAY_6), at("2024-05-06 10:05"))
    in_time = sla.stop_clock(late, at("2024-05-06 09:55"), seen_at=at("2024-05-06 12:00"))
    assert (in_time.state, in_time.is_corrected, in_time.spent) == (ClockState.MET, True, m(55))
    assert sla.stop_clock(in_time, at("2024-05-06 10:05")) == in_time


def test_an_event_before_the_start_stops_nothing():
    clock = sla.start_clock(hours(1, ALWAYS), MAY_6)
    assert sla.stop_clock(clock, MAY_6 - SECOND) == clock


def test_a_late_entry_into_a_breached_clock_that_stands_still():
    clock = sla.pause_clock(ack_missed_at_ten(), at("2024-05-06 11:00"))
    clock = sla.stop_clock(clock, at("2024-05-06 09:50"), seen_at=at("2024-05-06 12:00"))
    assert (clock.state, clock.stopped_at) == (ClockState.MET, at("2024-05-06 09:50"))
    assert clock.spent == m(50)


def test_a_late_entry_before_the_last_pause_counts_the_time_up_to_it():
    """Runs 09-10 and 11-12, stands still between and after; the event was at 11:30."""
    clock = sla.start_clock(hours(8, ALWAYS), MAY_6)
    clock = sla.resume_clock(sla.pause_clock(clock, at("2024-05-06 10:00")), at("2024-05-06 11:00"))
    clock = sla.pause_clock(clock, at("2024-05-06 12:00"))
    stood = [(at("2024-05-06 10:00"), at("2024-05-06 11:00"))]
    clock = sla.stop_clock(
        clock, at("2024-05-06 11:30"), seen_at=at("2024-05-06 14:00"), pauses=stood
    )
    assert (clock.state, clock.stopped_at, clock.spent) == (
        ClockState.MET,
        at("2024-05-06 11:30"),
        h(1.5),
    )


def test_a_pause_entered_late_corrects_a_breach_that_it_prevents():
    clock = sla.pause_clock(ack_missed_at_ten(), at("2024-05-06 09:30"))
    assert (clock.state, clock.spent, clock.is_corrected) == (ClockState.PAUSED, m(30), True)
    going = sla.resume_clock(clock, at("2024-05-06 11:00"))
    assert (going.state, going.due_at) == (ClockState.RUNNING, at("2024-05-06 11:30"))
    missed = sla.record_breach(going, at("2024-05-06 11:30:01"))
    assert (missed.state, missed.breached_at) == (
        ClockState.BREACHED_RUNNING,
        at("2024-05-06 11:30"),
    )


@pytest.mark.parametrize(
    ("paused", "is_missed"),
    [("10:00:00", False), ("10:00:01", True)],
    ids=["at-due", "a-second-later"],
)
def test_a_pause_entered_late_is_judged_like_a_stop(paused, is_missed):
    assert sla.pause_clock(ack_missed_at_ten(), at(f"2024-05-06 {paused}")).is_breached is is_missed


def test_a_miss_after_a_corrected_one_is_a_miss():
    """Swept at ten, a pause from half past nine came to light, then nobody looked until the answer came too late."""
    going = sla.resume_clock(
        sla.pause_clock(ack_missed_at_ten(), at("2024-05-06 09:30")), at("2024-05-06 11:00")
    )
    clock = sla.stop_clock(going, at("2024-05-06 14:00"))
    assert (clock.state, clock.breached_at, clock.is_corrected) == (
        ClockState.BREACHED_STOPPED,
        at("2024-05-06 11:30"),
        False,
    )


def test_a_pause_entered_late_may_lie_before_a_change_of_terms():
    """Fixed at half past nine, entered at noon; meanwhile missed, and the terms were changed at eleven."""
    changed = sla.retarget_clock(ack_missed_at_ten(), hours(4, ALWAYS), at("2024-05-06 11:00"))
    clock = sla.pause_clock(changed, at("2024-05-06 09:30"), pauses=[])
    assert (clock.paused_at, clock.spent, clock.is_breached, clock.is_corrected) == (
        at("2024-05-06 09:30"),
        m(30),
        False,
        True,
    )
    stood = [(at("2024-05-06 09:10"), at("2024-05-06 09:40"))]
    assert sla.pause_clock(changed, at("2024-05-06 09:30"), pauses=stood).paused_at == at(
        "2024-05-06 09:40"
    ), "it stood still until then"


@given(
    st.integers(1, 60),
    st.integers(0, 8 * 3600),
    st.tuples(st.integers(0, 54_000), st.integers(0, 54_000)),
)
def test_a_pause_inside_closed_hours_costs_nothing(amount, after_opening, night):
    clock = sla.start_clock(
        hours(amount), at("2026-03-16 09:00") + timedelta(seconds=after_opening)
    )
    begin, end = (at("2026-03-17 18:00") + timedelta(seconds=seconds) for seconds in sorted(night))
    assume(left_at(clock, begin) != NOTHING)
    again = sla.resume_clock(sla.pause_clock(clock, begin), end)
    assert again.due_at == clock.due_at
    assert sla.spent_at(again, at("2026-03-19 12:00")) == sla.spent_at(
        clock, at("2026-03-19 12:00")
    )


@given(plays())
def test_stopping_at_due_is_met_and_a_second_later_is_not(story):
    target, start, pauses, _ = story
    clock = play(target, start, pauses)
    assume(not clock.is_breached and clock.due_at >= clock.since)
    assert sla.stop_clock(clock, clock.due_at).state == ClockState.MET
    late = sla.stop_clock(clock, clock.due_at + SECOND)
    assert (late.state, late.breached_at) == (ClockState.BREACHED_STOPPED, clock.due_at)


CHANGES = st.sampled_from(["pause_clock", "resume_clock", "record_breach", "tighten", "loosen"])


@given(plays(), st.lists(st.tuples(CHANGES, GAPS), max_size=5), GAPS)
def test_a_breach_is_permanent(story, changes, last):
    target, start, pauses, _ = story
    clock = play(target, start, pauses)
    now = max(clock.due_at, clock.since) + SECOND
    clock = sla.record_breach(clock, now)
    breached_at = clock.breached_at
    assert breached_at is not None
    for change, gap in changes:
        now += gap
        if change in ("tighten", "loosen"):
            other = hours(1 if change == "tighten" else 900, ALWAYS)
            clock = sla.retarget_clock(clock, other, now)
        else:
            clock = getattr(sla, change)(clock, now)
        assert (clock.state, clock.breached_at, clock.due_at) == (
            ClockState.BREACHED_RUNNING,
            breached_at,
            breached_at,
        )
    stopped = sla.stop_clock(clock, now + last)
    assert (stopped.state, stopped.breached_at) == (ClockState.BREACHED_STOPPED, breached_at)


@given(plays(), st.booleans())
def test_replay_equals_the_played_sequence(story, is_stopped):
    target, start, pauses, now = story
    played = play(target, start, pauses)
    played = (
        sla.stop_clock(played, now, seen_at=now) if is_stopped else sla.record_breach(played, now)
    )
    assert sla.replay_clock(target, start, pauses, now if is_stopped else None, now) == played


@given(plays(), st.lists(GAPS, max_size=4))
def test_replay_equals_a_swept_sequence_but_for_when_it_was_detected(story, gaps):
    target, start, pauses, now = story
    clock = sla.start_clock(target, start)
    for begin, end in pauses:
        clock = sla.resume_clock(sla.pause_clock(sla.record_breach(clock, begin), begin), end)
    for gap in gaps:
        now += gap
        clock = sla.record_breach(clock, now)
    replayed = sla.replay_clock(target, start, pauses, now, now)
    assert replace(replayed, detected_at=None) == replace(
        sla.stop_clock(clock, now, seen_at=now), detected_at=None
    )
