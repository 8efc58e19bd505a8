"""A complaint is of high priority (CM-5): one rule, applied, proposed, and departed from with a reason."""

from datetime import timedelta

import pytest

from tests.fixtures import browser_of, moment, reported
from tickets.record.enums import EventKind, Nature, Priority, Tier
from tickets.record.models import TicketEvent
from tickets.work.actions import register, triage

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE = timedelta(minutes=1)


def test_registering_a_complaint_raises_its_priority(cast):
    complaint = reported(cast, AT, nature=Nature.COMPLAINT)
    assert (complaint.tier, complaint.priority) == (Tier.GENERAL, Priority.HIGH)
    assert reported(cast, AT).priority == Priority.LOW


def test_what_becomes_a_complaint_is_raised_and_an_older_one_is_left_as_it_was_judged(cast):
    agent = cast.staff["agent"]
    ticket = reported(cast, AT)
    ticket = register.edit_description(
        ticket, by=agent, at=AT + MINUTE, version=ticket.version, nature=Nature.COMPLAINT
    )
    assert ticket.priority == Priority.HIGH
    ticket = lowered(cast, ticket)
    ticket = register.edit_description(
        ticket, by=agent, at=AT + 3 * MINUTE, version=ticket.version, summary="另一个说法"
    )
    assert ticket.priority == Priority.LOW


def test_a_supervisor_may_judge_a_complaint_lower_and_the_ledger_says_so(cast):
    ticket = lowered(cast, reported(cast, AT, nature=Nature.COMPLAINT))
    assert ticket.priority == Priority.LOW
    [line] = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.RETIERED)
    assert line.note != "误报"
    assert "误报" in line.note


def lowered(cast, ticket):
    return triage.change_tier(
        ticket,
        by=cast.staff["supervisor"],
        at=AT + 2 * MINUTE,
        tier=Tier.GENERAL,
        priority=Priority.LOW,
        reason="误报",
    )


def test_the_form_proposes_a_high_priority_for_a_complaint(cast):
    answer = browser_of(cast.staff["agent"]).post(
        "/tickets/new/suggest/", {"summary": "服务态度", "nature": "complaint", "impact": "none"}
    )
    assert answer.context["proposal"].priority == Priority.HIGH
