"""Which ticket a mail belongs to, and whose it is."""

import re
from uuid import UUID

from django.conf import settings

from customers.models import Contact
from notifications.channels.mail import mail_id
from tickets.mail.domain.parsing import ParsedMail
from tickets.record.domain.reply_tokens import number_answered
from tickets.record.models import Delivery, IncomingMail, Ticket

OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


def ticket_answered(mail: ParsedMail) -> Ticket | None:
    """The ticket that a mail answers: by the address that it went to, else by the mails it names.

    At most three statements.
    """
    for recipient in mail.recipients:
        number = number_answered(recipient, settings.MAILBOX_ADDRESS, _secrets())
        if number is not None:
            return Ticket.objects.filter(number=number).first()
    deliveries = deliveries_named(mail.references)
    if deliveries:
        return deliveries[0].communication.ticket
    return _ticket_of_own_mail(mail)


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def deliveries_named(message_ids: tuple[str, ...]) -> list[Delivery]:
    """Messages of ours by their Message-IDs, the newest first."""
    keys = []
    for message_id in message_ids:
        found = OURS.match(message_id)
        # With our own host behind it: nobody else's numbers are ours.
        if found and message_id == mail_id(UUID(found[1])):
            keys.append(UUID(found[1]))
    if not keys:
        return []
    deliveries = Delivery.objects.filter(message__message_id__in=keys).order_by("-pk")
    return list(deliveries.select_related("message", "communication__ticket"))


def _ticket_of_own_mail(mail: ParsedMail) -> Ticket | None:
    """Of a second mail to the same matter, that names the sender's own first one."""
    if not mail.references or not mail.sender:
        return None
    earlier = IncomingMail.objects.filter(
        message_id__in=mail.references, sender=mail.sender, ticket__isnull=False
    )
    found = earlier.select_related("ticket").order_by("-pk").first()
    return found.ticket if found else None


def contacts_of(address: str) -> list[Contact]:
    """The people who have this address; at most two, as one is needed."""
    people = Contact.objects.filter(email__iexact=address).select_related("customer")
    return list(people.order_by("pk")[:2]) if address else []
