"""A person is taken out of what is kept: out of every text, not only out of the own row."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from archive.actions.forgetting import NO_CELLS, NO_MAIL, drop_attachments, empty_contact
from archive.queries.disposals import tickets_about
from core.domain import text
from customers.models import Contact, Customer
from notifications.models import GroupMessage, InboxItem, Outbox
from privacy.cases import tables_of_cases
from privacy.domain.classes import HIDDEN, FieldClass
from privacy.field_classes import fields_of
from tickets.record.enums import AttachmentKind, Visibility
from tickets.record.models import Attachment, IncomingMail, Ticket
from tickets.transfer.models import ImportRow

# Shorter words stand in too many texts that mean somebody else.
SHORTEST = 2

# Between the digits of a telephone number, however somebody wrote it.
GAP = r"[\s\-–—()（）]*"

# Matches nowhere.
NOTHING = r"(?!)"

# What says outright who somebody is; of the person's own tickets it goes, whatever stands there.
TELLING = (FieldClass.PERSON, FieldClass.PHONE, FieldClass.EMAIL, FieldClass.TRACE)


def words_of(contact: Contact) -> tuple[str, ...]:
    """By what a text names a person, the longest first; nothing that a colleague shares."""
    own = {contact.name, contact.phone, contact.email, contact.wechat_id}
    shared: set[str] = set()
    for other in Contact.objects.filter(customer=contact.customer_id).exclude(pk=contact.pk):
        shared |= {other.name, other.phone, other.email, other.wechat_id}
    words = {word for word in own - shared if len(word) >= SHORTEST}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Finds the words in a text as people write them and as searches keep it; nothing for none."""
    ways = [_way_to_write(word) for word in words]
    ways += [re.escape(text.search_needle(word)) for word in words]
    return re.compile("|".join(ways) or NOTHING, re.IGNORECASE)


def _way_to_write(word: str) -> str:
    digits = text.phone_key(word)
    is_number = len(digits) >= len(word) // 2 and digits.isdigit()
    return GAP.join(digits) if is_number else re.escape(word)


def hide_person(contact: Contact, keys: Sequence[int]) -> None:
    """Take a person out of these tickets and all that hangs on them.

    Of the person's own tickets go also: links to their pages, signatures, scans, and what the
    customer sent.
    """
    pattern = pattern_of(words_of(contact))
    own = list(Ticket.objects.filter(pk__in=keys, contact=contact).values_list("pk", flat=True))
    for rows in tables_of_cases():
        if rows.is_deleted:
            rows.of_tickets(own).delete()
            continue
        fields = dict(rows.personal_fields())
        outright = [name for name, field_class in fields.items() if field_class in TELLING]
        texts = [name for name, field_class in fields.items() if field_class is FieldClass.TEXT]
        if outright:
            emptied = rows.emptied_values()
            rows.of_tickets(own).update(**{name: emptied[name] for name in outright})
        hide_words(rows.of_tickets(keys), [*outright, *texts], pattern)
    drop_attachments(
        Attachment.objects.filter(ticket__in=own).filter(
            Q(kind__in=(AttachmentKind.SIGNATURE, AttachmentKind.SCAN))
            | Q(visibility=Visibility.CUSTOMER)
        )
    )
    mails = IncomingMail.objects.filter(ticket__in=own)
    mails.update(raw=b"", is_emptied=True)


def hide_words(rows: QuerySet[Any], fields: Sequence[str], pattern: re.Pattern[str]) -> None:
    """Of each row only what names the person is changed; whoever edits it is told."""
    has_version = rows.model in (Ticket, Customer)
    for row in rows.only("pk", *fields):
        changed: dict[str, Any] = {}
        for name in fields:
            before = getattr(row, name)
            after = without_words(before, pattern)
            if after != before:
                changed[name] = after
        if changed and has_version:
            changed["version"] = F("version") + 1
        if changed:
            rows.model._base_manager.filter(pk=row.pk).update(**changed)


def without_words(value: Any, pattern: re.Pattern[str]) -> Any:
    """A value of a field with the words hidden, whatever it holds."""
    match value:
        case str():
            return pattern.sub(HIDDEN, value)
        case list():
            return [without_words(item, pattern) for item in value]
        case dict():
            return {key: without_words(item, pattern) for key, item in value.items()}
    return value


def forget_person(contact: Contact) -> None:
    """The row itself, messages of the desk, mails that belong to no ticket, and rows of imported
    files that hold a number or an address.
    """
    words = words_of(contact)
    pattern = pattern_of(words)
    numbers = list(tickets_about(contact).values_list("number", flat=True))
    for messages in (InboxItem.objects, Outbox.objects, GroupMessage.objects):
        about = messages.filter(data__number__in=numbers)
        hide_words(about, fields_of(about.model, FieldClass.TEXT), pattern)
    if contact.email in words:
        own = IncomingMail.objects.filter(ticket__isnull=True, sender__iexact=contact.email)
        own.update(**NO_MAIL)
    for word in words:
        if word != contact.name:
            ImportRow.objects.filter(cells__icontains=word).update(**NO_CELLS)
    hide_words(Customer.objects.filter(pk=contact.customer_id), ["remark"], pattern)
    empty_contact(contact)
