"""Calendars as rows: seed, versions, what is refused when it is saved."""

from datetime import date

import pytest
from django.utils import translation

from calendars import actions as calendars
from calendars.domain import drafts, faults, version_data, written_hours, year_import
from calendars.domain.drafts import CalendarDraft
from calendars.models import (
    CalendarDay,
    CalendarVersion,
    WorkCalendar,
    calendar_of_version,
    published_until,
)
from calendars.queries.calendars import (
    draft_of,
    newest_version,
    unpublished_changes,
    version_history,
    year_page,
)
from core.domain import worktime
from core.errors import LawBroken
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.models import SlaClock

pytestmark = pytest.mark.django_db

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2024, 5, 1), ""),
        (date(2024, 4, 28), "09:00-18:00"),
        (date(2024, 5, 11), "09:00-18:00"),
        (date(2026, 2, 14), "09:00-18:00"),
        (date(2026, 2, 28), "09:00-18:00"),
        (date(2026, 9, 20), "09:00-18:00"),
        (date(2026, 10, 10), "09:00-18:00"),
        (date(2026, 10, 7), ""),
        (date(2023, 10, 7), "09:00-18:00"),
        (date(2025, 1, 26), "09:00-18:00"),
    ],
)
def test_the_state_councils_days_are_seeded(workdays, day, hours):
    assert CalendarDay.objects.get(calendar=workdays, date=day).hours == hours


def test_2027_is_provisional_and_says_so(workdays):
    assert set(workdays.days.filter(date__year=2027).values_list("status", flat=True)) == {
        "provisional"
    }
    assert published_until(newest_version(workdays).pk) == 2026
    ticket = ticket_at(team(), "2026-12-31 10:00")
    respond = clock(ticket, "respond")
    assert (local(respond.due_at)[:4], respond.is_provisional) == ("2027", True)


def test_saving_the_same_publishes_nothing_new(workdays):
    before = newest_version(workdays)
    assert calendars.publish_calendar(workdays, at=at("2026-03-01 00:00")) == before


def test_a_running_limit_keeps_the_hours_it_was_promised_with(workdays):
    cast = team()
    first = ticket_at(cast, "2026-03-16 10:00")
    CalendarDay.objects.create(
        calendar=workdays, date=date(2026, 3, 17), kind="holiday", name="停电"
    )
    calendars.publish_calendar(workdays, at=at("2026-03-16 11:00"))
    second = ticket_at(cast, "2026-03-16 12:00")
    assert local(clock(first, "respond").due_at) == "2026-03-19 18:00"
    assert local(clock(second, "respond").due_at) == "2026-03-20 18:00"
    again = SlaClock.objects.get(pk=clock(first, "respond").pk).clock
    assert worktime.workdays_after(again.target.calendar, again.started_at, 3) == again.due_at


@pytest.mark.parametrize(
    ("years", "since", "until"),
    [
        ([2026, 2028], 0, 2026),
        ([2026, 2028], 2026, 2026),
        ([2026, 2028], 2027, 2026),
        ([2026, 2028], 2028, 2028),
        ([2024, 2026], 2026, 2026),
        ([2023, 2024], 2019, 2024),
        ([], 2026, 0),
    ],
)
def test_a_gap_year_is_not_published_by_a_later_one(years, since, until):
    calendar = WorkCalendar.objects.create(code="gap", name="gap")
    calendars.set_week(calendar, {0: "09:00-18:00"})
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=calendar, date=date(year, 1, 1), kind="holiday") for year in years
    )
    version = calendars.publish_calendar(calendar, at=at("2026-03-01 00:00"))
    assert published_until(version.pk, since) == until


def test_versions_from_before_the_rows_stay_readable(workdays):
    version = newest_version(workdays)
    old = {name: value for name, value in version.data.items() if name != "published_years"}
    CalendarVersion.objects.filter(pk=version.pk).update(data=old, rows=[])
    assert published_until(version.pk) == published_until(version.pk, 2024) == 2026
    assert calendars.publish_calendar(workdays, at=at("2026-03-01 00:00")) == version, (
        "the same days are no news"
    )
    calendars.set_day(workdays, day=date(2026, 5, 1), kind="", at=at("2026-03-01 00:00"))
    calendars.publish_calendar(workdays, at=at("2026-03-01 00:00"))
    calendars.restore_version(workdays, number=version.number, at=at("2026-03-01 00:00"))
    assert workdays.days.get(date=date(2026, 5, 1)).kind == "holiday"
    assert calendars.publish_calendar(workdays, at=at("2026-03-02 00:00")).data == {
        **old,
        "published_years": [2023, 2024, 2025, 2026],
    }


def test_a_draft_that_somebody_else_changed_is_not_published(workdays):
    seen = version_data.draft_fingerprint(draft_of(workdays))
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=at("2026-03-01 00:00"))
    with pytest.raises(LawBroken):
        calendars.publish_calendar(workdays, at=at("2026-03-01 00:00"), seen=seen)
    assert newest_version(workdays).number == 1


