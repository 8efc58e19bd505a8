"""Whom and what the old desk's words name in this house: channels, departments, people, customers.

Makes what is missing.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Department, User
from core.actions import numbers
from core.domain import text
from customers.enums import Segment
from customers.models import Channel, Contact, Customer
from tickets.transfer.actions import bulk
from tickets.transfer.domain.history import Incident

REMEMBERED = 20_000
"""So many customers are kept in mind."""

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

PersonNames = tuple[str, str, str]
"""Customer, contact and phone as the file names them."""


class LookupCache:
    """Names to keys.

    `source` names the old desk; customers are recognised by it and their name there.
    """

    def __init__(self, source: str, segment: str, *, by: Any, at: datetime) -> None:
        self.source, self.segment, self.by, self.at = source, segment, by, at
        self.channels = dict(Channel.objects.values_list("code", "pk"))
        self.departments = dict(Department.objects.values_list("name", "pk"))
        self.people = _unambiguous_names(User.objects.values_list("display_name", "pk"))
        self.customers: dict[str, Customer] = {}
        self.contacts: dict[PersonNames, Contact] = {}

    def prepare(self, incidents: list[Incident]) -> None:
        """Find or make everything that these name.

        Unknown departments come in as inactive: they are not offered for new work.
        """
        if len(self.customers) > REMEMBERED:
            self.customers, self.contacts = {}, {}
        self._departments(
            {name for one in incidents if (name := one.fields["department"])}
            - set(self.departments)
        )
        self._customers({one.fields["customer"] for one in incidents} - set(self.customers))
        self._contacts({person_of(one) for one in incidents} - set(self.contacts))

    def forget(self) -> None:
        """After a transaction that failed: what it had made is not there."""
        self.departments = dict(Department.objects.values_list("name", "pk"))
        self.customers, self.contacts = {}, {}

    def _departments(self, names: set[str]) -> None:
        made = Department.objects.bulk_create(
            [Department(name=name, is_active=False) for name in sorted(names)]
        )
        self.departments.update({department.name: department.pk for department in made})

    def _customers(self, names: set[str]) -> None:
        keys = {self._key(name): name for name in sorted(names)}
        known = Customer.objects.filter(external_id__in=keys).only("name", "external_id", "level")
        self.customers.update({keys[one.external_id]: one for one in known})
        missing = [name for name in keys.values() if name not in self.customers]
        if self.segment == Segment.ENTERPRISE:
            namesakes = (
                Customer.objects.filter(name__in=missing, segment=Segment.ENTERPRISE)
                .order_by("-pk")
                .only("name", "level")
            )
            self.customers.update({one.name: one for one in namesakes})
        self._make([name for name in missing if name not in self.customers])

    def _key(self, name: str) -> str:
        key = f"{self.source}:{name}"
        return (
            key
            if len(key) <= 60
            else f"{self.source}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        )

    def _make(self, names: list[str]) -> None:
        if not names:
            return
        first = numbers.issue_number(prefix="C", period="")
        numbers.reserve_numbers(prefix="C", period="", upto=first + len(names) - 1)
        made = [
            Customer(pk=key, code=f"C{first + n:06d}", name=name, external_id=self._key(name))
            for n, (key, name) in enumerate(
                zip(bulk.reserve_keys(Customer, len(names)), names, strict=True)
            )
        ]
        bulk.copy_rows(Customer, CUSTOMER, (self._customer_row(one) for one in made))
        self.customers.update({one.name: one for one in made})

    def _customer_row(self, one: Customer) -> bulk.RowValues:
        needle = text.search_needle(f"{one.name} {one.code} {one.external_id}")[:SEARCH_LIMIT]
        by = self.by.pk if self.by else None
        return (
            one.pk,
            one.code,
            one.name,
            self.segment,
            one.external_id,
            "import",
            needle,
            self.at,
            by,
        )

    def _contacts(self, people: set[PersonNames]) -> None:
        named = sorted(person for person in people if person[1] or person[2])
        if not named:
            return
        keys = {self.customers[person[0]].pk for person in named}
        known = {
            (one.customer_id, one.name, one.phone_digits): one
            for one in Contact.objects.filter(customer__in=keys)
        }
        have = {customer for customer, _name, _digits in known}
        fresh: list[Contact] = []
        for person in named:
            one = self._contact(person)
            found = known.setdefault((one.customer_id, one.name, one.phone_digits), one)
            if found is one:
                one.is_primary = one.customer_id not in have
                have.add(one.customer_id)
                fresh.append(one)
            self.contacts[person] = found
        self._make_contacts(fresh)

    def _contact(self, person: PersonNames) -> Contact:
        customer, name, phone = person
        phone = text.comparable_text(phone)
        return Contact(
            customer_id=self.customers[customer].pk,
            name=(name or customer)[:60],
            phone=phone,
            phone_digits=text.digits_of(phone),
        )

    def _make_contacts(self, fresh: list[Contact]) -> None:
        for one, key in zip(fresh, bulk.reserve_keys(Contact, len(fresh)), strict=True):
            one.pk = key
        bulk.copy_rows(
            Contact,
            CONTACT,
            (
                (
                    one.pk,
                    one.customer_id,
                    one.name,
                    one.phone,
                    one.phone_digits,
                    one.is_primary,
                    self.at,
                )
                for one in fresh
            ),
        )
        self._make_findable(fresh)

    def _make_findable(self, fresh: list[Contact]) -> None:
        """A customer is found by its contacts too."""
        rows = {
            row.pk: row
            for row in Customer.objects.filter(pk__in={one.customer_id for one in fresh})
        }
        for one in fresh:
            row = rows[one.customer_id]
            row.search_text = text.search_needle(
                f"{row.search_text} {one.name} {one.phone} {one.phone_digits}"
            )[:SEARCH_LIMIT]
        Customer.objects.bulk_update(rows.values(), ["search_text"], batch_size=500)


def person_of(one: Incident) -> PersonNames:
    """Customer, contact and phone of an incident."""
    return (one.fields["customer"], one.fields["contact"], one.fields["phone"])


def _unambiguous_names(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names that only one person bears."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for name, key in pairs:
        if name in found:
            twice.add(name)
        found[name] = key
    return {name: key for name, key in found.items() if name not in twice}
