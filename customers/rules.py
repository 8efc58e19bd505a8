"""Which customers a person may see, and how much of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from accounts.models import User
from customers.models import Contact, Customer, CustomerQuerySet
from privacy.domain import masking
from privacy.domain.classes import FieldClass, mask_texts, mask_value
from privacy.field_classes import fields_of


def visible_customers(user: User) -> CustomerQuerySet:
    """Customers are shared by the whole desk; a person without the right sees none."""
    if not user.has_perm("customers.view_customer"):
        return Customer.objects.none()
    return Customer.objects.all()


# What one sees with the right to names, and what only after a click that is written down.
NEEDS_NAMES = {FieldClass.STAFF, FieldClass.PERSON, FieldClass.COMPANY, FieldClass.TEXT}
NEEDS_CONTACTS = {FieldClass.PHONE, FieldClass.EMAIL, FieldClass.TRACE}


@dataclass(frozen=True, slots=True)
class ContactVisibility:
    """How much of a customer one person sees: one object for pages, exports and look-ups.

    Phones are masked on every screen (mechanism 10).
    """

    names: bool
    contacts: bool = False

    def shown_value(
        self, written: str, field_class: FieldClass, names: Mapping[str, str] | None = None
    ) -> str:
        """A value as the person sees it, by its class.

        `names` are those that are known to stand in a free text, by what is left of them.
        """
        if field_class in NEEDS_NAMES and self.names:
            return written
        if field_class in NEEDS_CONTACTS and self.contacts:
            return written
        left = mask_value(written, field_class)
        if field_class is FieldClass.TEXT and names:
            return masking.mask_names(left, names)
        return left

    def shown_text(self, written: str, names: Mapping[str, str] | None = None) -> str:
        """A free text as the person sees it."""
        return self.shown_value(written, FieldClass.TEXT, names)

    def hide_texts(self, row: Model, names: Mapping[str, str] | None = None) -> None:
        """Mask the free texts of a row that is about to be shown; it must not be stored after."""
        if self.names:
            return
        for name in fields_of(type(row), FieldClass.TEXT):
            # A text that was not loaded is not shown either.
            written = vars(row).get(name)
            if isinstance(written, str):
                setattr(row, name, self.shown_text(written, names))
            elif written:
                setattr(row, name, mask_texts(written))

    def known_names(self, customer: Customer | None) -> dict[str, str]:
        """The names that a text about a customer may hold, its own and those of all its people.

        None when all are seen. One statement, none where contacts are prefetched.
        """
        if self.names or customer is None:
            return {}
        people = [contact.name for contact in customer.contacts.all()]
        return masking.masked_names(people=people, companies=[customer.name])

    def customer(self, customer: Customer | None) -> str:
        return self.customer_name(customer.name) if customer else ""

    def customer_name(self, name: str) -> str:
        return self.shown_value(name, FieldClass.COMPANY)

    def contact(self, contact: Contact | None) -> str:
        return self.shown_value(contact.name, FieldClass.PERSON) if contact else ""

    def phone(self, contact: Contact | None) -> str:
        return self.shown_value(contact.phone, FieldClass.PHONE) if contact else ""

    def email(self, contact: Contact | None) -> str:
        return self.shown_value(contact.email, FieldClass.EMAIL) if contact else ""

    def contact_row(self, contact: Contact) -> dict[str, object]:
        """A contact as the page shows it."""
        return {
            "pk": contact.pk,
            "name": self.contact(contact),
            "phone": self.phone(contact),
            "email": self.email(contact),
            "is_email_refused": contact.is_email_refused,
        }

    def customer_row(self, customer: Customer) -> dict[str, object]:
        """A customer with the first contact as the list shows it (contacts are prefetched)."""
        first = next(iter(customer.contacts.all()), None)
        return {
            "customer": customer,
            "name": self.customer(customer),
            "contact": self.contact(first),
            "phone": self.phone(first),
        }


def contact_visibility(user: User) -> ContactVisibility:
    """What the person sees on a screen."""
    return ContactVisibility(names=user.has_perm("customers.see_names"))


# What an export holds unless somebody with the right asked for more, with reason and password.
MASKED = ContactVisibility(names=False)

UNMASKED = ContactVisibility(names=True, contacts=True)


def masked_words(written: str, customer: Customer | None) -> str:
    """What was written about a customer, for readers who have nothing to do with the customer."""
    return MASKED.shown_text(written, MASKED.known_names(customer))


def may_export_unmasked(user: User) -> bool:
    return user.has_perm("customers.export_unmasked")


def may_reveal(user: User) -> bool:
    return user.has_perm("customers.reveal_contact")
