"""Which customers a person may see, and how much of them."""

from dataclasses import dataclass

from accounts.models import User
from core.domain import masking
from customers.models import Contact, Customer, CustomerQuerySet


def visible_customers(user: User) -> CustomerQuerySet:
    """Customers are shared by the whole desk; a person without the right sees none."""
    if not user.has_perm("customers.view_customer"):
        return Customer.objects.none()
    return Customer.objects.all()


@dataclass(frozen=True, slots=True)
class ContactVisibility:
    """How much of a customer one person sees: one object for pages, exports and look-ups.

    Phones are masked on every screen (mechanism 10).
    """

    names: bool
    contacts: bool = False

    def customer(self, customer: Customer | None) -> str:
        return self.customer_name(customer.name) if customer else ""

    def customer_name(self, name: str) -> str:
        return name if self.names else masking.mask_organisation(name)

    def contact(self, contact: Contact | None) -> str:
        if contact is None:
            return ""
        return contact.name if self.names else masking.mask_person(contact.name)

    def phone(self, contact: Contact | None) -> str:
        if contact is None:
            return ""
        return contact.phone if self.contacts else masking.mask_phone(contact.phone)

    def email(self, contact: Contact | None) -> str:
        if contact is None:
            return ""
        return contact.email if self.contacts else masking.mask_email(contact.email)

    def contact_row(self, contact: Contact) -> dict[str, object]:
        """A contact as the page shows it."""
        return {
            "pk": contact.pk,
            "name": self.contact(contact),
            "phone": self.phone(contact),
            "email": self.email(contact),
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


def may_export_unmasked(user: User) -> bool:
    return user.has_perm("customers.export_unmasked")


def may_reveal(user: User) -> bool:
    return user.has_perm("customers.reveal_contact")
