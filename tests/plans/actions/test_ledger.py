"""What nobody changes afterwards."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from demo import source_plan as story
from plans.models import Evaluation, PlanEvent, StageProgress
from tests.support.source_plan import take_figures


@pytest.mark.parametrize("ledger", [PlanEvent, StageProgress, Evaluation])
def test_the_ledgers_of_a_plan_are_append_only(measured, cast, ledger):
    take_figures(measured, cast, "20", "91", story.at("2024-09-16"))
    row, rows = ledger.objects.first(), list(ledger.objects.order_by("pk").values())
    for attempt in (
        lambda: ledger.objects.filter(pk=row.pk).update(at=timezone.now()),
        lambda: row.save(),
        lambda: row.delete(),
        lambda: ledger.objects.bulk_update([row], ["at"]),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert list(ledger.objects.order_by("pk").values()) == rows
