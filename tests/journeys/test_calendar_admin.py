"""The calendar of next year, from the notice to the version that counts, by mouse and by keyboard, wide and narrow."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import User
from calendars.models import WorkCalendar, forget_versions
from calendars.queries.calendars import newest_version
from tests.journeys.conftest import DESKTOP, PHONE, Seats
from tests.support.pages import fits


@pytest.fixture
def keeper(transactional_db: None) -> User:
    forget_versions()
    return User.objects.create_superuser("keeper", "keeper@example.com", "x", display_name="管理员")


def address(calendar: WorkCalendar, rest: str) -> str:
    return f"/admin/calendars/workcalendar/{calendar.pk}/{rest}"


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", DESKTOP), ("en", PHONE)], ids=["zh-wide", "en-narrow"]
)
def test_a_notice_becomes_the_version_that_counts(
    keeper: User, seats: Seats, language: str, size: tuple[int, int]
) -> None:
    workdays = WorkCalendar.objects.get(code="workdays")
    page = seats.open(keeper.username, language, size=size)
    page.goto(address(workdays, "year/2027/"))
    expect(page.locator(".year-provisional")).to_be_visible()
    fits(page)

    page.locator(".year-import").click()
    page.locator("#id_text").fill(
        "2027-01-01~2027-01-03 休 元旦\n2027-02-20 班 调休上班\n2027-13-01 休"
    )
    page.locator(".submit-row button").click()
    expect(page.locator(".bad-lines tbody tr")).to_have_count(1)
    expect(page.locator("[name=confirm]")).to_have_count(0)
    fits(page)
    page.locator("#id_text").fill(
        page.locator("#id_text").input_value().replace("2027-13-01", "2027-10-01")
    )
    page.locator(".submit-row button").last.click()
    page.locator("[name=confirm]").click()
    expect(page.locator("#d-2027-02-20.is-makeup")).to_be_visible()
    expect(page.locator(".year-provisional")).to_have_count(0)

    page.locator("#draft-banner a").click()
    page.locator("#id_reason").fill("2027 年放假通知")
    expect(page.locator(".running-preview .help")).to_be_visible()
    page.locator("[name=apply_running]").check()
    fits(page)
    page.locator(".publish-form button").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(page.locator(".draft-banner")).to_have_count(0)
    expect(page.locator(".running-note")).to_be_visible()
    fits(page)
    version = newest_version(workdays)
    assert (version.number, version.reason, version.data["published_until"]) == (
        2,
        "2027 年放假通知",
        2027,
    )


def test_a_day_by_keyboard(keeper: User, seats: Seats) -> None:
    workdays = WorkCalendar.objects.get(code="workdays")
    page = seats.open(keeper.username)
    page.goto(address(workdays, "year/2026/"))
    cell = page.locator("#d-2026-03-17")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#day input[name=kind]:focus")).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.locator("#id_name").fill("停电")
    page.keyboard.press("Enter")
    expect(page.locator("#d-2026-03-17.is-holiday b")).to_be_visible()
    expect(cell).to_be_focused()
    expect(page.locator("#draft-banner a")).to_be_visible()
    assert workdays.days.get(date=date(2026, 3, 17)).name == "停电"

    page.keyboard.press("Enter")
    page.locator("#day input[value=special]").check()
    page.locator("#id_hours").fill("18:00-09:00")
    seats.expected.add(422)
    page.locator(".day-foot button").click()
    expect(page.locator("#day .errorlist")).to_contain_text("18:00-09:00")
    assert workdays.days.get(date=date(2026, 3, 17)).kind == "holiday"
    page.locator(".day-foot .cancel-link").click()
    expect(cell).to_be_focused()
    expect(page.locator("#day form")).to_have_count(0)
