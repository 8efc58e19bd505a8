"""The limits that a history tells of: judged, at rest, silently late."""

from datetime import timedelta

import pytest
from django.db.models import Q

from notifications.models import InboxItem
from tests.support.history_imports import NOW, bring_in, few, written
from tickets.limits.actions.clocks import sweep_clocks
from tickets.limits.domain import sla
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import Ticket
from tickets.work.models import Assignment

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_nothing_of_the_past_is_raised_told_or_looked_at_again(sample):
    bring_in(sample)
    assert (
        SlaClock.objects.count() > 200
        and SlaClock.objects.filter(state=ClockState.BREACHED_STOPPED).exists()
    )
    assert not SlaClock.objects.filter(
        Q(is_historic=False) | Q(next_check_at__isnull=False)
    ).exists()
    for moment in (NOW, NOW + 1000 * HOUR):
        assert sweep_clocks(moment, 10_000).looked_at == 0
    assert not Escalation.objects.exists() and not InboxItem.objects.exists()


def test_waiting_stands_in_the_pauses_and_is_not_spent(sample):
    bring_in(sample)
    waited = (
        SlaClock.objects.filter(pauses__isnull=False)
        .distinct()
        .select_related("kind")
        .prefetch_related("pauses")
    )
    assert len(waited) > 50
    for row in waited:
        pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
        assert {pause.reason for pause in row.pauses.all()} <= set(row.pause_reasons)
        assert row.spent == row.stopped_at - row.started_at - sum(
            (end - start for start, end in pauses), timedelta()
        )
    for row in SlaClock.objects.select_related("kind").prefetch_related("pauses"):
        pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
        assert (
            sla.replay_clock(row.target, row.started_at, pauses, row.stopped_at, row.stopped_at)
            == row.clock
        ), "case 63"
    again = SlaClock.objects.filter(cycle=2)
    assert {row.start_event for row in again} == {"reopened"} and {
        row.ticket.reopen_count for row in again
    } == {1}


def test_incidents_still_open_are_silently_late_and_go_on_from_now(sample, tmp_path):
    """Late is late, but nobody is told of the past; a limit that is yet to come acts as any other."""
    old = [row for row in few(sample, 6) if row["incident_state"] in ("New", "Active")]
    fresh = {
        **old[0],
        "number": "INC1",
        "incident_state": "New",
        "priority": "3 - Moderate",
        "sys_created_at": "?",
        "resolved_at": "?",
        "closed_at": "?",
    }
    fresh |= {
        "opened_at": "20-11-2026 09:50",
        "sys_updated_at": "20-11-2026 09:55",
        "reopen_count": "0",
        "reassignment_count": "0",
    }
    assert bring_in(written(tmp_path / "open.csv", [*old, fresh])).counts["refused"] == 0
    late = SlaClock.objects.exclude(ticket__number="INC1")
    assert {row.state for row in late} == {ClockState.BREACHED_RUNNING} and late.filter(
        next_check_at__lte=NOW
    ).count() == 0
    assert (
        sweep_clocks(NOW, 1000).looked_at == 0
        and not Escalation.objects.exists()
        and not InboxItem.objects.exists()
    )
    assert not Ticket.objects.filter(is_open=True, next_due_at=None).exists()
    assert (
        Assignment.objects.filter(ended_at=None).count()
        == Ticket.objects.filter(department__isnull=False).count()
    )
    assert sweep_clocks(NOW + HOUR, 1000).raised > 0
    assert set(Escalation.objects.values_list("clock__ticket__number", flat=True)) == {"INC1"}
