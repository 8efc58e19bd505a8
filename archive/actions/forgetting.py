"""What is left of tickets, contacts and messages when nobody shall know any more whose they were.

Times, states, tiers, scores, causes and people of the desk stay: every figure counts them as
before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.models import ArchiveRecord
from core.later import enqueue
from customers.actions import people
from customers.enums import Segment
from customers.models import Contact, Customer
from documents.actions import drop_file
from documents.models import StoredFile
from feedback.models import Invitation, Survey
from notifications.enums import OutboxState
from notifications.models import GroupMessage, InboxItem, Outbox
from privacy.cases import tables_of_cases
from privacy.domain.classes import HIDDEN
from tickets.record.models import Attachment, Communication, IncomingMail, Ticket
from tickets.transfer.models import ImportRow

# Of a row of an imported file its place and its verdict are left.
NO_CELLS: dict[str, Any] = {"cells": [], "fields": {}, "left": {}, "problems": [], "changes": []}

# Of a mail that it came.
NO_MAIL: dict[str, Any] = {
    "sender": HIDDEN,
    "sender_name": "",
    "subject": HIDDEN,
    "raw": b"",
    "is_emptied": True,
}


def empty_tickets(keys: Sequence[int]) -> None:
    """Take everything personal out of these tickets and all that hangs on them, with their files.

    Ledgers let it happen only while an order says so (`disposal.permit_forgetting`). The tickets
    are locked first, as every action locks them.
    """
    locked = Ticket.objects.filter(pk__in=keys).order_by("pk")
    list(locked.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    for rows in tables_of_cases():
        if rows.is_deleted:
            rows.of_tickets(keys).delete()
        elif values := rows.emptied_values():
            rows.of_tickets(keys).update(**values)
    Ticket.objects.filter(pk__in=keys).update(contact=None, search_text="", people_text="")
    Communication.objects.filter(ticket__in=keys).update(contact=None)
    Survey.objects.filter(ticket__in=keys).update(contact=None)
    drop_attachments(Attachment.objects.filter(ticket__in=keys))


def drop_attachments(attachments: QuerySet[Attachment]) -> None:
    """The files, with their bytes."""
    files = list(StoredFile.objects.filter(attachment__in=attachments))
    attachments.delete()
    for file in files:
        drop_file(file)


def contacts_of(keys: Sequence[int]) -> list[int]:
    """The people who are named in these tickets, by whichever of their rows."""
    named: set[int] = set()
    for rows, path in (
        (Ticket.objects.filter(pk__in=keys), "contact"),
        (Communication.objects.filter(ticket__in=keys), "contact"),
        (Survey.objects.filter(ticket__in=keys), "contact"),
    ):
        found = rows.filter(**{f"{path}__isnull": False}).order_by().values_list(path, flat=True)
        named.update(found.distinct())
    return sorted(named)


def empty_contacts(keys: Sequence[int]) -> None:
    """Take everything personal out of those of these contacts that nothing names any more."""
    # Locked before it is asked: nobody names them meanwhile.
    rows = Contact.objects.filter(pk__in=keys).order_by("pk")
    locked = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    named = [
        Exists(model.objects.filter(contact=OuterRef("pk")))
        for model in (Ticket, Communication, Survey)
    ]
    unnamed = Contact.objects.filter(pk__in=locked).exclude(named[0] | named[1] | named[2])
    for contact in unnamed.select_related("customer"):
        empty_contact(contact)


def empty_contact(contact: Contact) -> None:
    """Nobody knows any more who it was; the row stays, for what points to it. A customer who is a
    person goes along.
    """
    # As every action that touches both: the customer first.
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = rows.get(pk=contact.customer_id)
    withhold_messages(contact)
    contact.name = HIDDEN
    contact.phone = contact.email = contact.refused_email = contact.wechat_id = ""
    contact.preferred_channel = None
    contact.has_marketing_consent = False
    contact.save()
    contact.consents.update(scope="", evidence=HIDDEN)
    Invitation.objects.filter(contact=contact).exclude(suggestion="").update(suggestion=HIDDEN)
    if customer.segment == Segment.CONSUMER and not _has_people(customer):
        _empty_customer(customer)
    people.store_change(customer)


def _has_people(customer: Customer) -> bool:
    """Is there anybody left who has a name?"""
    return customer.contacts.exclude(name=HIDDEN).exists()


def _empty_customer(customer: Customer) -> None:
    """A private person is customer and contact in one. The search of old tickets follows."""
    hidden = f"{HIDDEN} {customer.code}"
    for record in ArchiveRecord.objects.filter(ticket__customer=customer):
        record.key = record.key_without_name
        record.save(update_fields=["key"])
    Customer.objects.filter(pk=customer.pk).update(
        name=hidden, remark="", external_id=None, is_anonymized=True
    )
    customer.refresh_from_db()
    enqueue(people.FOLLOW)


def withhold_messages(contact: Contact) -> None:
    """What was written to somebody loses its address and its words; what waits is not sent."""
    letters = Outbox.objects.filter(
        Q(delivery__communication__contact=contact) | Q(invitation__contact=contact)
    )
    keys = list(letters.order_by("pk").values_list("pk", flat=True))
    rows = Outbox.objects.filter(pk__in=keys)
    waiting = rows.filter(state__in=(OutboxState.PENDING, OutboxState.HELD))
    waiting.update(state=OutboxState.WITHHELD, lease_until=None)
    rows.update(address=HIDDEN, data={}, error="")


def empty_old_messages(before: datetime, *, limit: int) -> int:
    """Messages about tickets long gone, mails that belong to none, and rows of files that were
    imported then go, so many of each at a time; how many it were.

    Letters of a ticket go with the ticket.
    """
    old = {"created_at__lt": before}
    sent = Outbox.objects.filter(ended_at__isnull=False, delivery__isnull=True, **old)
    mails = IncomingMail.objects.filter(received_at__lt=before, ticket__isnull=True)
    return (
        _delete_some(InboxItem.objects.filter(**old), limit)
        + _delete_some(sent, limit)
        + _delete_some(GroupMessage.objects.filter(**old), limit)
        + _delete_some(mails, limit)
        + _delete_some(ImportRow.objects.filter(batch__at__lt=before), limit)
    )


def _delete_some(rows: QuerySet[Any], limit: int) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)
