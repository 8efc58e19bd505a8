"""Working time against a second calculation that knows nothing of the first: every minute asked whether it is open."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.domain import worktime
from tests.support.worktime_by_minute import DAY, MINUTE, SECOND, Case, Counted, any_case

SEED = 20260316
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Asia/Beirut",
)


def ask(case: Case) -> int:
    """One round of questions to both; how many had an answer within the walk."""
    dice, model, law = case.dice, case.model, case.law
    start, end = sorted((case.instant(), case.instant()))
    told = f"{case.told}\nstart {start.isoformat()} end {end.isoformat()}"
    counted = model.elapsed(start, end)
    assert worktime.elapsed(law, case.written(start), case.written(end)) == counted * SECOND, told
    assert worktime.elapsed(law, case.written(end), case.written(start)) == -counted * SECOND, told
    seconds = dice.choice(
        [
            0,
            1,
            59,
            60,
            3600,
            counted,
            counted + 1,
            dice.randint(0, 400_000),
            dice.randint(0, 40_000),
        ]
    )
    asked = 2 + _ask_after(case, start, seconds, told)
    days = dice.choice([1, 1, 2, 3, dice.randint(1, 12)])
    closes = model.close_of_workday(start, days)
    if closes is not None:
        assert worktime.workdays_after(law, case.written(start), days) == closes, (
            f"{told} workdays {days}"
        )
    midnight = model.midnight_after(start, days - 1)
    if midnight is not None:
        assert worktime.end_of_day(law, case.written(start), days - 1) == midnight, (
            f"{told} end of day {days - 1}"
        )
    return asked + (closes is not None) + (midnight is not None)


def _ask_after(case: Case, start: datetime, seconds: int, told: str) -> int:
    due = case.model.after(start, seconds)
    if due is None:
        return 0
    said = worktime.after(case.law, case.written(start), seconds * SECOND)
    assert said == due, f"{told} after {seconds} s"
    assert said.tzinfo is UTC
    opening = case.model.after(start, 1)
    if opening is not None:
        assert worktime.next_open(case.law, case.written(start)) == opening - SECOND, (
            f"{told} next opening"
        )
        assert worktime.has_open_time(case.law, start)
    return 2


@pytest.mark.parametrize("zone", ZONES)
def test_every_question_has_the_same_answer_minute_by_minute(zone):
    dice = random.Random(f"{SEED} {zone}")
    asked = 0
    for _n in range(4):
        case = any_case(dice.randrange(10**9), zone, 16)
        asked += sum(ask(case) for _question in range(60))
    assert asked > 600


@pytest.mark.parametrize("gap", [3, 400, 401])
def test_a_calendar_that_is_nearly_always_closed(gap):
    """Open for an hour on two dates only, so many closed days between them."""
    zone, opens = ZoneInfo("Europe/London"), date(2025, 2, 3)
    again = opens + (gap + 1) * DAY
    hours = [(600, 660)]
    model = Counted.walk(
        zone, {}, {opens: hours, again: hours}, datetime(2025, 2, 1, tzinfo=UTC), gap + 8
    )
    law = worktime.WorkCalendar(zone, {}, dict.fromkeys((opens, again), ((time(10), time(11)),)))
    start = datetime(2025, 2, 3, 10, 30, tzinfo=UTC)
    if gap > worktime.MAX_CLOSED_DAYS:
        with pytest.raises(worktime.NoOpenTime):
            worktime.after(law, start, 31 * MINUTE)
        with pytest.raises(worktime.NoOpenTime):
            worktime.workdays_after(law, start, 1)
    else:
        assert worktime.after(law, start, 31 * MINUTE) == model.after(start, 31 * 60)
        assert (
            worktime.workdays_after(law, start, 1)
            == model.first + (len(model.is_open) - model.is_open[::-1].index(1)) * MINUTE
        )
    assert (
        worktime.after(law, start, 30 * MINUTE)
        == model.after(start, 30 * 60)
        == datetime(2025, 2, 3, 11, tzinfo=UTC)
    )
    assert (
        worktime.elapsed(law, start, start + (gap + 3) * DAY)
        == model.elapsed(start, start + (gap + 3) * DAY) * SECOND
    )


def test_around_the_clock_every_second_counts():
    dice = random.Random(SEED)
    for _n in range(200):
        start = datetime(1986, 1, 1, tzinfo=UTC) + dice.randint(0, 40 * 365 * 86400) * SECOND
        amount = dice.randint(0, 10**7) * SECOND
        assert worktime.after(worktime.ALWAYS, start, amount) == start + amount
        assert worktime.elapsed(worktime.ALWAYS, start, start + amount) == amount


def test_a_midnight_that_is_followed_by_an_hour_of_the_day_before():
    """St. John's until 2011: at 00:01 the wall went back to 23:01. The new day had begun, and goes on being counted."""
    zone, hours, sunday = ZoneInfo("America/St_Johns"), [(0, 60)], date(2010, 11, 7)
    model = Counted.walk(zone, {}, {sunday: hours}, datetime(2010, 11, 6, tzinfo=UTC), 3)
    law = worktime.WorkCalendar(zone, {}, {sunday: ((time(0), time(1)),)})
    start, end = datetime(2010, 11, 7, 2, tzinfo=UTC), datetime(2010, 11, 7, 3, 15, tzinfo=UTC)
    assert model.elapsed(start, end) == 45 * 60
    assert worktime.after(law, start, 45 * MINUTE) == end
    assert worktime.elapsed(law, start, end) == 45 * MINUTE
