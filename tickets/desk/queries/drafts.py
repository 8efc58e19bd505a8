"""What may be written next, drafted from what is known: nobody sends it unread."""

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pages.formats import plain_moment
from tickets.limits.enums import ClockEvent, Unit
from tickets.limits.models import SlaClock
from tickets.record.enums import Direction
from tickets.record.models import Ticket

# An update that is due so soon opens with a draft.
SOON = timedelta(minutes=30)

# So many entries are named, the newest ones.
MOST = 5


def progress_draft(ticket: Ticket, at: datetime) -> str:
    """The update that is due to the customer, in the customer's language: what was done since the
    last one, and when there is the next. Empty while none is due. Three statements at the most.
    """
    updates = SlaClock.objects.live().filter(
        ticket=ticket, repeats=True, stop_event=ClockEvent.CUSTOMER_UPDATE, due_at__lte=at + SOON
    )
    clock = updates.order_by("due_at").first()
    if clock is None:
        return ""
    with translation.override(ticket.contact.language if ticket.contact else None):
        return "\n".join(_lines(ticket, clock, at))


def _lines(ticket: Ticket, clock: SlaClock, at: datetime) -> list[str]:
    # A call that reached nobody told nobody anything.
    reached = {"direction": Direction.OUT, "is_automatic": False, "is_answered": True}
    updates = ticket.communications.filter(**reached)
    since = updates.values_list("at", flat=True).order_by("-at").first() or ticket.reported_at
    done = ticket.process_entries.filter(recorded_at__gt=since).order_by("-started_at")
    lines = [_("Your request %(number)s, how far we are:") % {"number": ticket.number}]
    lines += [f"· {entry.content}" for entry in reversed(done[:MOST])] or [
        _("· We are still working on it.")
    ]
    if ticket.promised_at is not None and ticket.promised_at > at:
        moment = plain_moment(ticket.promised_at)
        lines.append(_("We expect to be done by %(moment)s.") % {"moment": moment})
    return [*lines, _("You hear from us again by %(moment)s.") % {"moment": _next(clock, at)}]


def _next(clock: SlaClock, at: datetime) -> str:
    if clock.unit == Unit.CALENDAR_DAY:
        return f"{timezone.localtime(at + timedelta(days=clock.amount)):%Y-%m-%d}"
    return plain_moment(at + clock.budget)
