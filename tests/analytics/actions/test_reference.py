"""Rows of a fresh server."""

import pytest
from django.utils import timezone

from analytics.actions import reference
from analytics.models import AuditSettings, RectificationSettings

pytestmark = pytest.mark.django_db


def test_a_fresh_server_audits_from_its_first_week_on():
    AuditSettings.objects.all().delete()
    reference.seed_settings()
    setting = AuditSettings.objects.get()
    assert (setting.rhythm, setting.lag_minutes) == ("weekly", 60)
    assert abs((timezone.localdate() - setting.since_on).days) <= 1


def test_what_is_there_is_never_touched():
    AuditSettings.objects.update(lag_minutes=30, rhythm="off")
    reference.seed_settings()
    setting = AuditSettings.objects.get()
    assert (setting.rhythm, setting.lag_minutes) == ("off", 30)


def test_a_fresh_server_rectifies_above_ten_per_cent():
    RectificationSettings.objects.all().delete()
    for _migrate in "ab":
        reference.seed_settings()
        setting = RectificationSettings.objects.get()
        assert (setting.is_on, setting.threshold, setting.department) == (True, 10, None)
        assert (setting.min_base, setting.min_failed) == (1, 1)
