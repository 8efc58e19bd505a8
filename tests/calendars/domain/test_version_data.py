"""What a published version keeps of a draft, and the draft that comes back from it."""

from datetime import date

from calendars.domain import version_data
from calendars.domain.drafts import CalendarDraft, DraftDay

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
