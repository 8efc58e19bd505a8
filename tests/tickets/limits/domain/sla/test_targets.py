"""What a target grants, and which one is none."""

from dataclasses import replace

import pytest

from core.domain.worktime import ALWAYS
from tests.support.calendars import CN, W, at, h, m
from tests.support.clock_targets import promise
from tickets.limits.domain import sla
from tickets.limits.domain.sla import BadTarget, EscalationStep, LimitTarget
from tickets.limits.enums import Unit


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("amount", [0, -1])
def test_case_59_a_target_of_nothing_is_refused(unit, amount):
    with pytest.raises(BadTarget):
        LimitTarget(amount=amount, unit=unit, calendar=CN)


def test_the_budget_of_a_promise_is_open_time_of_its_calendar():
    step = EscalationStep("80", 80)
    target = promise("2026-03-16 11:00", calendar=CN, steps=(step,))
    clock = sla.start_clock(target, at("2026-03-13 16:00"))
    assert clock.due_at == at("2026-03-16 11:00")
    assert clock.budget == h(4)
    assert sla.step_moment(clock, step) == at("2026-03-16 10:12")


def test_e6_three_working_days():
    target = LimitTarget(amount=3, unit=Unit.WORKDAY, calendar=W)
    assert sla.start_clock(target, at("2024-04-29 10:00")).due_at == at("2024-05-07 18:00")
    assert sla.start_clock(target, at("2024-05-01 09:30")).due_at == at("2024-05-08 18:00")


DAILY = LimitTarget(amount=1, unit=Unit.CALENDAR_DAY, calendar=ALWAYS, repeats=True)


def test_calendar_days_are_natural_days_whatever_became_of_the_calendar():
    narrowed = replace(DAILY, calendar=CN)
    assert (
        sla.start_clock(narrowed, at("2024-05-04 10:00")).due_at
        == sla.start_clock(DAILY, at("2024-05-04 10:00")).due_at
    )


@pytest.mark.parametrize(
    ("budget", "grace"), [(m(10), m(15)), (h(1), m(15)), (h(2), m(30)), (h(4), h(1)), (h(24), h(6))]
)
def test_grace(budget, grace):
    assert sla.grace_of(budget) == grace
