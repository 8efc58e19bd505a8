"""Measures are followed by a job: judged, reminded of, told, each once."""

from decimal import Decimal

import pytest

from analytics.actions.following import follow_measures
from analytics.enums import MeasurePhase
from analytics.models import Measure
from analytics.tasks import follow_measures as job
from notifications.models import InboxItem
from tests.factories.measures import EFFECTIVE, HOUR, JUDGED, in_effect, planned, solved
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def told(user):
    return sorted(item.dedupe_key.split(":")[2] for item in InboxItem.objects.filter(user=user.pk))


def test_the_job_judges_reminds_and_tells_each_once(cast):
    late = planned(cast)
    judged = in_effect(cast)
    empty = in_effect(cast, metric="csat_avg", target=Decimal(4))
    solved(cast, EFFECTIVE, 8)
    for n in range(3):
        found = follow_measures(JUDGED + n * HOUR)
        assert [one.pk for one in found] == ([judged.pk] if n == 0 else [])
    assert told(cast.staff["manager"]) == ["empty", "late", "met"]
    assert told(cast.staff["engineer"]) == ["empty", "late", "met"]
    assert Measure.objects.get(pk=late.pk).phase == MeasurePhase.PLAN
    assert Measure.objects.get(pk=empty.pk).phase == MeasurePhase.CHECK


def test_the_job_does_nothing_without_measures(cast):
    job()
    assert not InboxItem.objects.exists()
