"""Tickets and lines that a history leaves, written once in few statements."""

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from tests.support.history_imports import (
    bring_in,
    counts,
    everything,
    few,
    rows_of,
    run,
    shanghai,
    written,
)
from tickets.record.enums import EventKind, Source, Status
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions import bulk

pytestmark = pytest.mark.django_db


def test_the_300_incidents_keep_their_times_their_counts_and_their_lines(sample):
    assert counts(run(sample, "--commit")) == (300, 0, 6, 0)
    lines = {}
    for row in rows_of(sample):
        lines.setdefault(row["number"], []).append(row)
    reopened = Q(
        events__kind=EventKind.MOVED,
        events__after=Status.PROCESSING,
        events__data__move__in=["reopen", "refuse"],
    )
    told = Ticket.objects.annotate(
        reopened=Count("events", filter=reopened),
        assigned=Count("events", filter=Q(events__kind=EventKind.ASSIGNED)),
    )
    for ticket in told.prefetch_related("events"):
        last = lines[ticket.number][-1]
        assert (ticket.reopened, ticket.assigned) == (
            int(last["reopen_count"]),
            int(last["reassignment_count"]),
        ), ticket.number
        assert ticket.reopen_count == ticket.reopened
        assert ticket.reported_at == shanghai(last["opened_at"]) and ticket.closed_at == shanghai(
            last["closed_at"]
        )
        assert (
            ticket.resolved_at == (shanghai(last["resolved_at"]) or ticket.resolved_at)
            and ticket.resolved_at
        )
        times = {event.at for event in ticket.events.all() if event.kind != EventKind.IMPORTED}
        assert times == {shanghai(row["sys_updated_at"]) for row in lines[ticket.number]}
        assert all(event.source == Source.IMPORT for event in ticket.events.all())
        assert (ticket.status, ticket.is_open, ticket.source) == (
            Status.CLOSED,
            False,
            Source.IMPORT,
        )
    assert AuditEntry.objects.get(action="import_history").data["created"] == 300


def test_a_second_run_writes_nothing(sample):
    bring_in(sample)
    before, last = everything(), TicketEvent.objects.latest("pk").pk
    assert counts(run(sample, "--commit")) == (0, 300, 6, 0)
    assert everything() == before and TicketEvent.objects.latest("pk").pk == last
    assert bulk.reserve_keys(Ticket, 1)[0] == Ticket.objects.latest("pk").pk + 1, (
        "not even a key was used up"
    )


def test_statements_do_not_grow_with_the_incidents(sample, tmp_path):
    taken = []
    for count, prefix in ((20, "A"), (200, "B")):
        rows = [
            {
                **row,
                "number": f"{prefix}{row['number']}",
                "caller_id": f"{prefix}{row['caller_id']}",
            }
            for row in few(sample, count)
        ]
        path = written(tmp_path / f"{prefix}.csv", rows)
        with CaptureQueriesContext(connection) as captured:
            bring_in(path)
        taken.append(len(captured))
    assert taken[1] <= taken[0] + 1 <= 35
