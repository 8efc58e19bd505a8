"""Rows of a fresh server."""

import pytest
from django.utils import timezone

from analytics.actions import reference
from analytics.models import AuditSettings, RectificationSettings, SlowCause

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


def test_causes_of_slow_cases_are_there_once_and_stay_as_they_were_edited():
    assert list(SlowCause.objects.values_list("name", flat=True)) == [
        "人员配置不足",
        "流程冗余",
        "技术工具缺陷",
        "分配延迟",
        "备件延迟",
        "等待客户",
        "其他",
    ]
    assert not SlowCause.objects.filter(name_en="").exists()
    SlowCause.objects.filter(name="其他").delete()
    SlowCause.objects.filter(name="流程冗余").update(is_active=False)
    reference.seed_causes()
    assert SlowCause.objects.count() == 6
    assert not SlowCause.objects.get(name="流程冗余").is_active
