"""When the steps of a clock are reached, and when it is looked at again."""

from datetime import timedelta

import pytest
from hypothesis import assume, given

from core.domain import worktime
from core.domain.worktime import ALWAYS
from tests.factories.clock_stories import GAPS, play, plays
from tests.support.calendars import SHANGHAI, at, h, m, weekly
from tests.support.clock_targets import hours, minutes, promise
from tests.tickets.law import next_check, swept
from tickets.limits.domain import sla
from tickets.limits.domain.sla import EscalationStep

SECOND = timedelta(seconds=1)

STEPS = (
    EscalationStep("50", 50),
    EscalationStep("80", 80),
    EscalationStep("100", 100),
    EscalationStep("after", 100, m(30)),
)


@pytest.mark.parametrize(("share", "moment"), [(50, "10:50"), (75, "11:50"), (100, "12:50")])
def test_case_47_steps_at_a_share(share, moment):
    step = EscalationStep("x", share)
    clock = sla.start_clock(hours(4, steps=(step,)), at("2026-03-13 17:50"))
    reached = at(f"2026-03-16 {moment}")
    assert sla.step_moment(clock, step) == reached
    assert not sla.has_reached(clock, step, reached - SECOND)
    assert sla.has_reached(clock, step, reached) is (share < 100)
    assert sla.has_reached(clock, step, reached + SECOND)


def test_case_49_a_step_before_due_in_working_time():
    step = EscalationStep("x", 100, -h(1))
    clock = sla.start_clock(
        hours(4, weekly(SHANGHAI, range(5), "08:00-18:00"), steps=(step,)), at("2026-03-16 17:00")
    )
    assert (clock.due_at, sla.step_moment(clock, step)) == (
        at("2026-03-17 11:00"),
        at("2026-03-17 10:00"),
    )
    assert not sla.has_reached(clock, step, at("2026-03-17 09:59:59"))
    assert sla.has_reached(clock, step, at("2026-03-17 10:00"))


def test_case_52_three_steps_passed_while_the_worker_was_down():
    clock = sla.start_clock(hours(4, ALWAYS, steps=STEPS), at("2026-03-16 08:00"))
    clock, raised = swept(clock, at("2026-03-16 14:00"))
    assert raised == {"50", "80", "100", "after"}
    assert [sla.step_moment(clock, step) for step in STEPS] == [
        at(f"2026-03-16 {wall}") for wall in ("10:00", "11:12", "12:00", "12:30")
    ]
    assert next_check(clock, raised) is None


REPORTED = at("2024-05-01 09:30")


@pytest.mark.parametrize(
    "step",
    [EscalationStep("100"), EscalationStep("after", 100, m(30))],
    ids=["at-due", "30-min-after-due"],
)
def test_a_promise_refused_after_its_time_raises_its_steps_at_once(step):
    clock = sla.pause_clock(
        sla.start_clock(promise("2024-05-01 12:00", steps=(step,)), REPORTED),
        at("2024-05-01 11:00"),
    )
    going = sla.resume_clock(clock, at("2024-05-01 13:00"))
    assert next_check(going) <= at("2024-05-01 13:00")
    assert sla.has_reached(going, step, at("2024-05-01 13:00"))


MAY_6 = at("2024-05-06 09:00")


@pytest.mark.parametrize(("share", "moment"), [(80, "2024-05-07 04:12"), (50, "2024-05-06 21:00")])
def test_e6_warnings(share, moment):
    step = EscalationStep("x", share)
    clock = sla.start_clock(hours(24, ALWAYS, steps=(step,)), MAY_6)
    assert sla.step_moment(clock, step) == next_check(clock) == at(moment)


def test_steps_fall_on_whole_seconds():
    step = EscalationStep("33", 33)
    clock = sla.start_clock(minutes(1, steps=(step,)), MAY_6)
    assert sla.step_moment(clock, step) == worktime.whole_second(sla.step_moment(clock, step))
    assert swept(clock, next_check(clock))[1] == {"33"}


@given(plays())
def test_next_check_never_lies_after_the_due_second(story):
    target, start, pauses, _ = story
    clock = play(target, start, pauses)
    assume(not clock.is_breached)
    assert next_check(clock) <= clock.due_at + SECOND


@given(plays())
def test_nothing_changes_before_next_check_and_something_does_then(story):
    target, start, pauses, _ = story
    clock, raised = play(target, start, pauses), frozenset()
    for _ in range(len(target.steps) + 2):
        moment = next_check(clock, raised)
        if moment is None:
            break
        before = moment - SECOND
        if before >= clock.since:
            assert swept(clock, before, raised) == (clock, raised)
        after = swept(clock, moment, raised)
        assert after != (clock, raised)
        clock, raised = after
    assert next_check(clock, raised) is None
    assert clock.is_breached
    assert raised == {step.key for step in target.steps}


@given(plays(), GAPS)
def test_sweeping_twice_equals_once(story, gap):
    target, start, pauses, now = story
    once = swept(play(target, start, pauses), now)
    assert swept(*(once[0], now, once[1])) == once
    late = swept(once[0], now + gap, once[1])
    if once[0].is_breached:
        assert late[0] == once[0]
