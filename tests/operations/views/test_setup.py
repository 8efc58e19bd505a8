"""An empty desk greets its first administrator with a list that ticks itself."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Department, User
from calendars.models import CalendarDay
from operations.queries.setup import setup_points
from tests.fixtures import browser_of, reported

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 5, tzinfo=UTC)


@pytest.fixture
def first():
    return User.objects.create_superuser("root", "root@example.com", "pw", display_name="管理员")


def done_points(at=None):
    return [point.is_done for point in setup_points(at or timezone.now())]


def test_an_empty_desk_shows_the_list_first(first):
    browser = browser_of(first)
    assert browser.get("/").headers["Location"] == reverse("setup")
    page = browser.get(reverse("setup")).content.decode()
    for address in (
        "/admin/accounts/department/",
        "/admin/calendars/workcalendar/",
        "/tickets/import/",
    ):
        assert address in page


def test_points_tick_themselves(first, settings):
    departments, people, *_rest, mail, register = done_points()
    assert (departments, people, mail, register) == (False, False, False, False)

    Department.objects.update(head=first)
    first.groups.set(Group.objects.filter(name__in=[*Role]))
    settings.EMAIL_IS_SET_UP = True
    assert done_points()[-2] is False, "mails would lead to this very machine"
    settings.SITE_URL = "https://desk.example.com"
    settings.DEFAULT_FROM_EMAIL = "desk@example.com"
    departments, people, *_rest, mail, register = done_points()
    assert (departments, people, mail, register) == (True, True, True, False)

    # Somebody who was switched off holds no role.
    User.objects.update(is_active=False)
    assert done_points()[1] is False


def test_the_calendar_wants_the_next_year_in_december(first):
    assert CalendarDay.objects.filter(date__year=2026).exists()
    CalendarDay.objects.filter(date__year=2027).delete()
    assert done_points(datetime(2026, 11, 5, tzinfo=UTC))[3]
    assert not done_points(DECEMBER)[3]
    assert "2027" in setup_points(DECEMBER)[3].state


def test_a_desk_with_tickets_opens_as_ever(cast):
    reported(cast, timezone.now())
    assert done_points()[-1]
    admin = browser_of(cast.staff["admin"])
    assert admin.get("/").headers["Location"] == reverse("admin:index")
    assert admin.get(reverse("setup")).status_code == 200


@pytest.mark.parametrize("username", ["agent", "manager"])
def test_others_find_no_such_page(cast, username):
    browser = browser_of(cast.staff[username])
    assert browser.get(reverse("setup")).status_code == 404
    assert browser.get("/").headers["Location"] == reverse("tickets:list")
