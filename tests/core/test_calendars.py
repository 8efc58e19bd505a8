"""Calendars as rows: seed, versions, what is refused when it is saved."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actions import calendars
from core.domain import worktime
from core.models import CalendarDay, WorkCalendar
from core.models.calendars import law_of, published_until
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.models import SlaClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def workdays():
    return WorkCalendar.objects.get(code="workdays")


@pytest.fixture
def keeper():
    browser = Client()
    browser.force_login(User.objects.create_superuser("root", "root@example.com", "x", display_name="root"))
    return browser


def week_form(calendar, hours):
    rows = list(calendar.weekdays.order_by("weekday"))
    form = {"code": calendar.code, "name": calendar.name, "zone": calendar.zone, "weekdays-TOTAL_FORMS": "7", "weekdays-INITIAL_FORMS": "7"}
    for n, row in enumerate(rows):
        form |= {
            f"weekdays-{n}-id": row.pk,
            f"weekdays-{n}-calendar": calendar.pk,
            f"weekdays-{n}-weekday": n,
            f"weekdays-{n}-hours": hours,
        }
    return form


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2024, 5, 1), ""), (date(2024, 4, 28), "09:00-18:00"), (date(2024, 5, 11), "09:00-18:00"), (date(2026, 2, 14), "09:00-18:00"),
        (date(2026, 2, 28), "09:00-18:00"), (date(2026, 9, 20), "09:00-18:00"), (date(2026, 10, 10), "09:00-18:00"), (date(2026, 10, 7), ""),
        (date(2023, 10, 7), "09:00-18:00"), (date(2025, 1, 26), "09:00-18:00"),
    ],
)  # fmt: skip
def test_the_state_councils_days_are_seeded(workdays, day, hours):
    assert CalendarDay.objects.get(calendar=workdays, date=day).hours == hours


def test_2027_is_provisional_and_says_so(workdays):
    assert set(workdays.days.filter(date__year=2027).values_list("status", flat=True)) == {"provisional"}
    assert published_until(calendars.current_version(workdays).pk) == 2026
    ticket = ticket_at(team(), "2026-12-31 10:00")
    respond = clock(ticket, "respond")
    assert (local(respond.due_at)[:4], respond.is_provisional) == ("2027", True)


def test_saving_the_same_publishes_nothing_new(workdays):
    before = calendars.current_version(workdays)
    assert calendars.publish(workdays, at=at("2026-03-01 00:00")) == before


def test_a_running_limit_keeps_the_hours_it_was_promised_with(workdays):
    cast = team()
    first = ticket_at(cast, "2026-03-16 10:00")
    CalendarDay.objects.create(calendar=workdays, date=date(2026, 3, 17), kind="holiday", name="停电")
    calendars.publish(workdays, at=at("2026-03-16 11:00"))
    second = ticket_at(cast, "2026-03-16 12:00")
    assert local(clock(first, "respond").due_at) == "2026-03-19 18:00"
    assert local(clock(second, "respond").due_at) == "2026-03-20 18:00"
    again = SlaClock.objects.get(pk=clock(first, "respond").pk).law
    assert worktime.workdays_after(again.target.calendar, again.started_at, 3) == again.due_at


@pytest.mark.parametrize("hours", ["18:00-09:00", "09:00-12:00, 11:00-13:00", "9-18", "morning"])
def test_bad_hours_are_refused_with_a_message(keeper, workdays, hours):
    answer = keeper.post(reverse("admin:core_workcalendar_change", args=[workdays.pk]), week_form(workdays, hours))
    assert answer.status_code == 200
    assert "09:00-12:00, 13:30-18:00" in answer.content.decode()


def test_a_calendar_that_never_opens_is_refused_when_saved(keeper, workdays):
    CalendarDay.objects.filter(calendar=workdays).exclude(hours="").delete()
    answer = keeper.post(reverse("admin:core_workcalendar_change", args=[workdays.pk]), week_form(workdays, ""))
    assert answer.status_code == 200
    assert "400" in answer.content.decode()
    assert workdays.weekdays.exclude(hours="").count() == 5


def test_the_admin_publishes_a_version(keeper, workdays):
    before = calendars.current_version(workdays)
    keeper.post(reverse("admin:core_workcalendar_change", args=[workdays.pk]), week_form(workdays, "08:00-20:00"))
    after = calendars.current_version(workdays)
    assert after.number == before.number + 1
    assert law_of(after.pk).week[6] == ((time(8), time(20)),)
    assert law_of(before.pk).week.get(6) is None
