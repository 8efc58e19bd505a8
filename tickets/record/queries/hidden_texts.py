"""What somebody who has no need for names reads of a ticket's free texts."""

from collections.abc import Iterable

from django.db.models import Prefetch

from customers.models import Contact
from customers.rules import ContactVisibility
from tickets.record.models import Ticket


def names_of_people(path: str) -> Prefetch:
    """What to prefetch of the customers at a path, so that their names are known."""
    return Prefetch(f"{path}__contacts", Contact.objects.only("name", "customer"))


def known_names_of(ticket_ids: Iterable[int], visibility: ContactVisibility) -> dict[int, dict]:
    """By ticket: the names that its texts may hold, by what is left of them.

    Two statements; none, and no names, for a reader who sees them.
    """
    keys = set(ticket_ids)
    if visibility.names or not keys:
        return {}

    # A list does not load people, and need not for those who see names.
    tickets = Ticket.objects.filter(pk__in=keys).select_related("customer").only("customer__name")
    with_people = tickets.prefetch_related(names_of_people("customer"))
    return {ticket.pk: visibility.known_names(ticket.customer) for ticket in with_people}


def hide_texts_of(tickets: Iterable[Ticket], visibility: ContactVisibility) -> None:
    """Mask the texts of tickets that are about to be shown; they must not be stored after.

    Two statements, none for a reader who sees names.
    """
    shown = list(tickets)
    names = known_names_of([ticket.pk for ticket in shown], visibility)
    for ticket in shown:
        visibility.hide_texts(ticket, names.get(ticket.pk))
