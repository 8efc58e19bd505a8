"""What is left of tickets, contacts and messages when nobody shall know any more whose they were.

Times, states, tiers, scores, causes and people of the desk stay: every figure counts them as
before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.domain.text import phone_key
from customers.actions import people
from customers.models import Contact
from documents.actions import drop_file
from documents.models import StoredFile
from notifications.models import GroupMessage, InboxItem, Outbox
from privacy.cases import tables_of_cases
from privacy.domain.classes import HIDDEN
from tickets.record.models import Attachment, Ticket
from tickets.transfer.models import ImportRow

# Of a row of an imported file its place and its verdict are left.
NO_CELLS: dict[str, Any] = {"cells": [], "fields": {}, "left": {}, "problems": [], "changes": []}


def empty_tickets(keys: Sequence[int]) -> None:
    """Take everything personal out of these tickets and all that hangs on them, with their files.

    Ledgers let it happen only while a `DisposalRun` says so (`disposal.permission_of`).
    """
    for rows in tables_of_cases():
        if rows.is_deleted:
            rows.of_tickets(keys).delete()
        elif values := rows.emptied_values():
            rows.of_tickets(keys).update(**values)
    Ticket.objects.filter(pk__in=keys).update(contact=None, search_text="", people_text="")
    files = list(StoredFile.objects.filter(attachment__ticket__in=keys))
    Attachment.objects.filter(ticket__in=keys).delete()
    for file in files:
        drop_file(file)


def contacts_of(keys: Sequence[int]) -> list[int]:
    """The people who are named in these tickets."""
    named = Ticket.objects.filter(pk__in=keys, contact__isnull=False)
    return list(named.order_by().values_list("contact", flat=True).distinct())


def empty_contacts(keys: Sequence[int], *, before: datetime) -> None:
    """Take everything personal out of those contacts that no ticket names any more and that were
    made before that moment: a younger one is somebody whom the desk is about to serve.
    """
    named = Ticket.objects.filter(contact=OuterRef("pk"))
    unneeded = Contact.objects.filter(pk__in=keys, created_at__lt=before)
    for contact in unneeded.filter(~Exists(named)):
        empty_contact(contact)


def empty_contact(contact: Contact) -> None:
    """Nobody knows any more who it was; the row stays, for what points to it."""
    forget_messages_to(contact)
    contact.name = HIDDEN
    contact.phone = contact.email = contact.wechat_id = ""
    contact.preferred_channel = None
    contact.has_marketing_consent = False
    contact.save()
    contact.consents.update(scope="", evidence=HIDDEN)
    contact.invitations.exclude(suggestion="").update(suggestion=HIDDEN)
    people.refresh_search(contact.customer)


def forget_messages_to(contact: Contact) -> None:
    """Messages that went to somebody lose their address and their words; those that wait are not
    sent.
    """
    addresses = [contact.email, contact.phone, phone_key(contact.phone), contact.wechat_id]
    known = [address for address in addresses if address]
    sent = Outbox.objects.filter(user__isnull=True, address__in=known)
    sent.filter(ended_at__isnull=True).delete()
    sent.update(address=HIDDEN, data={}, error="")


def empty_old_messages(before: datetime, *, limit: int) -> int:
    """Messages about tickets long gone, and rows of files that were imported then, so many of each
    at a time; how many it were.
    """
    inbox = InboxItem.objects.filter(created_at__lt=before).exclude(subject=HIDDEN)
    sent = Outbox.objects.filter(created_at__lt=before, ended_at__isnull=False).exclude(data={})
    rung = GroupMessage.objects.filter(created_at__lt=before).exclude(data={})
    read = ImportRow.objects.filter(batch__at__lt=before, batch__file__isnull=True)
    return (
        _update_some(inbox, limit, subject=HIDDEN, data={})
        + _update_some(sent, limit, address=HIDDEN, data={}, error="")
        + _update_some(rung, limit, data={})
        + _update_some(read.exclude(cells=[]), limit, **NO_CELLS)
    )


def _update_some(rows: QuerySet[Any], limit: int, **values: object) -> int:
    some = rows.order_by("pk").values("pk")[:limit]
    updated: int = rows.model._base_manager.filter(pk__in=some).update(**values)
    return updated
