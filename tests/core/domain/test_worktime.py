"""Working time against the worked cases of sla.md and vectors.md E5, and its laws."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.domain import written_hours
from core.domain import worktime
from core.domain.worktime import (
    ALWAYS,
    NOTHING,
    BadHours,
    EarlierWeek,
    NoOpenTime,
    WorkCalendar,
    after,
    elapsed,
)
from tests.support.calendars import (
    BERLIN,
    BERLIN_OFFICE,
    CN,
    CNL,
    NEVER,
    NEW_YORK,
    NY,
    NY_247,
    NY_NIGHT,
    OVERNIGHT,
    SHANGHAI,
    W_LUNCH,
    W,
    at,
    h,
    m,
    open_at,
    weekly,
    without,
)

SECOND = timedelta(seconds=1)
EIGHT_TO_SIX = weekly(SHANGHAI, range(5), "08:00-18:00")
CN_NO_MAKE_UP = without(CN, date(2026, 2, 14))


def case(number, calendar, start, amount, due, zone=SHANGHAI):
    return pytest.param(calendar, at(start, zone), amount, at(due, zone), id=f"case-{number}")


CASES = [
    case("1", CN, "2026-03-13 17:50", m(10), "2026-03-13 18:00:00"),
    case("2", CN, "2026-03-13 17:50", m(30), "2026-03-16 09:20:00"),
    case("3", CN, "2026-03-13 17:50", h(4), "2026-03-16 12:50:00"),
    case("4", CN, "2026-03-14 10:00", h(1), "2026-03-16 10:00"),
    case("6", CN, "2026-03-16 09:00:00", h(9), "2026-03-16 18:00"),
    case("8", CN, "2026-02-13 16:00", h(8), "2026-02-14 15:00"),
    case("8-no-make-up", CN_NO_MAKE_UP, "2026-02-13 16:00", h(8), "2026-02-24 15:00"),
    case("10", CN, "2026-02-14 17:50", m(30), "2026-02-24 09:20"),
    case("11", CN, "2026-01-03 12:00", h(1), "2026-01-04 10:00"),
    case("13", CN, "2026-09-30 17:00", h(4), "2026-10-08 12:00"),
    case("15", CN, "2026-05-09 08:00", h(1), "2026-05-09 10:00"),
    case("17-unpaused", CN, "2026-03-13 10:00", h(12), "2026-03-16 13:00"),
    case("31", NY_247, "2026-03-07 20:00", h(8), "2026-03-08 05:00", NEW_YORK),
    case("33", NY_NIGHT, "2026-03-07 22:00", h(8), "2026-03-08 23:00", NEW_YORK),
    case("33-autumn", NY_NIGHT, "2026-10-31 22:00", h(9), "2026-11-01 06:00", NEW_YORK),
    case("37", NY, "2026-03-06 17:30", h(1), "2026-03-09 09:30", NEW_YORK),
    case("39", OVERNIGHT, "2026-03-16 23:30", h(4), "2026-03-17 21:30"),
    case("43-year-not-published", CN, "2027-09-30 17:00", h(4), "2027-10-01 12:00"),
    case("49-due", EIGHT_TO_SIX, "2026-03-16 17:00", h(4), "2026-03-17 11:00"),
    case("49-one-hour-before", EIGHT_TO_SIX, "2026-03-16 17:00", h(3), "2026-03-17 10:00"),
    case("lunch", CNL, "2026-03-16 11:30", h(1), "2026-03-16 14:00"),
    case("lunch-ends-on-the-bound", CNL, "2026-03-16 11:30", m(30), "2026-03-16 12:00"),
    case("E5-w-10min", W, "2024-04-30 17:55", m(10), "2024-05-06 09:05"),
    case("E5-w-1h", W, "2024-04-30 17:30", h(1), "2024-05-06 09:30"),
    case("E5-before-opening", W, "2024-05-06 08:00", h(1), "2024-05-06 10:00"),
    case("E5-at-closing", W, "2024-05-06 18:00", h(1), "2024-05-07 10:00"),
    case("E5-24h-w", W, "2024-05-10 17:30", h(24), "2024-05-14 14:30"),
    case("E5-24h-lunch", W_LUNCH, "2024-05-10 17:30", h(24), "2024-05-14 17:30"),
    case("E5-24h-n", ALWAYS, "2024-05-10 17:30", h(24), "2024-05-11 17:30"),
    case("E1-ack-on-w-not-used", W, "2024-05-01 09:30", m(10), "2024-05-06 09:10"),
]


@pytest.mark.parametrize(("calendar", "start", "amount", "due"), CASES)
def test_after(calendar, start, amount, due):
    assert after(calendar, start, amount) == due


@pytest.mark.parametrize(("calendar", "start", "amount", "due"), CASES)
def test_elapsed_is_the_way_back(calendar, start, amount, due):
    assert elapsed(calendar, start, due) == amount
    assert elapsed(calendar, due, start) == -amount


def test_case_37_in_utc():
    assert after(NY, at("2026-03-06 17:30", NEW_YORK), h(1)) == datetime(
        2026, 3, 9, 13, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2024-04-29", "2024-05-07", id="monday-before-may"),
        pytest.param("2024-04-26", "2024-04-30", id="sunday-works"),
        pytest.param("2024-05-01 09:30", "2024-05-08", id="from-a-holiday"),
        pytest.param("2024-05-10", "2024-05-14", id="saturday-works"),
        pytest.param("2024-09-30 17:50", "2024-10-10", id="national-day"),
        pytest.param("2025-01-24", "2025-02-05", id="spring-festival-2025"),
        pytest.param("2026-04-30", "2026-05-08", id="may-2026"),
    ],
)
@pytest.mark.parametrize("clock", ["", "23:59:59"])
def test_e5_three_working_days(start, due, clock):
    begin = at(f"{start[:10]} {clock}" if clock else start)
    assert worktime.workdays_after(W, begin, 3) == at(f"{due} 18:00")


def test_e5_workdays_close_at_the_end_of_the_last_interval():
    assert worktime.workdays_after(W_LUNCH, at("2024-05-10 12:30"), 1) == at("2024-05-11 18:00")


@pytest.mark.parametrize("days", [0, -1])
def test_a_limit_of_no_working_days_is_refused(days):
    with pytest.raises(ValueError, match="at least one"):
        worktime.workdays_after(W, at("2024-05-10"), days)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "amount"),
    [
        pytest.param(W, "2024-04-30 16:00", "2024-05-06 11:00", h(4), id="E5-over-may"),
        pytest.param(ALWAYS, "2024-04-30 16:00", "2024-05-06 11:00", h(139), id="E5-natural"),
        pytest.param(W, "2024-05-01 09:30", "2024-05-01 09:40", NOTHING, id="E5-holiday"),
        pytest.param(CN, "2026-03-13 18:30", "2026-03-16 08:30", NOTHING, id="case-17"),
        pytest.param(
            weekly(SHANGHAI, range(5), "09:00-17:00"),
            "2026-03-16 16:00",
            "2026-03-17 10:00",
            h(2),
            id="case-19",
        ),
        pytest.param(CN, "2026-03-16 17:59:59", "2026-03-16 18:00:01", SECOND, id="half-open"),
    ],
)
def test_worked_spans(calendar, start, end, amount):
    assert elapsed(calendar, at(start), at(end)) == amount


# Days, openings, seconds


def test_hours_to_midnight_leave_no_gap():
    whole = weekly(SHANGHAI, range(7), "00:00-24:00")
    assert whole.is_always
    assert (
        elapsed(
            weekly(SHANGHAI, range(7), "18:00-24:00"),
            at("2026-03-16 23:59:59"),
            at("2026-03-17 00:00"),
        )
        == SECOND
    )
    assert WorkCalendar(SHANGHAI, {0: ((time(18), time.min),)}).spans_on(date(2026, 3, 16)) == (
        (at("2026-03-16 18:00"), at("2026-03-17 00:00")),
    )


def test_always_with_an_exception_is_not_always():
    calendar = WorkCalendar(SHANGHAI, ALWAYS.week, {date(2026, 3, 17): ()})
    assert not calendar.is_always
    assert elapsed(calendar, at("2026-03-16 12:00"), at("2026-03-18 12:00")) == h(24)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param(NEW_YORK, date(2026, 3, 8), 23, id="new-york-spring"),
        pytest.param(NEW_YORK, date(2026, 11, 1), 25, id="new-york-autumn"),
        pytest.param(BERLIN, date(2026, 3, 29), 23, id="berlin-spring"),
        pytest.param(BERLIN, date(2026, 10, 25), 25, id="berlin-autumn"),
        pytest.param(SHANGHAI, date(2026, 3, 29), 24, id="shanghai"),
    ],
)
def test_the_length_of_a_day_is_the_real_one(zone, day, hours):
    ((begin, end),) = weekly(zone, range(7), "00:00-24:00").spans_on(day)
    assert end - begin == h(hours)


LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
SYDNEY = ZoneInfo("Australia/Sydney")
BEIRUT = ZoneInfo("Asia/Beirut")
HAVANA = ZoneInfo("America/Havana")
SKIPPED_SUNDAY = date(2026, 3, 8)


def bounds(zone: ZoneInfo, day: date, *hours: str) -> list[tuple[str, str]]:
    """The spans of a date as UTC times."""
    spans = weekly(zone, range(7), *hours).spans_on(day)
    return [(f"{begin:%dT%H:%M}", f"{end:%dT%H:%M}") for begin, end in spans]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "expected"),
    [
        # The wall goes from 02:00 to 03:00: 02:30 means 03:30.
        (NEW_YORK, SKIPPED_SUNDAY, ["02:30-05:00"], [("08T07:30", "08T09:00")]),
        (NEW_YORK, SKIPPED_SUNDAY, ["01:00-02:30"], [("08T06:00", "08T07:30")]),
        (NEW_YORK, SKIPPED_SUNDAY, ["02:15-02:45"], [("08T07:15", "08T07:45")]),
        # Both bounds move, one does not: an interval that would end before it begins is none.
        (NEW_YORK, SKIPPED_SUNDAY, ["02:30-03:15", "04:00-05:00"], [("08T08:00", "08T09:00")]),
        # A moved end reaches into the next interval: each second counts once.
        (NEW_YORK, SKIPPED_SUNDAY, ["01:00-02:30", "03:00-05:00"], [("08T06:00", "08T09:00")]),
        (BERLIN, date(2026, 3, 29), ["02:30-04:00"], [("29T01:30", "29T02:00")]),
        (SYDNEY, date(2026, 10, 4), ["02:15-06:00"], [("03T16:15", "03T19:00")]),
        # Lord Howe moves by half an hour: 02:15 means 02:45.
        (LORD_HOWE, date(2026, 10, 4), ["02:15-06:00"], [("03T15:45", "03T19:00")]),
        (LORD_HOWE, date(2026, 10, 4), ["00:00-02:10"], [("03T13:30", "03T15:40")]),
        # The first hour of the day is skipped.
        (BEIRUT, date(2026, 3, 29), ["00:30-04:00"], [("28T22:30", "29T01:00")]),
        (BEIRUT, date(2026, 3, 28), ["20:00-24:00"], [("28T18:00", "28T22:00")]),
        (HAVANA, date(2026, 3, 8), ["00:00-02:00"], [("08T05:00", "08T06:00")]),
        # Shown twice: the first showing, for a begin and for an end.
        (NEW_YORK, date(2026, 11, 1), ["01:30-03:00"], [("01T05:30", "01T08:00")]),
        (NEW_YORK, date(2026, 11, 1), ["00:00-01:30"], [("01T04:00", "01T05:30")]),
        (BERLIN, date(2026, 10, 25), ["02:30-04:00"], [("25T00:30", "25T03:00")]),
        (SYDNEY, date(2026, 4, 5), ["00:00-02:30"], [("04T13:00", "04T15:30")]),
        (LORD_HOWE, date(2026, 4, 5), ["01:45-03:00"], [("04T14:45", "04T16:30")]),
        # The last hour of Saturday comes twice, and midnight once.
        (BEIRUT, date(2026, 10, 24), ["22:00-24:00"], [("24T19:00", "24T22:00")]),
        (BEIRUT, date(2026, 10, 24), ["22:00-23:30"], [("24T19:00", "24T20:30")]),
        # Midnight comes twice: the new day begins at its first showing.
        (HAVANA, date(2026, 11, 1), ["00:00-02:00"], [("01T04:00", "01T07:00")]),
        (HAVANA, date(2026, 10, 31), ["22:00-24:00"], [("01T02:00", "01T04:00")]),
    ],
)
def test_bounds_in_an_hour_that_is_skipped_or_shown_twice(zone, day, hours, expected):
    assert bounds(zone, day, *hours) == expected


def test_an_interval_that_moves_past_midnight_is_the_next_dates():
    """Dhaka skipped the last hour of 19 June 2009; Apia skipped a whole Friday."""
    dhaka = ZoneInfo("Asia/Dhaka")
    night = weekly(dhaka, range(7), "00:00-02:00", "20:00-23:30")
    assert night.spans_on(date(2009, 6, 19))[-1] == (
        at("2009-06-19 20:00", dhaka),
        at("2009-06-20 00:00", dhaka),
    )
    assert elapsed(night, at("2009-06-19 20:00", dhaka), at("2009-06-20 02:00", dhaka)) == h(5)

    apia = ZoneInfo("Pacific/Apia")
    desk = weekly(apia, range(5), "09:00-18:00")
    assert desk.spans_on(date(2011, 12, 30)) == ()
    assert after(desk, at("2011-12-29 17:00", apia), h(3)) == at("2011-12-31 11:00", apia)


def test_an_earlier_week_holds_until_the_later_one_begins():
    until_monday = EarlierWeek(date(2026, 3, 16), EIGHT_TO_SIX.week)
    until_tuesday = EarlierWeek(date(2026, 3, 17), {0: open_at("00:00-24:00")})
    moved = WorkCalendar(SHANGHAI, CN.week, {date(2026, 3, 13): ()}, (until_monday, until_tuesday))
    hours = [moved.hours_on(date(2026, 3, day)) for day in (12, 13, 16, 17)]
    assert hours == [open_at("08:00-18:00"), (), open_at("00:00-24:00"), open_at("09:00-18:00")]
    assert elapsed(moved, at("2026-03-12 00:00"), at("2026-03-18 00:00")) == h(10 + 24 + 9)
    assert not WorkCalendar(SHANGHAI, ALWAYS.week, {}, (until_monday,)).is_always


@pytest.mark.parametrize(
    ("calendar", "moment", "opening"),
    [
        pytest.param(CN, "2026-03-14 23:10", "2026-03-16 09:00", id="case-53-saturday-night"),
        pytest.param(CN, "2026-03-16 18:00", "2026-03-17 09:00", id="closing-second-is-closed"),
        pytest.param(CN, "2026-03-16 09:00", "2026-03-16 09:00", id="opening-second-is-open"),
        pytest.param(ALWAYS, "2026-03-14 23:10", "2026-03-14 23:10", id="case-53-p1-at-once"),
    ],
)
def test_next_open(calendar, moment, opening):
    assert worktime.next_open(calendar, at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("days", "end"), [(0, "2026-03-17 00:00"), (1, "2026-03-18 00:00")], ids=["today", "tomorrow"]
)
def test_end_of_day_in_the_zone_of_the_calendar(days, end):
    late_in_utc = at("2026-03-16 00:30")
    assert late_in_utc.date() == date(2026, 3, 15)
    assert worktime.end_of_day(CN, late_in_utc, days) == at(end)


HALF = timedelta(milliseconds=999)


def test_fractions_of_a_second_are_dropped():
    start = at("2026-03-16 10:00")
    for calendar in (CN, ALWAYS):
        assert after(calendar, start + HALF, m(10)) == start + m(10)
        assert elapsed(calendar, start + HALF, start + m(10) + HALF) == m(10)
        assert worktime.next_open(calendar, start + HALF) == start
    assert after(CN, start + HALF, NOTHING) == start


NAIVE = datetime.fromisoformat("2026-03-16 10:00")


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda: elapsed(CN, NAIVE, at("2026-03-16 11:00")), id="elapsed-start"),
        pytest.param(lambda: elapsed(CN, at("2026-03-16 11:00"), NAIVE), id="elapsed-end"),
        pytest.param(lambda: after(CN, NAIVE, h(1)), id="after"),
        pytest.param(lambda: after(ALWAYS, NAIVE, h(1)), id="after-always"),
        pytest.param(lambda: worktime.workdays_after(CN, NAIVE, 1), id="workdays-after"),
        pytest.param(lambda: worktime.end_of_day(CN, NAIVE, 1), id="end-of-day"),
        pytest.param(lambda: worktime.next_open(CN, NAIVE), id="next-open"),
        pytest.param(lambda: worktime.next_open(ALWAYS, NAIVE), id="next-open-always"),
    ],
)
def test_naive_instants_are_refused(ask):
    with pytest.raises(ValueError, match="aware"):
        ask()


# Closed for ever


def only_open(days_later: int) -> WorkCalendar:
    return WorkCalendar(
        SHANGHAI, {}, {date(2026, 1, 5) + timedelta(days=days_later): open_at("09:00-18:00")}
    )


NOON = at("2026-01-05 12:00")


def test_a_calendar_that_never_opens_is_refused():
    assert not worktime.has_open_time(NEVER, NOON)
    with pytest.raises(NoOpenTime):
        after(NEVER, NOON, SECOND)
    with pytest.raises(NoOpenTime):
        worktime.workdays_after(NEVER, NOON, 1)
    with pytest.raises(NoOpenTime):
        worktime.next_open(NEVER, NOON)


@pytest.mark.parametrize(
    ("days_later", "is_open"), [(1, True), (399, True), (400, True), (402, False)]
)
def test_case_59_open_time_within_the_next_400_days(days_later, is_open):
    assert worktime.has_open_time(only_open(days_later), NOON) is is_open


@pytest.mark.parametrize("days_later", [399, 400, 402])
def test_after_and_workdays_agree_on_what_is_too_long(days_later):
    def refused(ask):
        try:
            ask()
        except NoOpenTime:
            return True
        return False

    calendar = only_open(days_later)
    by_hours = refused(lambda: after(calendar, NOON, h(1)))
    by_days = refused(lambda: worktime.workdays_after(calendar, NOON, 1))
    assert by_hours == by_days


def test_more_than_all_open_time_is_refused():
    with pytest.raises(NoOpenTime):
        after(only_open(3), NOON, h(9) + SECOND)
    assert after(only_open(3), NOON, h(9)) == at("2026-01-08 18:00")


# Hours as an administrator types them

TYPED = [
    ("", ()),
    ("09:00-18:00", open_at("09:00-18:00")),
    ("09:00-12:00, 13:30-18:00", open_at("09:00-12:00", "13:30-18:00")),
    ("09:00-12:00，13:30-18:00", open_at("09:00-12:00", "13:30-18:00")),
    ("09:00–12:00 13:30–18:00", open_at("09:00-12:00", "13:30-18:00")),
    ("20:00-24:00", open_at("20:00-24:00")),
    ("00:00-24:00", open_at("00:00-24:00")),
]


@pytest.mark.parametrize(("text", "hours"), TYPED)
def test_hours_are_read(text, hours):
    assert written_hours.parse_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "18:00-09:00",
        "09:00-09:00",
        "22:00-06:00",
        "09:00-12:00, 11:59-18:00",
        "09:00-24:00, 23:00-24:00",
        "09:00",
        "-",
        "nine-five",
        "25:00-26:00",
        "09:00-18:60",
        "09:00-12:00-18:00",
        "09:00+08:00-18:00",
        "09:00Z-24:00",
    ],
)
def test_case_59_bad_hours_are_refused_when_read(text):
    with pytest.raises(BadHours):
        written_hours.parse_hours(text)


@pytest.mark.parametrize(
    "hours",
    [
        ((time(18), time(9)),),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(11), time(18))),
        ((time(11), time(18)), (time(9), time(12))),
    ],
    ids=["reversed", "empty", "overlapping", "overlapping-unsorted"],
)
@pytest.mark.parametrize("place", ["week", "exceptions"])
def test_case_59_bad_hours_are_refused_by_the_calendar(hours, place):
    with pytest.raises(BadHours):
        if place == "week":
            WorkCalendar(SHANGHAI, {0: hours})
        else:
            WorkCalendar(SHANGHAI, {}, {date(2026, 3, 16): hours})


def test_touching_intervals_are_no_overlap():
    calendar = weekly(SHANGHAI, range(5), "12:00-18:00", "09:00-12:00")
    assert after(calendar, at("2026-03-16 11:00"), h(2)) == at("2026-03-16 13:00")


@st.composite
def day_hours(draw):
    """Sorted intervals of one day on half hours; none begins or ends inside an hour that clocks repeat."""
    free = [half for half in range(49) if half not in (3, 5)]
    bounds = sorted(draw(st.sets(st.sampled_from(free), max_size=6)))
    bounds = bounds[: len(bounds) // 2 * 2]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    clock = [time(half // 2, half % 2 * 30) if half < 48 else time.max for half in range(49)]
    return tuple((clock[a], clock[b]) for a, b in pairs)


@given(day_hours())
def test_hours_survive_writing_and_reading(hours):
    assert written_hours.parse_hours(written_hours.format_hours(hours)) == hours


# Laws

CHANGES = [
    datetime(2026, *day, tzinfo=UTC)
    for day in ((2, 14), (3, 8), (3, 29), (10, 4), (10, 25), (11, 1))
]
instants = st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-4 * 86_400, 4 * 86_400),
)
amounts = st.integers(0, 200 * 3600).map(lambda seconds: timedelta(seconds=seconds))
calendars = st.sampled_from([CN, CNL, NY, NY_NIGHT, NY_247, BERLIN_OFFICE, OVERNIGHT, ALWAYS])


@given(calendars, instants, amounts)
def test_round_trip(calendar, start, amount):
    assert elapsed(calendar, start, after(calendar, start, amount)) == amount


@given(calendars, instants, amounts.filter(bool))
def test_after_is_the_earliest_such_instant(calendar, start, amount):
    assert elapsed(calendar, start, after(calendar, start, amount) - SECOND) == amount - SECOND


@given(calendars, instants, instants, instants)
def test_elapsed_adds_up(calendar, a, b, c):
    assert elapsed(calendar, a, c) == elapsed(calendar, a, b) + elapsed(calendar, b, c)


@given(calendars, instants, instants)
def test_elapsed_never_exceeds_natural_time(calendar, a, b):
    a, b = sorted((a, b))
    assert NOTHING <= elapsed(calendar, a, b) <= b - a


@given(calendars, instants, instants, amounts, amounts)
def test_after_is_monotonous_in_both(calendar, a, b, one, other):
    (a, b), (one, other) = sorted((a, b)), sorted((one, other))
    assert after(calendar, a, one) <= after(calendar, b, one)
    assert after(calendar, a, one) <= after(calendar, a, other)


@given(calendars, instants, amounts, amounts)
def test_after_in_two_steps_is_after_in_one(calendar, start, one, other):
    assert after(calendar, after(calendar, start, one), other) == after(
        calendar, start, one + other
    )


def counted(calendar: WorkCalendar, start: datetime, minutes: int) -> timedelta:
    """Open minutes counted one by one on the wall clock."""
    total = 0
    for minute in range(minutes):
        wall = (start + m(minute)).astimezone(calendar.zone)
        total += any(
            opens <= wall.time() < closes for opens, closes in calendar.hours_on(wall.date())
        )
    return m(total)


@settings(max_examples=60)
@given(
    zone=st.sampled_from([SHANGHAI, NEW_YORK, BERLIN]),
    week=st.dictionaries(st.integers(0, 6), day_hours()),
    exceptions=st.dictionaries(
        st.builds(
            lambda day, n: day.date() + timedelta(days=n),
            st.sampled_from(CHANGES),
            st.integers(-2, 3),
        ),
        day_hours(),
        max_size=4,
    ),
    start=instants.map(lambda instant: instant.replace(second=0)),
    minutes=st.integers(0, 3 * 1440),
)
def test_elapsed_equals_a_count_by_the_minute(zone, week, exceptions, start, minutes):
    calendar = WorkCalendar(zone, week, exceptions)
    assert elapsed(calendar, start, start + m(minutes)) == counted(calendar, start, minutes)


# Pauses that overlap

spans = st.tuples(instants, amounts).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_e6_two_overlapping_pauses_are_five_hours():
    pauses = [
        (at("2024-05-06 11:00"), at("2024-05-06 15:00")),
        (at("2024-05-06 10:00"), at("2024-05-06 12:00")),
    ]
    assert worktime.joined_intervals(pauses) == [(at("2024-05-06 10:00"), at("2024-05-06 15:00"))]


@given(st.lists(spans, max_size=6))
def test_union_never_counts_twice(pauses):
    joined = worktime.joined_intervals(pauses)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(joined))
    seconds = set()
    for begin, end in pauses:
        seconds.update(range(int(begin.timestamp()) // 60, int(end.timestamp()) // 60))
    minutes = sum(
        (int(end.timestamp()) // 60) - (int(begin.timestamp()) // 60) for begin, end in joined
    )
    assert minutes == len(seconds)


@given(st.lists(spans, max_size=6))
def test_union_of_a_union_is_the_same(pauses):
    assert worktime.joined_intervals(
        worktime.joined_intervals(pauses)
    ) == worktime.joined_intervals(pauses)
