"""A person is taken out of what is kept: out of every text, not only out of the own row."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from archive.actions.forgetting import NO_CELLS, empty_contact, forget_messages_to
from core.domain.text import phone_key
from customers.models import Contact
from notifications.models import GroupMessage, InboxItem, Outbox
from privacy.cases import tables_of_cases
from privacy.domain.classes import HIDDEN, FieldClass
from privacy.field_classes import fields_of
from tickets.record.models import Ticket
from tickets.transfer.models import ImportRow

# Shorter words stand in too many texts that mean somebody else.
SHORTEST = 2


def words_of(contact: Contact) -> tuple[str, ...]:
    """By what a text names a person, the longest first."""
    words = {
        contact.name,
        contact.phone,
        phone_key(contact.phone),
        contact.email,
        contact.wechat_id,
    }
    return tuple(sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True))


def hide_person(contact: Contact, keys: Sequence[int]) -> None:
    """Take a person out of these tickets and all that hangs on them.

    Links to the pages of the person's own tickets go; raw mails of the person are emptied.
    """
    words = words_of(contact)
    tickets = Ticket.objects.filter(pk__in=keys)
    own = list(tickets.filter(contact=contact).values_list("pk", flat=True))
    for rows in tables_of_cases():
        if rows.is_deleted:
            rows.of_tickets(own).delete()
            continue
        fields = [name for name, field_class in rows.personal_fields() if can_name(field_class)]
        _hide_in_rows(rows.of_tickets(keys), fields, words)
    numbers = list(tickets.values_list("number", flat=True))
    for messages in (InboxItem.objects, Outbox.objects, GroupMessage.objects):
        told = messages.filter(data__number__in=numbers)
        _hide_in_rows(told, fields_of(told.model, FieldClass.TEXT), words)


def _hide_in_rows(rows: QuerySet[Any], fields: Sequence[str], words: Sequence[str]) -> None:
    """Of each row only what names the person is changed."""
    for row in rows.only("pk", *fields):
        changed = {}
        for name in fields:
            before = getattr(row, name)
            after = without_words(before, words)
            if after != before:
                changed[name] = after
        if changed:
            rows.model._base_manager.filter(pk=row.pk).update(**changed)


def can_name(field_class: FieldClass) -> bool:
    """May a field of this class hold a person's name or address?"""
    return field_class is not FieldClass.COMPANY


def without_words(value: Any, words: Sequence[str]) -> Any:
    """A value of a field with the words hidden, whatever it holds; raw bytes that hold one go."""
    match value:
        case str():
            for word in words:
                value = value.replace(word, HIDDEN)
            return value
        case list():
            return [without_words(item, words) for item in value]
        case dict():
            return {key: without_words(item, words) for key, item in value.items()}
        case bytes() | memoryview():
            return b""
    return value


def forget_person(contact: Contact) -> None:
    """The row itself, messages, and rows of imported files that hold a number or an address."""
    words = words_of(contact)
    forget_messages_to(contact)
    for word in words:
        if word != contact.name:
            named = ImportRow.objects.filter(batch__file__isnull=True, cells__icontains=word)
            named.update(**NO_CELLS)
    empty_contact(contact)
