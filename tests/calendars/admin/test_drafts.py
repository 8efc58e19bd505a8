"""Calendars saved in the administration."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from calendars import actions as calendars
from calendars.models import CalendarDay, calendar_of_version
from calendars.queries.calendars import newest_version
from tests.tickets.world import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    browser = Client()
    browser.force_login(
        User.objects.create_superuser("root", "root@example.com", "x", display_name="root")
    )
    return browser


def week_form(calendar, hours):
    rows = list(calendar.weekdays.order_by("weekday"))
    form = {
        "code": calendar.code,
        "name": calendar.name,
        "zone": calendar.zone,
        "weekdays-TOTAL_FORMS": "7",
        "weekdays-INITIAL_FORMS": "7",
    }
    for n, row in enumerate(rows):
        form |= {
            f"weekdays-{n}-id": row.pk,
            f"weekdays-{n}-calendar": calendar.pk,
            f"weekdays-{n}-weekday": n,
            f"weekdays-{n}-hours": hours,
        }
    return form


@pytest.mark.parametrize("hours", ["18:00-09:00", "09:00-12:00, 11:00-13:00", "9-18", "morning"])
def test_bad_hours_are_refused_with_a_message(keeper, workdays, hours):
    answer = keeper.post(
        reverse("admin:calendars_workcalendar_change", args=[workdays.pk]),
        week_form(workdays, hours),
    )
    assert answer.status_code == 200
    assert "09:00-12:00, 13:30-18:00" in answer.content.decode()


def test_a_calendar_that_never_opens_is_refused_when_saved(keeper, workdays):
    CalendarDay.objects.filter(calendar=workdays).exclude(hours="").delete()
    answer = keeper.post(
        reverse("admin:calendars_workcalendar_change", args=[workdays.pk]), week_form(workdays, "")
    )
    assert answer.status_code == 200
    assert "400" in answer.content.decode()
    assert workdays.weekdays.exclude(hours="").count() == 5


def test_saving_in_the_admin_keeps_a_draft_and_publishing_makes_it_count(keeper, workdays):
    before = newest_version(workdays)
    keeper.post(
        reverse("admin:calendars_workcalendar_change", args=[workdays.pk]),
        week_form(workdays, "08:00-20:00"),
    )
    assert set(workdays.weekdays.values_list("hours", flat=True)) == {"08:00-20:00"}
    assert newest_version(workdays) == before
    after = calendars.publish_calendar(workdays, at=at("2026-03-01 00:00"), reason="longer hours")
    assert (after.number, after.reason) == (before.number + 1, "longer hours")
    assert calendar_of_version(after.pk).week[6] == ((time(8), time(20)),)
    assert calendar_of_version(before.pk).week.get(6) is None


def test_bad_hours_name_the_calendar_and_the_day(keeper, workdays):
    answer = keeper.post(
        reverse("admin:calendars_workcalendar_change", args=[workdays.pk]),
        week_form(workdays, "18:00-09:00"),
    )
    assert (
        f"{workdays.name} {workdays.weekdays.get(weekday=2).get_weekday_display()}：18:00-09:00"
        in answer.content.decode()
    )


def test_changed_hours_are_given_a_date_in_the_administration(keeper, workdays):
    address = reverse("admin:calendars_workcalendar_change", args=[workdays.pk])
    keeper.post(address, week_form(workdays, "08:00-20:00"))
    publish = reverse("admin:calendars_workcalendar_publish", args=[workdays.pk])
    assert keeper.get(publish).context["is_undated"]

    form = week_form(workdays, "08:00-20:00")
    keeper.post(address, {**form, "week_from": "2026-12-01"})
    page = keeper.get(publish)
    assert not page.context["is_undated"]
    assert any("2026-12-01" in line for line in page.context["lines"])
    keeper.post(publish, {"reason": "冬季时间", "seen": page.context["fingerprint"]})
    hours = calendar_of_version(newest_version(workdays).pk)
    assert hours.hours_on(date(2026, 11, 30)) == ((time(9), time(18)),)
    assert hours.hours_on(date(2026, 12, 1)) == ((time(8), time(20)),)
