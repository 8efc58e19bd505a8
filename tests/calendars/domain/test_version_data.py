"""What a published version keeps of a draft, and the draft that comes back from it."""

from datetime import date, timedelta

from calendars.domain import drafts, version_data, written_hours
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.domain.faults import calendar_of_draft
from calendars.models import calendar_from_data
from core.domain import worktime

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))
NEW_YEAR = DraftDay(date(2027, 1, 1), "holiday", name="元旦")


def test_any_change_changes_the_fingerprint():
    plans = [WEEK, WEEK.with_days(NEW_YEAR), CalendarDraft("Asia/Tokyo", False, WEEK.week)]
    assert len({version_data.draft_fingerprint(plan) for plan in plans}) == 3
    assert version_data.draft_fingerprint(
        WEEK.with_days(NEW_YEAR)
    ) == version_data.draft_fingerprint(plans[1])


def test_a_draft_comes_back_from_its_version():
    makeup = DraftDay(date(2027, 1, 3), "makeup", "09:00-18:00", "调休", "notice", "provisional")
    draft = WEEK.with_days(NEW_YEAR, makeup)
    data = version_data.data_of_draft(draft)
    assert version_data.draft_from_version(data, version_data.rows_of_draft(draft)) == draft


def test_the_weeks_before_come_back_and_count():
    early = dict.fromkeys(range(5), "08:00-17:00")
    first = WEEK.with_days(NEW_YEAR)
    draft = CalendarDraft("Asia/Shanghai", False, early, first.days, week_from=date(2027, 1, 5))
    dated = drafts.with_history(draft, first, date(2026, 12, 1))
    data = version_data.data_of_draft(dated)
    assert version_data.draft_from_version(data, version_data.rows_of_draft(dated)) == dated

    hours = calendar_from_data(data)
    assert hours == calendar_of_draft(dated)
    assert [
        written_hours.format_hours(hours.hours_on(date(2027, 1, day))) for day in (1, 4, 5)
    ] == [
        "",
        "09:00-18:00",
        "08:00-17:00",
    ]


def test_an_always_open_calendar_with_a_past_is_no_plain_one():
    always = CalendarDraft("Asia/Shanghai", always=True, week_from=date(2027, 1, 5))
    dated = drafts.with_history(always, WEEK.with_days(NEW_YEAR), date(2026, 12, 1))
    hours = calendar_from_data(version_data.data_of_draft(dated))
    assert not hours.is_always
    assert [worktime.hours_length(hours.hours_on(date(2027, 1, day))) for day in (1, 4, 5, 9)] == [
        timedelta(),
        timedelta(hours=9),
        timedelta(hours=24),
        timedelta(hours=24),
    ]
