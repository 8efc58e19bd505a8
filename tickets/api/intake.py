"""Registering what came as JSON: customer, contact, device and work order together."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from accounts.models import User
from api.paths import within
from core.errors import LawBroken
from customers.actions import people
from customers.models import Asset, Contact, Customer
from customers.queries import contact_by_phone, customer_by_code
from tickets.record.enums import Source
from tickets.record.models import Ticket
from tickets.work.actions import register


def register_from_input(data: dict[str, Any], *, by: User, at: datetime) -> Ticket:
    """A work order of what `tickets.api.shapes.TicketIn` has read. In the caller's transaction.

    Raises `ValidationError` for what names nothing, `LawBroken`, `NotAllowed`.
    """
    fields = dict(data)
    customer, contact = customer_of(fields, by=by, at=at)
    fields |= belongings(customer, fields)
    if contact is not None:
        fields["contact"] = contact
    return register.register_ticket(by=by, at=at, customer=customer, source=Source.API, **fields)


def customer_of(
    fields: dict[str, Any], *, by: User, at: datetime
) -> tuple[Customer, Contact | None]:
    """Whom the body names, or a new one; both are taken out of `fields`."""
    new = fields.pop("new_customer", None)
    code = fields.pop("customer", None)
    if new is not None:
        with within("new_customer"):
            refuse_twin(new.get("phone", ""), by=by)
            customer = people.register_customer(by=by, at=at, **new)
        return customer, customer.contacts.first()
    known = customer_by_code(by, str(code))
    if known is None:
        raise ValidationError({"customer": [_("There is no such customer.")]})
    return known, None


def refuse_twin(phone: str, *, by: User) -> None:
    """Raise `LawBroken` for a phone that is somebody's, so that nobody is entered twice."""
    known = contact_by_phone(by, phone)
    if known is not None:
        words = _("This phone belongs to customer %(code)s: name it by its code.")
        raise LawBroken(words % {"code": known.customer.code}, field="phone")


def belongings(customer: Customer, fields: dict[str, Any]) -> dict[str, Any]:
    """Contact and device as rows; only those of the customer. Raises `ValidationError`."""
    found: dict[str, Any] = {}
    if fields.get("contact") is not None:
        found["contact"] = customer.contacts.filter(pk=fields["contact"]).first()
    if fields.get("asset") is not None:
        found["asset"] = Asset.objects.filter(customer=customer, serial=fields["asset"]).first()
    missing = [name for name, row in found.items() if row is None]
    if missing:
        raise ValidationError({name: [_("The customer has none.")] for name in missing})
    return found
