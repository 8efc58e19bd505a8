"""FLT-02, FLT-14: `kill -9` at every step on the way of a survey and of an order to remove personal data. Nobody is asked twice,
no survey is lost, and nothing is removed by halves.
"""

from __future__ import annotations

from collections import Counter

import pytest

from archive.actions import disposal
from archive.models import ArchiveRecord, DisposalRun
from core.clock import database_now
from feedback.models import Survey
from notifications.models import Outbox
from privacy.domain.classes import HIDDEN
from tests.faults.desk import copies
from tests.faults.processes import Nursery
from tests.feedback.support import HOUR, solved
from tests.fixtures import until
from tickets.record.enums import EventKind, Purpose
from tickets.record.models import Communication, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

TICKETS, WORKERS = 60, 3


def solved_tickets(cast):
    """Many that were solved just now, of a customer who is reached by mail."""
    cast.customers["华启科技有限公司"].contacts.update(email="zhang@customer.example")
    play = solved(cast, at=database_now() - 3 * HOUR)
    copies(play.ticket, TICKETS - 1)


def test_everybody_is_asked_once_whoever_dies(cast, processes, sink):
    solved_tickets(cast)
    processes.mail_to(sink)
    workers = Nursery(processes, "ask_dying", WORKERS)
    until(lambda: Survey.objects.count() == TICKETS, "a survey for each solution")
    # By day or by night: all are due now.
    Survey.objects.filter(state="made").update(next_at=database_now())
    until(lambda: not Survey.objects.filter(state="made").exists(), "all are sent", patience=120)
    kills = workers.kills
    workers.end()

    assert kills >= WORKERS, "they died on the way"
    assert set(Survey.objects.values_list("state", flat=True)) == {"sent"}
    asked = Communication.objects.filter(purpose=Purpose.SURVEY).values_list("ticket", flat=True)
    assert Counter(asked) == Counter(Ticket.objects.values_list("pk", flat=True))
    assert Outbox.objects.filter(topic="survey").count() == TICKETS


def test_an_order_to_remove_personal_data_is_carried_out_once_whoever_dies(cast, processes):
    solved_tickets(cast)
    at = database_now()
    Ticket.objects.update(status="archived", is_open=False, closed_at=at, archived_at=at)
    ArchiveRecord.objects.bulk_create(
        ArchiveRecord(
            ticket_id=key,
            file_no=f"DA-{key}",
            key=f"x+{key}",
            archived_at=at,
            retain_until=at.date(),
        )
        for key in Ticket.objects.values_list("pk", flat=True)
    )
    # A day later: whatever the zone of the desk, the day has come.
    disposal.order_retention(by=None, at=at + 24 * HOUR, until=at.date())
    workers = Nursery(processes, "dispose_dying", WORKERS)
    until(
        lambda: DisposalRun.objects.filter(finished_at__isnull=False).exists(),
        "the order is carried out",
        patience=120,
    )
    kills = workers.kills
    workers.end()

    assert kills >= WORKERS, "they died on the way"
    assert DisposalRun.objects.get().disposed == TICKETS
    lines = TicketEvent.objects.filter(kind=EventKind.DISPOSED).values_list("ticket", flat=True)
    assert Counter(lines) == Counter(Ticket.objects.values_list("pk", flat=True))
    assert not ArchiveRecord.objects.undisposed().exists()
    assert set(Ticket.objects.values_list("summary", flat=True)) == {HIDDEN}
