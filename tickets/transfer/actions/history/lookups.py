"""Whom and what the old desk's words name in this house: channels, departments, people, customers.

Makes what is missing.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from accounts.models import Department, User
from core.actions import numbers
from core.domain import text
from customers.enums import Segment
from customers.models import Channel, Contact, Customer
from tickets.transfer.actions import bulk
from tickets.transfer.domain.history import Incident

# So many customers are kept in mind.
REMEMBERED = 20_000

CUSTOMER = (
    "id",
    "code",
    "name",
    "segment",
    "external_id",
    "source",
    "search_text",
    "created_at",
    "created_by",
)
CONTACT = ("id", "customer", "name", "phone", "phone_digits", "is_primary", "created_at")
SEARCH_LIMIT = 4000
EXTERNAL_ID_LENGTH = 60
CONTACT_NAME_LENGTH = 60
DIGEST_LENGTH = 32

# Customer, contact and phone as the file names them.
PersonNames = tuple[str, str, str]


class LookupCache:
    """Names to keys.

    `source` names the old desk; customers are recognised by it and their name there. `by` is who
    asked for the import, None for the command line.
    """

    def __init__(self, source: str, segment: str, *, by: User | None, at: datetime) -> None:
        self.source = source
        self.segment = segment
        self.by = by
        self.at = at
        self.channels = dict(Channel.objects.values_list("code", "pk"))
        self.departments = dict(Department.objects.values_list("name", "pk"))
        self.people = _unambiguous_names(
            User.objects.colleagues().values_list("display_name", "pk")
        )
        self.customers: dict[str, Customer] = {}
        self.contacts: dict[PersonNames, Contact] = {}

    def load_for(self, incidents: list[Incident]) -> None:
        """Find or make everything that these name.

        Unknown departments come in as inactive: they are not offered for new work.
        """
        if len(self.customers) > REMEMBERED:
            self.customers = {}
            self.contacts = {}
        departments = {incident.fields["department"] for incident in incidents}
        customers = {incident.fields["customer"] for incident in incidents}
        people = {person_of(incident) for incident in incidents}
        self._make_departments(departments - {""} - set(self.departments))
        self._load_customers(customers - set(self.customers))
        # Contacts belong to customers, which therefore come first.
        self._load_contacts(people - set(self.contacts))

    def forget_made(self) -> None:
        """After a transaction that failed: what it had made is not there."""
        self.departments = dict(Department.objects.values_list("name", "pk"))
        self.customers = {}
        self.contacts = {}

    def _make_departments(self, names: set[str]) -> None:
        fresh = [Department(name=name, is_active=False) for name in sorted(names)]
        for department in Department.objects.bulk_create(fresh):
            self.departments[department.name] = department.pk

    def _load_customers(self, names: set[str]) -> None:
        names_by_id = {self._external_id(name): name for name in sorted(names)}
        known = Customer.objects.filter(external_id__in=names_by_id)
        for customer in known.only("name", "external_id", "level"):
            self.customers[names_by_id[customer.external_id or ""]] = customer

        # Private people share names: only firms are recognised by theirs.
        missing = [name for name in names_by_id.values() if name not in self.customers]
        if self.segment == Segment.ENTERPRISE:
            namesakes = Customer.objects.filter(name__in=missing, segment=Segment.ENTERPRISE)
            # From the newest on, so that of namesakes the oldest stands in the end.
            for customer in namesakes.order_by("-pk").only("name", "level"):
                self.customers[customer.name] = customer
        self._make_customers([name for name in missing if name not in self.customers])

    def _external_id(self, name: str) -> str:
        """The customer's key at the old desk; too long a name goes in as a digest."""
        external_id = f"{self.source}:{name}"
        if len(external_id) <= EXTERNAL_ID_LENGTH:
            return external_id
        return f"{self.source}:{hashlib.sha256(name.encode()).hexdigest()[:DIGEST_LENGTH]}"

    def _make_customers(self, names: list[str]) -> None:
        if not names:
            return
        first = numbers.issue_number(prefix="C", period="")
        numbers.reserve_numbers(prefix="C", period="", upto=first + len(names) - 1)
        keys = bulk.reserve_keys(Customer, len(names))
        made = []
        for serial, (key, name) in enumerate(zip(keys, names, strict=True), first):
            external_id = self._external_id(name)
            made.append(Customer(pk=key, code=f"C{serial:06d}", name=name, external_id=external_id))
        bulk.copy_rows(Customer, CUSTOMER, map(self._customer_row, made))
        for customer in made:
            self.customers[customer.name] = customer

    def _customer_row(self, customer: Customer) -> bulk.RowValues:
        searched = f"{customer.name} {customer.code} {customer.external_id}"
        return (
            customer.pk,
            customer.code,
            customer.name,
            self.segment,
            customer.external_id,
            "import",
            text.search_needle(searched)[:SEARCH_LIMIT],
            self.at,
            self.by.pk if self.by else None,
        )

    def _load_contacts(self, people: set[PersonNames]) -> None:
        named = sorted(person for person in people if person[1] or person[2])
        if not named:
            return
        customer_keys = {self.customers[person[0]].pk for person in named}
        known = {}
        for contact in Contact.objects.filter(customer__in=customer_keys):
            known[_contact_key(contact)] = contact
        # A customer's first contact is its primary one.
        with_contact = {customer_key for customer_key, _name, _digits in known}
        fresh: list[Contact] = []
        for person in named:
            wanted = self._contact_for(person)
            contact = known.setdefault(_contact_key(wanted), wanted)
            if contact is wanted:
                contact.is_primary = contact.customer_id not in with_contact
                with_contact.add(contact.customer_id)
                fresh.append(contact)
            self.contacts[person] = contact
        self._write_contacts(fresh)

    def _contact_for(self, person: PersonNames) -> Contact:
        customer, name, written_phone = person
        phone = text.comparable_text(written_phone)
        return Contact(
            customer_id=self.customers[customer].pk,
            name=(name or customer)[:CONTACT_NAME_LENGTH],
            phone=phone,
            phone_digits=text.phone_key(phone),
        )

    def _write_contacts(self, fresh: list[Contact]) -> None:
        for contact, key in zip(fresh, bulk.reserve_keys(Contact, len(fresh)), strict=True):
            contact.pk = key
        bulk.copy_rows(Contact, CONTACT, map(self._contact_row, fresh))
        self._refresh_customer_search(fresh)

    def _contact_row(self, contact: Contact) -> bulk.RowValues:
        return (
            contact.pk,
            contact.customer_id,
            contact.name,
            contact.phone,
            contact.phone_digits,
            contact.is_primary,
            self.at,
        )

    def _refresh_customer_search(self, fresh: list[Contact]) -> None:
        """A customer is found by its contacts too, and shows them: each has another version."""
        customers = Customer.objects.in_bulk({contact.customer_id for contact in fresh})
        for contact in fresh:
            customer = customers[contact.customer_id]
            parts = (customer.search_text, contact.name, contact.phone, contact.phone_digits)
            customer.search_text = text.search_needle(" ".join(parts))[:SEARCH_LIMIT]
        for customer in customers.values():
            customer.version = F("version") + 1
        columns = ["search_text", "version"]
        Customer.objects.bulk_update(customers.values(), columns, batch_size=500)


def person_of(incident: Incident) -> PersonNames:
    """Customer, contact and phone of an incident."""
    fields = incident.fields
    return (fields["customer"], fields["contact"], fields["phone"])


def _contact_key(contact: Contact) -> tuple[int, str, str]:
    return (contact.customer_id, contact.name, contact.phone_digits)


def _unambiguous_names(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names that only one person bears: work is not given to a namesake."""
    keys: dict[str, int] = {}
    repeated: set[str] = set()
    for name, key in pairs:
        if name in keys:
            repeated.add(name)
        keys[name] = key
    for name in repeated:
        del keys[name]
    return keys
