"""How the people of a customer are reached: the ways that this desk has, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from core.domain.text import MOBILE_SHAPE, mobile_key
from customers.models import Contact
from notifications.channels import CHANNELS
from notifications.enums import ChannelName, Topic
from tickets.record.models import Ticket

# Those that reach customers: to where people look first.
REACHING = (ChannelName.WECHAT, ChannelName.SMS, ChannelName.MAIL)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel of messages, and the address that somebody has on it."""

    contact: Contact
    channel: ChannelName
    address: str


def ways_to_reach(
    contact: Contact | None, *, at: datetime, came_by: str = "", topic: str = Topic.LETTER
) -> list[Way]:
    """The ways to tell a contact something: the preferred one first, then the one by which the case
    came.

    None for nobody and for who has no address. Channels of the desk (`came_by` is the code of one)
    and of messages have the same codes.
    """
    return ways_by(open_channels(at, topic), contact, came_by=came_by)


def ways_by(
    channels: Sequence[ChannelName], contact: Contact | None, *, came_by: str = ""
) -> list[Way]:
    """The same where the open channels are known, as for many contacts."""
    ways = _ways_of(contact, channels)
    if contact is None or len(ways) < 2:
        return ways
    preferred = contact.preferred_channel.code if contact.preferred_channel else ""
    return sorted(ways, key=lambda way: (way.channel != preferred, way.channel != came_by))


def is_reachable(contact: Contact | None, *, at: datetime) -> bool:
    """Is there any way to the contact?"""
    return bool(_ways_of(contact, open_channels(at)))


def is_reachable_at_all(*, at: datetime) -> bool:
    """Has this desk any channel that leads to customers?"""
    return bool(open_channels(at))


def ways_to_write(ticket: Ticket, *, at: datetime) -> list[Way]:
    """The ways to all people of the ticket's customer: to the contact of the ticket first."""
    people = Contact.objects.filter(customer=ticket.customer_id).select_related("preferred_channel")
    own_first = sorted(people, key=lambda person: person.pk != ticket.contact_id)
    came_by = ticket.channel.code
    return [way for one in own_first for way in ways_to_reach(one, at=at, came_by=came_by)]


def deliveries_with_another_address(*, at: datetime) -> Q:
    """Of deliveries: those whose contact has an address on another channel than the message's."""
    known = {
        ChannelName.WECHAT: ~Q(communication__contact__wechat_id=""),
        ChannelName.SMS: Q(communication__contact__phone_digits__regex=MOBILE_SHAPE.pattern),
        ChannelName.MAIL: ~Q(communication__contact__email="")
        & ~Q(communication__contact__email=F("communication__contact__refused_email")),
    }
    other = Q(pk__in=())
    for name in open_channels(at):
        other |= known[name] & ~Q(message__channel=name)
    return other


def open_channels(at: datetime, topic: str = Topic.LETTER) -> list[ChannelName]:
    """The channels that may say this to customers now, the ones where people look first."""
    return [name for name in REACHING if CHANNELS[name].says_to_customers(topic, at)]


def _ways_of(contact: Contact | None, names: Iterable[ChannelName]) -> list[Way]:
    if contact is None:
        return []
    addresses = {
        ChannelName.WECHAT: contact.wechat_id,
        ChannelName.SMS: mobile_key(contact.phone),
        ChannelName.MAIL: "" if contact.is_email_refused else contact.email,
    }
    return [Way(contact, name, addresses[name]) for name in names if addresses[name]]
