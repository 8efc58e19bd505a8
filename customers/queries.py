"""Finding customers the way callers are found: by name, phone, any part of them, number, serial."""

from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import User
from core.domain import text
from customers.models import Contact, Customer
from customers.rules import visible

SHORTEST_PHONE = 7


@dataclass(frozen=True, slots=True)
class Match:
    """A customer with the contact that the words point at."""

    customer: Customer
    contact: Contact | None


def found_by(user: User, words: str, *, limit: int) -> list[Match]:
    """The best matches, each with one contact; three statements at the most."""
    needle = (
        text.digits(words)
        if text.digits(words) and len(text.digits(words)) >= len(text.key(words)) - 3
        else words
    )
    rows = (
        visible(user)
        .matching(needle)
        .prefetch_related(Prefetch("contacts", Contact.objects.all()))[:limit]
    )
    return [Match(row, _contact(row, words)) for row in rows]


def by_phone(user: User, phone: str) -> Contact | None:
    """Whose phone it is; None for a fragment of a number or an unknown one."""
    digits = text.digits(phone)
    known = Contact.objects.filter(phone_digits=digits, customer__in=visible(user)).select_related(
        "customer"
    )
    return known.first() if len(digits) >= SHORTEST_PHONE else None


def _contact(customer: Customer, words: str) -> Contact | None:
    contacts = list(customer.contacts.all())
    digits, needle = text.digits(words), text.needle(words)
    for contact in contacts:
        if (digits and digits in contact.phone_digits) or (
            needle and needle in text.needle(contact.name)
        ):
            return contact
    return contacts[0] if contacts else None
