"""What may this person do from the list and from the page of a ticket?"""

from accounts.models import User
from customers.rules import may_export_unmasked
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket
from tickets.record.rules import has_right


def may_register(user: User) -> bool:
    """May this person write down a new ticket?"""
    return has_right(user, "register_ticket")


def may_contact(user: User, ticket: Ticket) -> bool:
    """May this person write to the customer, or a note? Nothing is added to the archive."""
    return has_right(user, "contact_ticket") and ticket.archived_at is None


def may_follow_up(user: User, ticket: Ticket) -> bool:
    """May this person register a ticket that follows a finished one?"""
    return may_register(user) and ticket.status not in lifecycle.UNSOLVED


def may_edit_description(user: User, ticket: Ticket) -> bool:
    """May this person change what the ticket says?"""
    return may_register(user) and ticket.is_editable


def may_export_tickets(user: User) -> bool:
    """May this person take tickets out as files, with people masked?"""
    return has_right(user, "export_ticket")


def may_export_people(user: User) -> bool:
    """May this person take tickets out with people in full?"""
    return may_export_tickets(user) and may_export_unmasked(user)
