"""Rules and calendars that tests change and publish."""

from __future__ import annotations

from calendars.enums import DayStatus
from calendars.models import CalendarDay, WorkCalendar
from tests.fixtures import moment
from tickets.limits.actions import rulebooks, terms_changes
from tickets.limits.enums import ChangeScope
from tickets.limits.models import (
    SlaTarget,
)
from tickets.record.enums import Tier

MONDAY = moment("2026-03-16 10:00")


def publish(cast, at=MONDAY, reason="试行", **told):
    return rulebooks.publish_rulebook(by=cast.staff["admin"], at=at, reason=reason, **told)


def general_ack(**changes):
    SlaTarget.objects.filter(policy__tier=Tier.GENERAL, kind__code="ack").update(**changes)


def on_workdays(**changes):
    general_ack(calendar=WorkCalendar.objects.get(code="workdays"), **changes)


def declare(day, kind, hours=""):
    calendar = WorkCalendar.objects.get(code="workdays")
    CalendarDay.objects.update_or_create(
        calendar=calendar,
        date=day,
        defaults={"kind": kind, "hours": hours, "status": DayStatus.PUBLISHED},
    )
    return calendar


def follow(cast, calendar, at):
    terms_changes.request_change(
        ChangeScope.CALENDAR, by=cast.staff["admin"], at=at, reason="日历", calendar=calendar
    )
    terms_changes.apply_open_changes(lambda: at)
