"""Clocks of random lives of tickets, told anew from their ledgers; and lives that were found that way."""

from __future__ import annotations

from typing import Any

import pytest

from demo.stage import Play
from tests.fixtures import moment, play_of
from tests.support.random_lives import DAY, EVERY, HOUR, SEEDS, STEPS, live
from tickets.limits.actions import clocks
from tickets.limits.models import (
    Escalation,
    SlaClock,
    SlaPause,
)
from tickets.record.enums import Priority, Purpose, Tier
from tickets.work.actions import (
    triage,
)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_clock_of_a_random_life_is_told_anew(cast, seed):
    world = live(cast, seed, range(STEPS), tell_every=6)
    assert SlaClock.objects.count() > 10, f"seed {seed}: {world.done}"


# --- what the dice found ------------------------------------------------------------------------------------------


MONDAY = moment("2026-03-16 10:00")


def at_work(cast: Any, tier: Tier = Tier.IMPORTANT) -> Play:
    """Acknowledged, accepted and taken on Monday at 10."""
    play = play_of(cast, MONDAY, tier=tier, issue_type=cast.types["硬件故障"])
    play.say("已登记", MONDAY, Purpose.ACK)
    play.accept(MONDAY)
    play.assign(MONDAY)
    play.take_over(MONDAY)
    return play


def test_days_that_nobody_looked_at_are_finished_by_one_sweep(cast):
    at_work(cast)
    at = MONDAY + 4 * DAY
    clocks.sweep_clocks(at=at, limit=EVERY)
    again = clocks.sweep_clocks(at=at, limit=EVERY)
    assert (again.looked_at, again.raised) == (0, 0)
    assert Escalation.objects.filter(clock__kind__code="progress", clock__cycle=2).count() == 3


def test_a_missed_promise_that_stood_still_ends_its_pause_when_another_is_given(cast):
    play = at_work(cast)
    triage.promise_time(play.ticket, by=cast.staff["manager"], at=MONDAY, promised_at=MONDAY + HOUR)
    clocks.sweep_clocks(at=MONDAY + 2 * HOUR, limit=EVERY)
    finish_work(play)
    triage.promise_time(
        play.ticket,
        by=cast.staff["manager"],
        at=MONDAY + 4 * HOUR,
        promised_at=MONDAY + DAY,
        reason="再约",
    )
    pause = SlaPause.objects.get(clock__kind__code="promise", clock__cycle=1)
    assert pause.ended_at == MONDAY + 4 * HOUR


def finish_work(play: Play) -> None:
    """From diagnosis to 待确认 between noon and one."""
    at = MONDAY + 2 * HOUR
    play.diagnose(at, "检查")
    play.propose(at, ["重启"], at + HOUR)
    play.approve(at)
    play.work(at, at + HOUR, "处理")
    play.finish(at + HOUR)


def test_a_missed_day_found_by_a_late_entry_was_detected_when_it_was_entered(cast):
    play = at_work(cast)
    entered = MONDAY + 2 * DAY
    play.say("进度", entered, happened_at=entered - 3 * HOUR)
    row = (
        SlaClock.objects.filter(ticket=play.ticket, kind__code="progress").order_by("cycle").first()
    )
    assert (row.state, row.detected_at) == ("breached_stopped", entered)
    assert clocks.rebuild_clock(row).differs == {}


def test_a_daily_limit_that_begins_tomorrow_begins_now_when_it_becomes_hourly(cast):
    """Told on Monday, so the next is owed on Tuesday; made urgent at 15:00: two hours from then, and an update at 16:00 counts."""
    play = at_work(cast)
    play.say("进度", MONDAY + HOUR)
    at = moment("2026-03-16 15:00")
    triage.change_tier(
        play.ticket,
        by=cast.staff["supervisor"],
        at=at,
        tier=Tier.URGENT,
        priority=Priority.HIGH,
        reason="停线",
        promised_at=at + DAY,
    )
    row = SlaClock.objects.get(ticket=play.ticket, kind__code="progress", cycle=2)
    assert (row.started_at, row.since, row.due_at) == (at, at, at + 2 * HOUR)
    play.say("进度", at + HOUR)
    row.refresh_from_db()
    assert (row.state, row.stopped_at) == ("met", at + HOUR)
    assert clocks.rebuild_clock(row).differs == {}
