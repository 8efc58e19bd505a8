"""Heartbeats, messages and clocks that wait."""

from datetime import timedelta

from django.utils import timezone

from core.models import JobRun
from notifications.models import Outbox
from operations import timetable
from tickets.limits.models import SlaClock
from tickets.record.models import Ticket

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def now():
    return timezone.now()


def heartbeat(name=timetable.SWEEP, *, ago=SECOND, **told):
    return JobRun.objects.update_or_create(
        pk=name, defaults={"began_at": now() - ago, "done_at": now() - ago, **told}
    )[0]


def message(user, n=1, **told):
    given = {"state": "pending", "next_at": now(), "created_at": now(), **told}
    return Outbox.objects.create(
        channel="mail", topic="warning", user=user, dedupe_key=f"t:{n}", **given
    )


def waiting_since(ticket, ago):
    """A limit of a ticket waits for the sweep so long; the ticket was not touched since."""
    SlaClock.objects.filter(ticket=ticket).update(next_check_at=None)
    SlaClock.objects.filter(ticket=ticket, kind__code="ack").update(next_check_at=now() - ago)
    Ticket.objects.filter(pk=ticket.pk).update(updated_at=now() - 24 * HOUR)
