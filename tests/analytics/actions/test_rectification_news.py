"""What people read of a request to rectify a model."""

from datetime import timedelta

import pytest

from analytics.actions.rectification_news import tell_department, tell_managers
from notifications.models import InboxItem
from tests.factories.rectification import NOON, open_requests
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_both_languages_are_kept_and_each_is_told_once(cast):
    request = open_requests(cast)
    for _time in "ab":
        tell_department(request, "open", at=LATER)
        tell_managers(request, "refused", at=LATER)
    item = InboxItem.objects.get(user=cast.staff["engineer"], dedupe_key__contains=":open")
    assert item.data["summary_en"] == (
        "rectify 伺服驱动器 SV-1: failure rate 10.5 % in 2026-03 (ZG-202603-001)"
    )
    refused = InboxItem.objects.get(user=cast.staff["manager"])
    assert refused.data["summary_en"] == (
        "the rectification of 伺服驱动器 SV-1 was refused (ZG-202603-001)"
    )


def test_a_second_report_and_a_second_return_are_news(cast):
    request = open_requests(cast)
    for version in (3, 5):
        request.version = version
        tell_managers(request, "reported", at=LATER)
        tell_department(request, f"back:{version}", at=LATER)
    assert InboxItem.objects.filter(user=cast.staff["manager"]).count() == 2
    assert InboxItem.objects.filter(user=cast.staff["engineer"]).count() == 3
