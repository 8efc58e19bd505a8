"""Definitions of a fresh desk."""

import pytest
from django.db import connection
from django.utils import timezone

from metrics.actions import reference
from metrics.models import ResponseTimeDefinition
from tests.factories.response_times import definition
from tests.fixtures import reported
from tests.tickets.world import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def emptied():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE metrics_responsetimedefinition")


def known():
    rows = ResponseTimeDefinition.objects.order_by("business_type")
    return list(rows.values_list("business_type", "start_event", "end_event"))


def test_a_fresh_desk_has_the_two_of_the_source(emptied):
    reference.seed_definitions()
    assert known() == [
        ("repair", "repair_applied", "finish_notice"),
        ("support", "mail_sent", "engineer_reply"),
    ]
    for row in ResponseTimeDefinition.objects.all():
        assert (row.responsible, row.calendar, row.exclude_paused) == (None, None, False)
        assert abs((timezone.localdate() - row.effective_from).days) <= 1


def test_a_desk_that_works_defines_its_own(emptied, cast):
    reported(cast, at("2024-05-06 09:00"))
    reference.seed_definitions()
    assert known() == []


def test_what_is_there_is_never_touched(emptied):
    definition(start="assigned", end="fixed")
    reference.seed_definitions()
    assert known() == [("support", "assigned", "fixed")]
