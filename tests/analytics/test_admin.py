"""What an administrator sets about data audits."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import AuditSettings
from core.models import AuditEntry
from tests.fixtures import browser_of, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
OLD = date(2024, 5, 6)


@pytest.fixture
def save(cast):
    browser = browser_of(cast.staff["admin"])
    page = reverse("admin:analytics_auditsettings_change", args=[AuditSettings.objects.get().pk])
    return lambda **fields: browser.post(page, {"rhythm": "weekly", "lag_minutes": "60", **fields})


def test_what_is_switched_on_again_begins_anew_and_stands_in_the_ledger(save):
    AuditSettings.objects.update(rhythm="off", since_on=OLD)
    assert save(rhythm="daily", lag_minutes="30").status_code == 302
    setting = AuditSettings.objects.get()
    assert (setting.rhythm, setting.lag_minutes) == ("daily", 30)
    assert setting.since_on == timezone.localdate()
    assert AuditEntry.objects.filter(action="setting_changed").exists()


def test_another_rhythm_goes_on_where_the_last_one_ended(save):
    AuditSettings.objects.update(rhythm="weekly", since_on=OLD)
    assert save(rhythm="daily").status_code == 302
    assert AuditSettings.objects.get().since_on == OLD


def test_a_limit_of_nothing_is_refused(save):
    assert save(lag_minutes="0").status_code == 200
    assert AuditSettings.objects.get().lag_minutes == 60
