"""What a customer writes: kept, told, and it stops no limit."""

from datetime import timedelta

import pytest

from core.errors import LawBroken
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.fixtures import moment, reported
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import Direction, Status, WaitReason
from tickets.record.models import DeskRule, Ticket
from tickets.work.actions import incoming, moves

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


def write(ticket, at, body="我补充一下"):
    return incoming.take_message(ticket, at=at, body=body, channel=None)


def waiting_ticket(cast):
    ticket = reported(cast, MONDAY, is_synchronous=True)
    moves.accept_ticket(ticket, by=cast.staff["agent"], at=MONDAY, is_verified=True)
    return moves.start_waiting(
        ticket,
        by=cast.staff["agent"],
        at=MONDAY + timedelta(minutes=1),
        reason=WaitReason.CUSTOMER,
        until=MONDAY + timedelta(days=1),
        note="请拍照",
    )


def test_it_is_kept_and_told_and_stops_no_limit(cast):
    ticket = reported(cast, MONDAY)
    said = write(ticket, MONDAY + timedelta(minutes=5))
    assert (said.direction, said.by, said.visibility) == (Direction.IN, None, "customer")
    assert SlaClock.objects.get(ticket=ticket, kind__code="ack").state == ClockState.RUNNING
    assert Ticket.objects.get(pk=ticket.pk).first_responded_at is None
    told = InboxItem.objects.filter(topic=Topic.CUSTOMER_WROTE)
    assert told.exists() and ticket.number in told[0].subject


def test_it_ends_the_waiting_for_the_customer_and_the_limit_goes_on(cast):
    ticket = waiting_ticket(cast)
    assert SlaClock.objects.get(ticket=ticket, kind__code="respond").paused_at is not None
    write(ticket, MONDAY + timedelta(hours=1))
    ticket.refresh_from_db()
    assert ticket.status == Status.ACCEPTED
    assert SlaClock.objects.get(ticket=ticket, kind__code="respond").paused_at is None


def test_a_desk_may_let_it_wait(cast):
    DeskRule.objects.update(answer_wakes=False)
    ticket = waiting_ticket(cast)
    write(ticket, MONDAY + timedelta(hours=1))
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER


def test_nothing_is_added_to_the_archive(cast):
    ticket = reported(cast, MONDAY)
    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=MONDAY, note="误报")
    ticket = moves.archive_ticket(ticket, by=cast.staff["manager"], at=MONDAY)
    with pytest.raises(LawBroken):
        write(ticket, MONDAY + timedelta(hours=1))