def test_holidays_that_close_everything_are_refused_and_nothing_is_written(workdays):
    calendars.set_week(workdays, {0: "09:00-18:00"})
    workdays.days.all().delete()
    mondays = [day for year in (2026, 2027) for day in drafts.dates_of(year) if day.weekday() == 0]
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=workdays, date=day, kind="holiday") for day in mondays[:-1]
    )
    with pytest.raises(LawBroken, match="400"):
        calendars.publish_calendar(workdays, at=at("2026-01-01 00:00"))
    CalendarDay.objects.filter(date=date(2026, 6, 1)).delete()
    with pytest.raises(LawBroken, match="400"):
        calendars.set_day(workdays, day=date(2026, 6, 1), kind="holiday", at=at("2026-01-01 00:00"))
    assert not workdays.days.filter(date=date(2026, 6, 1)).exists()


def test_no_year_is_an_exception():
    for year in (2000, 2027, 2100, 2200):
        assert all(day.date.year == year for day in year_import.statutory_days(year, "09:00-18:00"))
    assert {day.status for day in year_import.statutory_days(2027, "09:00-18:00")} == {
        "provisional"
    }


def test_an_import_into_a_draft_that_moved_on_is_refused(workdays):
    seen = version_data.draft_fingerprint(draft_of(workdays))
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=at("2026-03-01 00:00"))
    day = drafts.DraftDay(date(2027, 1, 2), "holiday", source=year_import.STATUTORY)
    told = {
        "days": [day],
        "status": "published",
        "origin": year_import.STATUTORY,
        "at": at("2026-03-01 00:00"),
    }
    with pytest.raises(LawBroken):
        calendars.import_year(workdays, year=2027, seen=seen, **told)
    assert not workdays.days.filter(date=date(2027, 1, 2)).exists()
    calendars.import_year(
        workdays, year=2027, seen=version_data.draft_fingerprint(draft_of(workdays)), **told
    )
    assert [row.date for row in workdays.days.filter(date__year=2027)] == [date(2027, 1, 2)]


def test_a_calendar_around_the_clock_has_no_days_of_its_own():
    natural = WorkCalendar.objects.get(code="natural")
    CalendarDay.objects.create(calendar=natural, date=date(2027, 1, 1), kind="holiday")
    (fault,) = faults.draft_faults(draft_of(natural), at("2026-11-23 10:00"))
    assert (fault.what, fault.where) == ("days_of_always", date(2027, 1, 1))


# --- from when on weekly hours count --------------------------------------------------------------

EARLY = dict.fromkeys(range(5), "08:00-17:00")


def change_week(calendar, week_from=None, week=EARLY):
    calendars.set_week(calendar, week)
    WorkCalendar.objects.filter(pk=calendar.pk).update(week_from=week_from)
    return WorkCalendar.objects.get(pk=calendar.pk)


def hours_of(version, *days):
    calendar = calendar_of_version(version.pk)
    return [written_hours.format_hours(calendar.hours_on(date(2026, 3, day))) for day in days]


def test_changed_hours_count_from_their_date_and_the_date_is_used_up(workdays):
    calendar = change_week(workdays, date(2026, 3, 18))
    version = calendars.publish_calendar(calendar, at=at("2026-03-16 12:00"), reason="夏令时间")
    assert hours_of(version, 16, 17, 18) == ["09:00-18:00", "09:00-18:00", "08:00-17:00"]
    calendar.refresh_from_db()
    assert calendar.week_from is None
    assert not unpublished_changes(version, draft_of(calendar))

    # A holiday published later leaves the hours where they began.
    calendars.set_day(calendar, day=date(2026, 3, 20), kind="holiday", at=at("2026-03-19 09:00"))
    later = calendars.publish_calendar(calendar, at=at("2026-03-19 09:00"))
    assert hours_of(later, 17, 18, 20) == ["09:00-18:00", "08:00-17:00", ""]


def test_hours_without_a_date_count_from_the_day_of_publishing(workdays):
    # 23:30 in UTC is the next day at the desk.
    version = calendars.publish_calendar(change_week(workdays), at=at("2026-03-17 07:30"))
    assert hours_of(version, 16, 17) == ["09:00-18:00", "08:00-17:00"]


def test_going_back_to_a_version_does_not_undo_the_past(workdays):
    first = newest_version(workdays).number
    calendars.publish_calendar(change_week(workdays), at=at("2026-03-10 09:00"))
    calendars.restore_version(workdays, number=first, at=at("2026-03-17 09:00"))
    back = calendars.publish_calendar(workdays, at=at("2026-03-17 09:00"))
    assert hours_of(back, 9, 10, 16, 17) == [
        "09:00-18:00",
        "08:00-17:00",
        "08:00-17:00",
        "09:00-18:00",
    ]


def test_the_history_and_the_year_know_the_hours_of_then(workdays):
    version = calendars.publish_calendar(
        change_week(workdays, date(2026, 3, 18), {5: "10:00-12:00"}), at=at("2026-03-16 12:00")
    )
    with translation.override("en"):
        lines = version_history(workdays)[0].lines
        page = year_page(WorkCalendar.objects.get(pk=workdays.pk), 2026, today=date(2026, 3, 20))
    assert lines[-1] == "The weekly hours count from 2026-03-18; before it those of then."
    cells = {cell.date: cell.label for week in page.months[2].weeks for cell in week if cell}
    assert cells[date(2026, 3, 17)].endswith("09:00-18:00")
    assert cells[date(2026, 3, 18)].endswith("closed")
    assert cells[date(2026, 3, 21)].endswith("10:00-12:00")
    assert version.data["week_from"] == "2026-03-18"
