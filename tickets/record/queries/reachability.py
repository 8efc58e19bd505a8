"""How the people of a customer are reached: the ways that this desk has, best first."""

from dataclasses import dataclass

from django.db.models import QuerySet

from customers.models import Contact
from notifications.channels import CHANNELS
from notifications.enums import ChannelName
from tickets.record.models import Ticket

# Those that reach customers.
REACHING = (ChannelName.MAIL,)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel of messages, and the address that somebody has on it."""

    contact: Contact
    channel: ChannelName
    address: str


def ways_to_reach(contact: Contact | None) -> list[Way]:
    """The ways to a contact, the preferred one first; none for nobody and for who has no address.

    Channels of the desk and of messages have the same codes.
    """
    if contact is None:
        return []
    ways = [Way(contact, ChannelName.MAIL, contact.email)]
    open_ways = [way for way in ways if way.address and CHANNELS[way.channel].is_on]
    if len(open_ways) < 2:
        return open_ways
    preferred = contact.preferred_channel.code if contact.preferred_channel else ""
    return sorted(open_ways, key=lambda way: way.channel != preferred)


def is_reachable_at_all() -> bool:
    """Has this desk any channel that leads to customers?"""
    return any(CHANNELS[channel].is_on for channel in REACHING)


def contacts_to_write_to(ticket: Ticket) -> QuerySet[Contact]:
    """The people of the ticket's customer whom this desk can write to."""
    people = Contact.objects.filter(customer=ticket.customer_id)
    if not CHANNELS[ChannelName.MAIL].is_on:
        return people.none()
    return people.exclude(email="")
