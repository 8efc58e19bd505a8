"""Old tickets are found by the names that their customers and contacts have now.

Batch by batch, as long as any is behind.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from customers.actions import people
from customers.models import Contact, Customer
from tickets.record.actions.locking import people_words
from tickets.record.models import Ticket
from tickets.record.models.ticket import TicketQuerySet

BATCH = 100

# So many tickets a run at most; the next run goes on.
ROOM = 5000

# So many customers a run at most, whether they have tickets or not.
CUSTOMERS = 500

# Whoever saved a ticket with the old name, while the customer was renamed, has done so by then.
SETTLED = timedelta(minutes=1)


def refresh_renamed(at: datetime, *, room: int = ROOM) -> int:
    """Refresh up to `room` tickets of renamed customers; the number refreshed.

    A customer is through when no ticket is behind some time after the renaming.
    """
    done = 0
    for customer in Customer.objects.renamed()[:CUSTOMERS]:
        # Which are behind is asked of the tickets, so a run that was killed leaves nothing undone.
        for words, behind in _outdated_tickets(customer):
            done += _refresh_tickets(behind, words, room - done)
        if done >= room:
            break
        renamed_at = customer.renamed_at
        is_settled = renamed_at is not None and at - renamed_at >= SETTLED
        if is_settled and not _is_behind(customer):
            people.mark_caught_up(customer)
    return done


def _outdated_tickets(customer: Customer) -> Iterator[tuple[str, TicketQuerySet]]:
    """By contact: what the customer's tickets ought to be found by, and those that are not."""
    tickets = Ticket.objects.filter(customer=customer)
    contacts = Contact.objects.filter(pk__in=tickets.values("contact"))
    for contact in (None, *contacts):
        words = people_words(customer, contact)
        yield words, tickets.filter(contact=contact).exclude(people_text=words)


def _is_behind(customer: Customer) -> bool:
    return any(behind.exists() for _words, behind in _outdated_tickets(customer))


def _refresh_tickets(behind: TicketQuerySet, words: str, room: int) -> int:
    keys = list(behind.order_by("pk").values_list("pk", flat=True)[: max(room, 0)])
    refreshed = 0
    for begin in range(0, len(keys), BATCH):
        refreshed += _write_batch(keys[begin : begin + BATCH], words)
    return refreshed


@transaction.atomic
def _write_batch(keys: list[int], words: str) -> int:
    """One batch; the number written. Nobody edited the tickets, so their versions stay."""
    rows = Ticket.objects.filter(pk__in=keys)
    # What somebody holds is left for the next run, so that no run waits for a person.
    unlocked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    free = list(unlocked.values_list("pk", flat=True))
    return Ticket.objects.filter(pk__in=free).update(people_text=words)
