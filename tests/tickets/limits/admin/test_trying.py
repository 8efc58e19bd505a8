"""The page on which rules are tried."""

from __future__ import annotations

from django.urls import reverse

from calendars import actions as calendars
from calendars.models import WorkCalendar
from tests.factories.rulebooks import general_ack, on_workdays
from tests.fixtures import moment
from tickets.limits.enums import Unit


def test_the_test_bench_shows_rule_due_times_and_steps(admin):
    """The worked case 8 on the bench: 8 h from Fri 02-13 16:00, Saturday is a make-up day."""
    on_workdays(amount=8, unit=Unit.HOUR, pause_reasons=["customer"])
    told = {
        "which": "draft",
        "started_at": "2026-02-13T16:00",
        "tier": "general",
        "priority": "low",
    }
    page = admin.get(reverse("admin:rules_bench"), told).content.decode()
    assert "一般 / 低" in page
    assert "02-14 15:00" in page
    assert "周一–周五 09:00-18:00" in page, "which hours count"
    assert "02-14 09:00-18:00" in page, "the make-up day on the way"
    paused = {
        "pause_1": "customer",
        "pause_1_from": "2026-02-14T09:00",
        "pause_1_until": "2026-02-14T11:00",
    }
    assert (
        "02-14 17:00"
        in admin.get(reverse("admin:rules_bench"), {**told, **paused}).content.decode()
    )
    wrong = {
        "pause_1": "customer",
        "pause_1_from": "2026-02-14T11:00",
        "pause_1_until": "2026-02-14T09:00",
    }
    assert admin.get(reverse("admin:rules_bench"), {**told, **wrong}).status_code == 422


def test_the_test_bench_names_another_zone_and_the_seconds(admin):
    calendar = WorkCalendar.objects.create(code="ny", name="纽约", zone="America/New_York")
    calendars.set_week(calendar, dict.fromkeys(range(5), "09:00-17:00"))
    calendars.publish_calendar(calendar, at=moment("2026-02-01 09:00"))
    general_ack(calendar=calendar, amount=4, unit=Unit.HOUR)
    told = {
        "which": "draft",
        "started_at": "2026-03-16T22:00:20",
        "tier": "general",
        "priority": "low",
    }
    page = admin.get(reverse("admin:rules_bench"), told).content.decode()
    assert "America/New_York" in page
    assert "2026-03-17 02:00:20" in page
