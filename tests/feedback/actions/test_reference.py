"""Rows of a fresh server."""

import pytest

from feedback.actions import reference
from feedback.models import LowScoreReason, SurveyRule

pytestmark = pytest.mark.django_db


def test_what_is_there_is_never_touched():
    SurveyRule.objects.update(reminders=2)
    LowScoreReason.objects.filter(name="处理时效慢").update(is_active=False)
    LowScoreReason.objects.filter(name="其他").delete()
    reference.seed_rules()
    assert SurveyRule.objects.get().reminders == 2
    assert not LowScoreReason.objects.get(name="处理时效慢").is_active
    assert not LowScoreReason.objects.filter(name="其他").exists()


def test_a_fresh_server_has_a_rule_and_reasons():
    SurveyRule.objects.all().delete()
    LowScoreReason.objects.all().delete()
    reference.seed_rules()
    assert SurveyRule.objects.count() == 1
    assert {"处理时效慢", "问题未彻底解决"} <= set(
        LowScoreReason.objects.values_list("name", flat=True)
    )
