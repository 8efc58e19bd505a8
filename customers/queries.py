"""Finding customers the way callers are found: by name, phone, any part of them, number, serial;
and the channel by which they come."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from accounts.models import User
from core.domain import text
from core.queries.compiled import TEXT, CompiledQuery
from customers.enums import ConsentPurpose
from customers.models import Channel, ConsentRecord, Contact, Customer
from customers.rules import visible_customers

SHORTEST_PHONE = 7


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """A customer with the contact that the words point at."""

    customer: Customer
    contact: Contact | None


def customers_found_by(user: User, words: str, *, limit: int) -> list[CustomerMatch]:
    """The best matches, each with one contact; three statements at the most."""
    matching = visible_customers(user).matching(words)
    rows = matching.prefetch_related(Prefetch("contacts", Contact.objects.all()))[:limit]
    return [CustomerMatch(row, _best_contact(row, words)) for row in rows]


CODED = CompiledQuery(Customer.objects.filter(code=TEXT).order_by(), by_key=True, code=TEXT)


def customer_by_code(user: User, code: str) -> Customer | None:
    """The customer of this code, if the person may see it. One statement."""
    if visible_customers(user).query.is_empty():
        return None
    return CODED.ask_one(code=code)


def contact_by_phone(user: User, phone: str) -> Contact | None:
    """Whose phone it is; None for a fragment of a number or an unknown one."""
    digits = text.phone_key(phone)
    if len(digits) < SHORTEST_PHONE:
        return None
    contacts = Contact.objects.filter(customer__in=visible_customers(user)).select_related(
        "customer"
    )
    return contacts.filter(phone_digits=digits).first()


def channel_to_take(code: str) -> Channel:
    """The channel of this code; where an administrator called it otherwise, the first that takes
    any.
    """
    known = Channel.objects.filter(code=code).first()
    return known or Channel.objects.filter(is_active=True).exclude(direction="out")[0]


def _best_contact(customer: Customer, words: str) -> Contact | None:
    """The contact whom the words name, else the first one."""
    contacts = list(customer.contacts.all())
    digits = text.phone_key(words)
    needle = text.search_needle(words)
    for contact in contacts:
        has_phone = bool(digits) and digits in contact.phone_digits
        has_name = bool(needle) and needle in text.search_needle(contact.name)
        if has_phone or has_name:
            return contact
    return contacts[0] if contacts else None


def contacts_who_object(keys: Iterable[int]) -> set[int]:
    """Of these contacts, by key, those who took their consent to be contacted back, and gave no
    other one. One statement.
    """
    about = ConsentRecord.objects.filter(
        contact=OuterRef("pk"), purpose=ConsentPurpose.SERVICE
    ).order_by()
    withdrawn = about.filter(withdrawn_at__isnull=False)
    holding = about.filter(withdrawn_at__isnull=True)
    people = Contact.objects.filter(Exists(withdrawn), ~Exists(holding), pk__in=list(keys))
    return set(people.order_by().values_list("pk", flat=True))
