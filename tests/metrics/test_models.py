"""What the database holds of a definition, also where Python is wrong."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.factories.response_times import definition

pytestmark = pytest.mark.django_db


def test_there_is_one_of_a_business_type_and_day():
    definition("2024-05-15")
    definition("2024-05-15", business_type="repair")
    with pytest.raises(IntegrityError, match="one_response_time_of_a_day"):
        definition("2024-05-15", end="resolved")


def test_only_a_repair_is_requested():
    with pytest.raises(IntegrityError, match="only_repairs_are_applied_for"):
        definition(start="repair_applied")


@pytest.mark.parametrize("column", ["name", "end_event", "exclude_paused", "effective_from"])
def test_what_was_in_use_is_never_changed(column):
    row = definition("2024-05-15")
    value = {"exclude_paused": True, "effective_from": row.effective_from + timedelta(1)}
    setattr(row, column, value.get(column, "fixed"))
    with pytest.raises(IntegrityError, match="in use"):
        row.save()


def test_what_was_in_use_is_not_taken_away():
    with pytest.raises(IntegrityError, match="in use"):
        definition("2024-05-15").delete()


def test_who_is_responsible_and_what_is_to_come_may_change(cast):
    row = definition("2024-05-15")
    row.responsible = cast.staff["supervisor"]
    row.save()
    coming = definition(f"{timezone.localdate() + timedelta(days=3)}")
    coming.end_event = "resolved"
    coming.save()
    coming.delete()
