"""The calendars' pages: the year grid, a year from a list, publishing, the way back; and who may."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from calendars import actions as calendars
from calendars.admin.pages import window_address
from calendars.domain import year_import
from calendars.models import CalendarDay, WorkCalendar, published_until
from calendars.queries.calendars import newest_version
from core.models import AuditEntry
from tests.fixtures import browser_of, moment

HX = {"HTTP_HX_REQUEST": "true"}
AT = moment("2026-03-16 09:00")

NOTICE_2027 = """2027-01-01~2027-01-03 休 元旦
2027-02-05~2027-02-11 休 春节
2027-02-20 班 调休上班
"""
LIST = {"source": "list", "origin": year_import.STATUTORY}


@pytest.fixture
def root(db):
    return User.objects.create_superuser(
        "root", "root@example.com", "x", display_name="根", language="en"
    )


@pytest.fixture
def keeper(root):
    return browser_of(root)


def clerk(*rights: str) -> Client:
    """A member of staff with these rights and no others."""
    person = User.objects.create_user(
        "clerk", "clerk@example.com", "x", display_name="文员", is_staff=True, language="en"
    )
    role = Group.objects.create(name="clerk")
    role.permissions.set(Permission.objects.filter(codename__in=rights))
    person.groups.add(role)
    return browser_of(person)


def url(name: str, *args: object) -> str:
    return reverse(f"admin:calendars_workcalendar_{name}", args=args)


def text_of(answer: HttpResponse) -> str:
    """The page without the white space that only lays its source out: around tags, in tags."""
    page = re.sub(r"<[^>]*>", lambda tag: " ".join(tag[0].split()), answer.content.decode())
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", page)


def hidden(answer: HttpResponse, *names: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found = dict(
        re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', text_of(answer))
    )
    return {name: found[name] for name in names}


def test_the_year_has_every_day_once_marked_by_letter_and_word(keeper, workdays):
    page = text_of(keeper.get(url("year", workdays.pk, 2026)))
    assert [f"d-2026-{month:02}-01" in page for month in range(1, 13)] == [True] * 12
    assert len(set(re.findall(r'id="d-(2026-\d\d-\d\d)"', page))) == 365
    assert re.search(r'is-holiday[^>]*id="d-2026-05-01"[^>]*Holiday 劳动节[^>]*>1<b>off</b>', page)
    assert re.search(r'is-makeup[^>]*id="d-2026-02-14"[^>]*>14<b>work</b>', page)
    assert re.search(r'class="day is-closed" id="d-2026-03-14"', page)
    # 261 weekdays less the holidays that fall on them, and the six make-up days
    off = [day.date for day in workdays.days.filter(date__year=2026, kind="holiday")]
    working = 261 - sum(day.weekday() < 5 for day in off) + 6
    assert f"{working} working days" in page and "6 make-up workdays" in page
    assert "year-provisional" not in page


def test_a_year_without_its_notice_says_so(keeper, workdays):
    page = text_of(keeper.get(url("year", workdays.pk, 2027)))
    assert "year-provisional" in page
    assert re.search(r'is-holiday is-provisional" id="d-2027-01-01"', page)
    assert "year-provisional" in text_of(keeper.get(url("year", workdays.pk, 2050)))
    assert keeper.get(url("year", workdays.pk, 1999)).status_code == 404


def day_url(calendar: WorkCalendar, written: str) -> str:
    return url("day", calendar.pk, *map(int, written.split("-")))


def test_a_day_is_saved_into_the_draft_and_its_cell_comes_back(keeper, workdays):
    page = day_url(workdays, "2026-03-17")
    assert "2026-03-17" in text_of(keeper.get(page, **HX)) and "<html" not in text_of(
        keeper.get(page, **HX)
    )
    answer = keeper.post(page, {"kind": "holiday", "hours": "left over", "name": "停电"}, **HX)
    assert re.search(r'is-holiday" id="d-2026-03-17"[^>]*hx-swap-oob="true"', text_of(answer))
    assert 'id="year-figures" hx-swap-oob' in text_of(answer) and "draft-banner" in text_of(answer)
    row = workdays.days.get(date=date(2026, 3, 17))
    assert (row.kind, row.hours, row.name, row.status) == ("holiday", "", "停电", "published")
    assert newest_version(workdays).number == 1
    keeper.post(page, {"kind": ""}, **HX)
    assert not workdays.days.filter(date=date(2026, 3, 17)).exists()


def test_without_scripts_the_day_is_a_page_of_its_own(keeper, workdays):
    page = day_url(workdays, "2026-03-21")
    assert "<html" in text_of(keeper.get(page))
    answer = keeper.post(page, {"kind": "makeup"})
    assert answer.url == url("year", workdays.pk, 2026) + "#d-2026-03-21"
    assert workdays.days.get(date=date(2026, 3, 21)).hours == "09:00-18:00"
    assert keeper.get(url("day", workdays.pk, 2026, 2, 30)).status_code == 404


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("", "needs hours"),
        ("18:00-09:00", "18:00-09:00 ends before it starts"),
        ("09:00-12:00, 11:00-13:00", "overlap"),
        ("9", "not a span"),
    ],
)
def test_wrong_special_hours_name_calendar_and_day(keeper, workdays, hours, said):
    answer = keeper.post(day_url(workdays, "2026-03-17"), {"kind": "special", "hours": hours}, **HX)
    assert answer.status_code == 422
    assert "标准工作时间 2026-03-17" in text_of(answer) and said in text_of(answer)
    assert not workdays.days.filter(date=date(2026, 3, 17)).exists()


def test_a_day_set_by_hand_does_not_publish_its_year(keeper, workdays):
    keeper.post(day_url(workdays, "2027-06-01"), {"kind": "holiday"}, **HX)
    assert workdays.days.get(date=date(2027, 6, 1)).status == "provisional"
    assert published_until(calendars.publish_calendar(workdays, at=AT).pk) == 2026


def test_the_same_day_twice_is_refused_by_name(keeper, workdays):
    form = {
        "calendar": workdays.pk,
        "date": "2026-05-01",
        "kind": "holiday",
        "hours": "",
        "name": "",
        "source": "",
        "status": "published",
    }
    answer = keeper.post(reverse("admin:calendars_calendarday_add"), form)
    assert answer.status_code == 200
    assert "标准工作时间 2026-05-01" in text_of(answer)


def test_a_closing_day_of_the_list_page_is_refused(keeper):
    calendar = WorkCalendar.objects.create(code="one", name="仅此一日")
    form = {
        "calendar": calendar.pk,
        "date": "2026-05-01",
        "kind": "special",
        "hours": "18:00-09:00",
        "status": "published",
    }
    assert "仅此一日 2026-05-01: 18:00-09:00" in text_of(
        keeper.post(reverse("admin:calendars_calendarday_add"), form)
    )
    assert not calendar.days.exists()


def sent(answer: HttpResponse, text: str, **told: str) -> dict[str, str]:
    """The previewed form, confirmed."""
    return {
        **LIST,
        "text": text,
        **hidden(answer, "seen", "wanted", "file_name"),
        "confirm": "1",
        **told,
    }


def test_a_notice_replaces_the_estimate_only_after_it_was_confirmed(keeper, workdays):
    page = url("import", workdays.pk, 2027)
    CalendarDay.objects.create(
        calendar=workdays, date=date(2027, 7, 1), kind="holiday", name="厂庆", status="provisional"
    )
    before = set(workdays.days.values_list("date", flat=True))
    answer = keeper.post(page, {**LIST, "text": NOTICE_2027})
    assert (
        "Removed: 2027-10-01" in text_of(answer)
        and "New: 2027-01-02" in text_of(answer)
        and "厂庆" in text_of(answer)
    )
    assert set(workdays.days.values_list("date", flat=True)) == before
    done = keeper.post(page, sent(answer, NOTICE_2027))
    assert done.url == url("year", workdays.pk, 2027)
    days = workdays.days.filter(date__year=2027)
    assert [str(row.date)[5:] for row in days] == [
        "01-01",
        "01-02",
        "01-03",
        "02-05",
        "02-06",
        "02-07",
        "02-08",
        "02-09",
        "02-10",
        "02-11",
        "02-20",
        "07-01",
    ]
    assert set(days.values_list("status", flat=True)) == {"published"}
    assert published_until(calendars.publish_calendar(workdays, at=AT).pk) == 2027


def test_an_administrator_may_keep_the_year_provisional(keeper, workdays):
    page = url("import", workdays.pk, 2027)
    answer = keeper.post(page, {**LIST, "text": NOTICE_2027, "is_provisional": "on"})
    keeper.post(page, sent(answer, NOTICE_2027, is_provisional="on"))
    assert set(workdays.days.filter(date__year=2027).values_list("status", flat=True)) == {
        "provisional"
    }


def test_bad_lines_are_named_and_block_and_nothing_is_lost(keeper, workdays):
    text = "日期,类型,名称\n2027-01-01,休,元旦\n2027-01-02,什么,元旦\n"
    answer = keeper.post(url("import", workdays.pk, 2027), {**LIST, "text": text})
    assert re.search(r"<tr><td>3</td><td>kind</td><td>“什么” is no kind of day", text_of(answer))
    assert 'name="confirm"' not in text_of(answer)
    assert "2027-01-02,什么,元旦" in text_of(answer)
    keeper.post(url("import", workdays.pk, 2027), sent(answer, text))
    assert not workdays.days.filter(date__year=2027, status="published").exists()


def test_a_list_that_was_edited_or_overtaken_is_shown_again(keeper, workdays):
    page = url("import", workdays.pk, 2027)
    answer = keeper.post(page, {**LIST, "text": NOTICE_2027})
    again = keeper.post(page, sent(answer, NOTICE_2027 + "2027-05-01 休 劳动节\n"))
    assert again.status_code == 200 and 'name="confirm"' in text_of(again)
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=AT)
    overtaken = keeper.post(page, sent(again, NOTICE_2027 + "2027-05-01 休 劳动节\n"))
    assert overtaken.status_code == 200
    assert not workdays.days.filter(date__year=2027, status="published").exists()


def test_a_workbook_becomes_text_that_can_be_mended(keeper, workdays):
    book, kept = Workbook(), BytesIO()
    for row in (
        ["日期", "类型", "名称", "工作时间"],
        [date(2027, 1, 1), "休", "元旦", None],
        [],
        ["2027-03-01", "特", "盘点", "09:00-12:00, 13:30-18:00"],
        ["2027-13-01", "休"],
    ):
        book.active.append(row)
    book.save(kept)
    answer = keeper.post(
        url("import", workdays.pk, 2027),
        {**LIST, "file": SimpleUploadedFile("放假.xlsx", kept.getvalue())},
    )
    assert "<td>5</td><td>date</td>" in text_of(answer)
    text = unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text_of(answer), re.S)[1])
    assert text.splitlines()[3] == '2027-03-01,特,盘点,"09:00-12:00, 13:30-18:00"'
    mended = text.replace("2027-13-01", "2027-01-02")
    answer = keeper.post(
        url("import", workdays.pk, 2027), {**LIST, "text": mended, **hidden(answer, "file_name")}
    )
    keeper.post(url("import", workdays.pk, 2027), sent(answer, mended))
    row = workdays.days.get(date=date(2027, 3, 1))
    assert (row.hours, row.source) == (
        "09:00-12:00, 13:30-18:00",
        "State Council notice, 放假.xlsx",
    )


def test_what_a_list_hides_and_what_is_broken_in_it_is_told(keeper, workdays):
    kept, book = BytesIO(), Workbook()
    for row in (["2027-01-01", "休"], ["=Sheet9!A1", "休"], ["2027-01-03", "休"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(kept)
    answer = keeper.post(
        url("import", workdays.pk, 2027),
        {**LIST, "file": SimpleUploadedFile("放假.xlsx", kept.getvalue())},
    )
    assert "row 3" in text_of(answer)
    assert "=Sheet9!A1" in unescape(text_of(answer)), "and its line is one of the bad ones"
    assert "<td>2</td><td>date</td>" in text_of(answer)


def test_a_file_that_is_no_table_is_refused(keeper, workdays):
    answer = keeper.post(
        url("import", workdays.pk, 2027), {**LIST, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}
    )
    assert answer.status_code == 422 and "xlsx" in text_of(answer)


def test_built_in_days_of_a_year_nobody_published_are_estimates(keeper, workdays):
    page = url("import", workdays.pk, 2028)
    built_in = {"source": "built_in", "origin": year_import.STATUTORY}
    answer = keeper.post(page, built_in)
    keeper.post(page, {**built_in, "confirm": "1", **hidden(answer, "seen", "wanted")})
    assert set(workdays.days.filter(date__year=2028).values_list("status", flat=True)) == {
        "provisional"
    }
    assert keeper.get(url("import", workdays.pk, 2100)).status_code == 200


def publish_form(client: Client, calendar: WorkCalendar, **told: str) -> dict[str, str]:
    return {**hidden(client.get(url("publish", calendar.pk)), "seen"), **told}


def test_a_draft_is_checked_and_published_with_a_reason(keeper, root, workdays):
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", name="停电", at=AT)
    calendars.set_week(workdays, {**dict.fromkeys(range(5), "09:00-18:00"), 5: "09:00-12:00"})
    page = text_of(keeper.get(url("publish", workdays.pk)))
    assert "New: 2026-03-17 Holiday 停电" in page and "Saturday: closed → 09:00-12:00" in page
    assert "draft-banner" in text_of(keeper.get(url("change", workdays.pk)))
    assert (
        keeper.post(url("publish", workdays.pk), publish_form(keeper, workdays)).status_code == 422
    ), "the reason is wanted"
    keeper.post(url("publish", workdays.pk), publish_form(keeper, workdays, reason="停电通知"))
    version = newest_version(workdays)
    assert (version.number, version.reason, version.created_by) == (2, "停电通知", root)
    assert {
        "date": "2026-03-17",
        "kind": "holiday",
        "hours": "",
        "name": "停电",
        "source": "",
        "status": "published",
    } in version.rows
    assert 'class="draft-banner"' not in text_of(keeper.get(url("change", workdays.pk)))
    entry = AuditEntry.objects.get(action="calendar_published", actor=root)
    assert (entry.target, entry.reason, entry.data) == (
        "calendar workdays",
        "停电通知",
        {"version": 2},
    )


def test_a_draft_changed_behind_the_page_is_shown_again(keeper, workdays):
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=AT)
    form = publish_form(keeper, workdays, reason="x")
    calendars.set_day(workdays, day=date(2026, 3, 18), kind="holiday", at=AT)
    answer = keeper.post(url("publish", workdays.pk), form)
    assert answer.status_code == 422 and "2026-03-18" in text_of(answer)
    assert newest_version(workdays).number == 1


def test_problems_block_and_name_calendar_and_day(keeper, workdays):
    CalendarDay.objects.filter(date=date(2026, 2, 14)).update(hours="18:00-09:00")
    WorkCalendar.objects.filter(pk=workdays.pk).update(zone="Asia/Atlantis")
    page = text_of(keeper.get(url("publish", workdays.pk)))
    assert (
        "标准工作时间 2026-02-14: 18:00-09:00 ends before it starts." in page
        and "Asia/Atlantis" in page
    )
    assert 'name="reason"' not in page
    keeper.post(url("publish", workdays.pk), {"reason": "x", "seen": ""})
    assert newest_version(workdays).number == 1


def test_back_to_a_version_goes_through_the_publish_page(keeper, workdays):
    calendars.set_day(workdays, day=date(2026, 5, 1), kind="", at=AT)
    calendars.set_week(workdays, {0: "10:00-12:00"})
    calendars.publish_calendar(workdays, at=AT, reason="Versehen")
    page = text_of(keeper.get(url("versions", workdays.pk)))
    assert "Versehen" in page and "Removed: 2026-05-01" in page
    answer = keeper.post(url("back", workdays.pk, 1))
    assert (
        answer.url.startswith(url("publish", workdays.pk)) and newest_version(workdays).number == 2
    )
    assert 'value="Back to version 1"' in text_of(keeper.get(answer.url))
    keeper.post(
        url("publish", workdays.pk), publish_form(keeper, workdays, reason="Back to version 1")
    )
    first, last = workdays.versions.get(number=1), workdays.versions.get(number=3)
    assert last.rows == first.rows
    assert [last.data[name] for name in ("zone", "week", "days")] == [
        first.data[name] for name in ("zone", "week", "days")
    ]
    assert keeper.post(url("back", workdays.pk, 99)).status_code == 404


def test_the_way_to_running_limits_is_by_name(keeper, workdays):
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=AT)
    page = text_of(keeper.get(url("publish", workdays.pk)))
    assert f'hx-get="{reverse("admin:terms_preview")}?calendar={workdays.pk}"' in page
    assert f'action="{reverse("admin:terms_publish")}?calendar={workdays.pk}"' in page
    page = text_of(keeper.get(url("change", workdays.pk)))
    assert f'hx-get="{reverse("admin:terms_following")}?calendar={workdays.pk}"' in page
    assert window_address("admin:no_house_offers_this", workdays) == ""


def test_who_may_only_look_sees_a_grid_without_doors(workdays):
    eye = clerk("view_workcalendar")
    page = text_of(eye.get(url("year", workdays.pk, 2026)))
    assert "d-2026-05-01" in page and "hx-get" not in page
    for name, *args in (("day", 2026, 5, 1), ("import", 2027), ("publish",), ("back", 1)):
        assert eye.post(url(name, workdays.pk, *args)).status_code == 403
    assert eye.get(url("versions", workdays.pk)).status_code == 200


def test_publishing_needs_its_own_right(workdays):
    editor = clerk("view_workcalendar", "change_workcalendar")
    assert editor.post(day_url(workdays, "2026-03-17"), {"kind": "holiday"}).status_code == 302
    assert editor.get(url("publish", workdays.pk)).status_code == 403
    assert editor.post(url("publish", workdays.pk), {"reason": "x"}).status_code == 403
    assert newest_version(workdays).number == 1


def test_both_rights_are_enough(workdays):
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=AT)
    publisher = clerk("view_workcalendar", "change_workcalendar", "publish_rules")
    publisher.post(url("publish", workdays.pk), publish_form(publisher, workdays, reason="x"))
    assert newest_version(workdays).number == 2


def test_dropping_the_drafts_changes_publishes_nothing(keeper, workdays):
    calendars.set_day(workdays, day=date(2026, 3, 17), kind="holiday", at=AT)
    assert keeper.post(url("back", workdays.pk, 1)).url == url("change", workdays.pk)
    assert not workdays.days.filter(date=date(2026, 3, 17)).exists()
    assert calendars.publish_calendar(workdays, at=AT).number == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_five_calendars_as_for_three(
    keeper, workdays, count, django_assert_num_queries
):
    for n in range(count):
        calendars.publish_calendar(
            WorkCalendar.objects.create(code=f"c{n}", name=f"c{n}", is_always=True), at=AT
        )
    keeper.get(url("changelist"))
    with django_assert_num_queries(8):
        keeper.get(url("changelist"))
