"""What the addresses of everything that belongs to a work order share."""

from typing import Any

from customers.api.views import PeopleView
from tickets.record.models import Ticket


class OfTicketView(PeopleView):
    """A work order that the caller may see, by its number, and what belongs to it."""

    house = "tickets"
    lookup_field = "number"

    def context_of(self, ticket: Ticket) -> dict[str, Any]:
        """What the shapes of its parts know: the names that its texts may hold."""
        names = self.visibility.known_names(ticket.customer)
        return {**self.context(), "names": names}
