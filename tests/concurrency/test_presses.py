"""The same press several times at once: what it does is done once, and nobody meets a fault of the server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Customer
from tests.fixtures import at_once, browser_of, moment, play_of
from tests.support.register_sheets import line, register
from tickets.record.enums import EventKind, Move, Purpose, Status
from tickets.record.models import Ticket, TicketEvent
from tickets.transfer.actions import imports
from tickets.transfer.imports.register import check_register
from tickets.transfer.imports.staging import staged_remarks, staged_rows
from tickets.transfer.models import ImportBatch
from tickets.work.actions import assignments, triage

pytestmark = pytest.mark.django_db(transaction=True)

AT = moment("2026-03-16 10:00")
PRESSES = 6


def staged(path, by):
    verdicts = check_register(path, path.name, by=by, now=timezone.now())
    return imports.stage_rows(
        path.name,
        staged_rows(verdicts),
        verdicts.counts,
        staged_remarks(verdicts),
        by=by,
        at=timezone.now(),
    )


def test_the_same_register_written_twice_at_once_is_there_once(cast, tmp_path):
    """Two windows, one file: none fails, each row is one ticket of one customer, and the second is told."""
    numbers = [f"202405-{n:05d}" for n in range(501, 513)]
    path = register(tmp_path, *(line(工单号=number, 客户名称="新来的公司") for number in numbers))
    agent = cast.staff["agent"]
    batches = [staged(path, agent) for _n in range(2)]
    answers = at_once(
        2, lambda n: browser_of(agent).post(f"/tickets/import/{batches[n].pk}/commit/").status_code
    )
    assert answers == [302, 302]
    assert sorted(Ticket.objects.values_list("number", flat=True)) == numbers
    assert Customer.objects.filter(name="新来的公司").count() == 1
    counts = [ImportBatch.objects.get(pk=batch.pk).counts for batch in batches]
    assert sum(count["created"] for count in counts) == len(numbers)
    assert sum(count["refused"] for count in counts) == len(numbers)


def take(ticket, person):
    return assignments.take_ticket(ticket, by=person, at=timezone.now())


def assign(ticket, person):
    return assignments.assign_ticket(
        ticket, by=person, at=timezone.now(), department=None, assignee=person
    )


DUE = timezone.now() + timedelta(days=3)


def promise(ticket, person):
    return triage.promise_time(ticket, by=person, at=timezone.now(), promised_at=DUE)


@pytest.mark.parametrize(
    ("press", "who", "kind"),
    [
        (take, "engineer", EventKind.TAKEN),
        (take, "engineer", EventKind.ASSIGNED),
        (assign, "supervisor", EventKind.ASSIGNED),
        (promise, "supervisor", EventKind.PROMISED),
    ],
)
def test_six_presses_at_once_write_one_line(cast, press, who, kind):
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    ticket, person = play.ticket, cast.staff[who]
    if press is take:
        play.say("收到", AT, Purpose.ACK)
        play.accept(AT)
    outcomes = at_once(PRESSES, lambda _n: press(Ticket.objects.get(pk=ticket.pk), person))
    assert [one for one in outcomes if not isinstance(one, Ticket)] == []
    assert TicketEvent.objects.filter(ticket=ticket, kind=kind).count() == 1
    assert ticket.assignments.filter(ended_at__isnull=True).count() <= 1


def test_six_presses_through_the_page_write_one_line(cast):
    """Each from a form of its own, so that no form id keeps the others out."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("收到", AT, Purpose.ACK)
    play.accept(AT)
    ticket = play.ticket
    engineer = cast.staff["engineer"]
    path = f"/tickets/{ticket.number}/do/take/"
    statuses = at_once(PRESSES, lambda _n: browser_of(engineer).post(path).status_code)
    assert set(statuses) <= {302, 409, 422}, statuses
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.TAKEN).count() == 1
    diagnoses = TicketEvent.objects.filter(ticket=ticket, data__move=Move.DIAGNOSE)
    assert diagnoses.count() == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.DIAGNOSING, engineer)
