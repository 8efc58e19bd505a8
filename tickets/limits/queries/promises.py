"""What a customer was promised: the limits of a ticket that concern the customer, in words."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.queries.compiled import KEY, CompiledQuery
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock

# In the order in which they happen. Other limits are the desk's own.
WORDS = {
    ClockEvent.FIRST_CONTACT: _("First reply"),
    ClockEvent.SUBSTANTIVE_REPLY: _("Answer to your question"),
    ClockEvent.CUSTOMER_UPDATE: _("Next progress report"),
    ClockEvent.RESOLVED: _("Solved"),
}


class Promise(NamedTuple):
    """Something that will have happened by then. `words` are said in the reader's language."""

    words: LazyText
    due_at: datetime


LIVE = CompiledQuery(
    SlaClock.objects.live()
    .filter(ticket=KEY, stop_event__in=list(WORDS), due_at__isnull=False, paused_at__isnull=True)
    .order_by("due_at")
    .values_list("stop_event", "due_at"),
    by_key=True,
    ticket=KEY,
)


def promises_to_customer(ticket_id: int) -> list[Promise]:
    """Each thing once, by its earliest limit; what waits for the customer has no time. One
    statement.
    """
    earliest: dict[str, datetime] = {}
    for event, due_at in LIVE.ask(ticket=ticket_id):
        earliest.setdefault(event, due_at)
    return [Promise(WORDS[event], earliest[event]) for event in WORDS if event in earliest]
