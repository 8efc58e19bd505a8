"""Alarms of ways out of the house: administrators hear of each once a day."""

from datetime import timedelta

import pytest
from django.utils import translation

from notifications.actions.alarms import tell_administrators
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.factories.notices import MONDAY

pytestmark = pytest.mark.django_db


def test_administrators_hear_of_it_once_a_day_in_their_language(cast):
    for hours in (0, 1, 24):
        at = MONDAY + timedelta(hours=hours)
        tell_administrators(lambda: translation.get_language(), key="channel:sms", at=at)
    tell_administrators(lambda: "another", key="channel:wechat", at=MONDAY)
    told = InboxItem.objects.filter(topic=Topic.ALARM)
    assert set(told.values_list("user__username", flat=True)) == {"admin"}
    assert sorted(told.values_list("data__summary_en", flat=True)) == ["another", "en", "en"]
