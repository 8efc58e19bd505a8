"""Pages that take running limits along with new rules or hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from calendars import actions as calendars
from calendars.enums import DayKind
from calendars.models import WorkCalendar
from tests.factories.rulebooks import declare, on_workdays, publish
from tests.fixtures import moment, reported
from tickets.limits.actions import terms_changes
from tickets.limits.enums import ChangeScope, Unit
from tickets.limits.models import (
    SlaClock,
    TermsChange,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")


def test_running_limits_follow_a_calendar_from_its_page(cast, admin):
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    reported(cast, MONDAY)
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    calendars.publish_calendar(calendar, at=MONDAY)
    url = f"{reverse('admin:terms_apply')}?calendar={calendar.pk}"
    assert calendar.name in admin.get(url).content.decode()
    assert not TermsChange.objects.exists(), "looking changes nothing"
    assert admin.post(url, {"reason": "周二停业"}).status_code == 302
    assert TermsChange.objects.get().calendar == calendar
    assert admin.get(f"{reverse('admin:terms_apply')}?calendar=99999").status_code == 404


@pytest.fixture
def holiday(cast, admin):
    """A running limit of twelve working hours, and a holiday in its way that is still a draft: the publish page, filled in."""
    on_workdays(amount=12, unit=Unit.HOUR)
    publish(cast, at=MONDAY - DAY)
    reported(cast, MONDAY)
    calendar = declare("2026-03-17", DayKind.HOLIDAY)
    page = admin.get(reverse("admin:calendars_workcalendar_publish", args=[calendar.pk]))
    return calendar, {"reason": "周二停业", "seen": page.context["fingerprint"]}


def address_of(name, calendar):
    return f"{reverse(f'admin:terms_{name}')}?calendar={calendar.pk}"


def following(admin, calendar):
    return admin.get(address_of("following", calendar)).context


def test_publishing_a_calendar_takes_the_running_limits_along_when_that_is_ticked(admin, holiday):
    calendar, form = holiday
    answer = admin.post(address_of("publish", calendar), {**form, "apply_running": "on"})
    assert answer.url == reverse("admin:calendars_workcalendar_change", args=[calendar.pk])
    change = TermsChange.objects.get()
    assert (change.calendar, change.reason, change.scope) == (
        calendar,
        "周二停业",
        ChangeScope.CALENDAR,
    )
    assert calendar.versions.count() == 2
    assert following(admin, calendar)["change"] == change, (
        "the calendar's page tells how far it came"
    )
    terms_changes.apply_open_changes(lambda: MONDAY + HOUR)
    assert SlaClock.objects.get(kind__code="ack").due_at == moment("2026-03-18 13:00")
    assert not following(admin, calendar)["change"]
    assert following(admin, calendar)["behind"] == 0


def test_otherwise_the_calendars_page_says_how_many_follow_an_earlier_version(admin, holiday):
    calendar, form = holiday
    admin.post(address_of("publish", calendar), form)
    assert not TermsChange.objects.exists()
    told = following(admin, calendar)
    running = SlaClock.objects.live().filter(calendar_version__calendar=calendar).count()
    assert (told["change"], told["behind"]) == (None, running)
    assert running
    assert (
        address_of("apply", calendar)
        in admin.get(address_of("following", calendar)).content.decode()
    )
    admin.post(address_of("apply", calendar), {"reason": "周二停业"})
    terms_changes.apply_open_changes(lambda: MONDAY + HOUR)
    assert following(admin, calendar)["behind"] == 0


def test_a_publish_page_that_is_refused_applies_nothing(admin, holiday):
    calendar, form = holiday
    for wrong in ({"reason": ""}, {"seen": "another draft"}):
        answer = admin.post(
            address_of("publish", calendar), {**form, "apply_running": "on", **wrong}
        )
        assert answer.status_code == 422
        assert f'action="{address_of("publish", calendar)}"' in answer.content.decode(), (
            "the page is there again"
        )
    assert calendar.versions.count() == 1
    assert not TermsChange.objects.exists()
    assert admin.get(address_of("publish", calendar)).url == reverse(
        "admin:calendars_workcalendar_publish", args=[calendar.pk]
    )


def test_what_hours_move_keeps_no_grace_and_nobody_says_so(admin, holiday):
    calendar, _form = holiday
    grace = "宽限"
    assert grace not in admin.get(address_of("preview", calendar)).content.decode()
    assert grace in admin.get(reverse("admin:terms_preview")).content.decode()


def test_looking_at_a_calendar_that_was_never_published_publishes_nothing(admin):
    nights = WorkCalendar.objects.create(code="nights", name="夜班")
    assert admin.get(f"{reverse('admin:terms_preview')}?calendar={nights.pk}").status_code == 200
    assert admin.get(f"{reverse('admin:terms_apply')}?calendar={nights.pk}").status_code == 404
    assert not nights.versions.exists()
