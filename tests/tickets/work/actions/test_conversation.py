"""Contacts: what is a first response, and when it happened."""

from datetime import timedelta

import pytest

from tests.factories.worked_tickets import acknowledged
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation
from tickets.record.enums import EventKind, Purpose, Tier
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_e6_an_acknowledgement_is_no_substantive_reply(cast):
    ticket = acknowledged(cast, ticket_at(cast, "2024-05-06 09:00"), "2024-05-06 09:20")
    respond = clock(ticket, "respond")
    assert (respond.state, local(respond.due_at)) == (ClockState.RUNNING, "2024-05-09 18:00")
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2024-05-06 11:00"),
        body="原因是……",
        channel=cast.channels["电话"],
        purpose=Purpose.SUBSTANTIVE,
    )
    assert clock(ticket, "respond").state == ClockState.MET


def test_case_56_what_is_no_first_response(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00")
    agent, phone = cast.staff["agent"], cast.channels["电话"]
    moment = at("2026-03-16 09:10")
    conversation.write_note(ticket, by=agent, at=moment, body="内部")
    conversation.record_contact(
        ticket, by=agent, at=moment, body="自动回复", channel=phone, is_automatic=True
    )
    conversation.record_contact(
        ticket, by=agent, at=moment, body="未接通", channel=phone, is_answered=False
    )
    conversation.record_contact(
        ticket, by=agent, at=moment, body="客户来电", channel=phone, direction="in"
    )
    assert clock(ticket, "ack").state == ClockState.RUNNING
    assert Ticket.objects.get(pk=ticket.pk).first_responded_at is None


def test_a_late_entry_in_time_corrects_a_detected_miss(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00", Tier.URGENT, promised="2026-03-16 18:00")
    clocks.sweep_clocks(at("2026-03-16 09:30"), 100)
    assert clock(ticket, "ack").state == ClockState.BREACHED_RUNNING
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-16 10:00"),
        happened_at=at("2026-03-16 09:08"),
        body="已电话答复",
        channel=cast.channels["电话"],
    )
    ack = clock(ticket, "ack")
    assert (ack.state, ack.is_corrected, local(ack.stopped_at)) == (
        ClockState.MET,
        True,
        "2026-03-16 09:08",
    )
    assert Escalation.objects.filter(clock=ack).exists()
    told = TicketEvent.objects.get(ticket=ticket, kind=EventKind.CONTACT)
    assert told.recorded_at - told.at == timedelta(minutes=52)


def test_a_time_typed_in_the_minute_of_its_bound_means_the_bound(cast):
    ticket = ticket_at(cast, "2026-03-16 09:00:40")
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at("2026-03-16 09:05"),
        happened_at=at("2026-03-16 09:00"),
        body="已答复",
        channel=cast.channels["电话"],
    )
    assert clock(ticket, "ack").stopped_at == at("2026-03-16 09:00:40")
