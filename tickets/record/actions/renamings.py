"""Old tickets are found by the names that their customers and contacts have now: batch by batch, as long as any is behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from customers.actions import people
from customers.models import Contact, Customer
from tickets.record.actions.locking import people_words
from tickets.record.models import Ticket
from tickets.record.models.ticket import TicketQuerySet

BATCH = 100
ROOM = 5000
"""So many tickets a ring at most; the next ring goes on."""
CUSTOMERS = 500
"""So many customers a ring at most, whether they have tickets or not."""
SETTLED = timedelta(minutes=1)
"""Whoever registered or edited a ticket while the customer was renamed has saved it by then, with the old name."""


def follow(at: datetime, *, room: int = ROOM) -> int:
    """Refresh up to `room` tickets of renamed customers; the number refreshed.

    Which are behind is asked of the tickets themselves, so a run that was killed leaves nothing undone. A customer is through when
    none is behind some time after the renaming.
    """
    done = 0
    for customer in Customer.objects.renamed()[:CUSTOMERS]:
        for words, behind in _behind(customer):
            done += _refresh(behind, words, room - done)
        if done >= room:
            break
        if at - customer.renamed_at >= SETTLED and not any(
            behind.exists() for _words, behind in _behind(customer)
        ):
            people.mark_caught_up(customer)
    return done


def _behind(customer: Customer) -> Iterator[tuple[str, TicketQuerySet]]:
    """The customer's tickets by contact: what they ought to be found by, and those that are found by something else."""
    tickets = Ticket.objects.filter(customer=customer)
    for contact in (None, *Contact.objects.filter(pk__in=tickets.values("contact"))):
        words = people_words(customer, contact)
        yield words, tickets.filter(contact=contact).exclude(people_text=words)


def _refresh(behind: TicketQuerySet, words: str, room: int) -> int:
    keys = list(behind.order_by("pk").values_list("pk", flat=True)[: max(room, 0)])
    return sum(_write(keys[begin : begin + BATCH], words) for begin in range(0, len(keys), BATCH))


@transaction.atomic
def _write(keys: list[int], words: str) -> int:
    """One batch. Nobody edited the tickets: their versions stay. What somebody holds is left for the next ring."""
    rows = Ticket.objects.filter(pk__in=keys)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    free = list(rows.values_list("pk", flat=True))
    return Ticket.objects.filter(pk__in=free).update(people_text=words)
