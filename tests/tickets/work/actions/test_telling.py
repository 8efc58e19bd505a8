"""Who hears of a ticket: the one that has it in hand, else the desk's supervisors."""

import pytest

from notifications.enums import Topic
from notifications.models import InboxItem
from tests.fixtures import moment, reported
from tickets.work.actions.telling import tell_handlers

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


def told_of(ticket):
    InboxItem.objects.all().delete()
    tell_handlers(ticket, Topic.CUSTOMER_WROTE, key="k", at=MONDAY, is_urgent=False)
    return set(InboxItem.objects.values_list("user__username", flat=True))


def test_who_has_the_ticket_is_told(cast):
    ticket = reported(cast, MONDAY)
    ticket.assignee = cast.staff["agent"]
    assert told_of(ticket) == {"agent"}


def test_nobodys_ticket_rings_at_the_supervisors(cast):
    ticket = reported(cast, MONDAY)
    ticket.assignee = None
    assert told_of(ticket) == {"supervisor"}
