"""What a worker did with late tickets, and how a test brings the jobs to an end."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from notifications.models import InboxItem
from tests.fixtures import reported
from tests.processes import LONG_AGO
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import TicketEvent

RAISED = {"80%+0m:assignee", "100%+0m:supervisor"}
"""What three hours without an answer have raised of a limit of one hour; the manager comes four hours after it."""


def late_tickets(cast, count):
    """Tickets that nobody answered for three hours: their limit is due to be raised now."""
    return [reported(cast, timezone.now() - LONG_AGO) for _n in range(count)]


def raised_of(tickets):
    """The steps raised on the first-response limits of tickets, by ticket."""
    rows = Escalation.objects.filter(
        clock__ticket__in=tickets, clock__kind__code="ack"
    ).values_list("clock__ticket", "step")
    found = {ticket.pk: [] for ticket in tickets}
    for ticket, step in rows:
        found[ticket].append(step)
    return found


def is_handled(tickets):
    return all(set(steps) == RAISED for steps in raised_of(tickets).values())


def reconcile(tickets):
    """Each step, line and notice stands once: the set raised is the set owed."""
    assert {pk: Counter(steps) for pk, steps in raised_of(tickets).items()} == {
        ticket.pk: Counter(RAISED) for ticket in tickets
    }
    clocks = SlaClock.objects.filter(ticket__in=tickets, kind__code="ack")
    assert {(clock.state, clock.breached_at - clock.started_at) for clock in clocks} == {
        ("breached_running", timedelta(hours=1))
    }
    lines = TicketEvent.objects.filter(ticket__in=tickets, data__clock="ack")
    steps = Counter((line.ticket_id, line.data["step"]) for line in lines.filter(kind="escalated"))
    assert steps == Counter({(ticket.pk, step): 1 for ticket in tickets for step in RAISED})
    misses = Counter(lines.filter(kind="clock_breached").values_list("ticket", flat=True))
    assert misses == Counter({ticket.pk: 1 for ticket in tickets})
    notices = Counter(
        InboxItem.objects.filter(topic="breach", data__step="100%+0m:supervisor").values_list(
            "path", flat=True
        )
    )
    assert notices == Counter({f"/tickets/{ticket.number}/": 1 for ticket in tickets})
