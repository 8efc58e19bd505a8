"""Problems that are reported by strangers: at a device, or on the public form."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.domain.text import clean_text, comparable_text, phone_key
from customers.actions.consents import record_consent
from customers.actions.people import register_customer
from customers.enums import ConsentPurpose, Relation, Segment
from customers.models import Asset, Contact, Customer
from customers.queries import channel_to_take
from tickets.record.domain.triage import tier_suggestion
from tickets.record.enums import Nature, Visibility
from tickets.record.models import DeskRule, Ticket
from tickets.record.queries.desk_rules import hint_words
from tickets.record.queries.reachability import is_reachable
from tickets.work.actions.conversation import attach_files
from tickets.work.actions.messages import note_unreachable
from tickets.work.actions.register import register_ticket

CHANNEL = "web_form"
MOST_SHARING = 20

# How a customer is marked whom a report made.
SOURCE = "公开报修表 / public form"


@transaction.atomic
def report_device(
    asset: Asset,
    *,
    at: datetime,
    name: str,
    phone: str,
    body: str,
    uploads: Sequence["UploadedFile[bytes]"] = (),
) -> Ticket:
    """A ticket of the device. Who reports is written down with it: nobody becomes a contact of the
    customer by scanning a label, but a known phone is known. Raises `BadFile`.
    """
    who = _("Reported at the device by %(name)s, %(phone)s") % {"name": name, "phone": phone}
    contact = _contact_of(asset.customer, phone)
    return _register(asset.customer, contact, asset, body=body, who=who, uploads=uploads, at=at)


@transaction.atomic
def report_problem(
    *,
    at: datetime,
    name: str,
    phone: str,
    body: str,
    company: str = "",
    serial: str = "",
    uploads: Sequence["UploadedFile[bytes]"] = (),
) -> Ticket:
    """A ticket of somebody who has neither label nor link: of the device whose serial number is
    named, else of the contact with this phone, else of a new customer, whom nobody has verified.
    Raises `BadFile`.
    """
    # One after the other: two first reports of somebody would make two customers.
    DeskRule.objects.select_for_update().first()
    said = {"name": name, "phone": phone, "company": company or "—", "serial": serial or "—"}
    who = _("Reported on the public form by %(name)s, %(phone)s, %(company)s, serial %(serial)s")
    asset = _device_of(serial) if serial else None
    contact = _contact_of(asset.customer, phone) if asset else _known_contact(phone, name)
    if asset is not None:
        customer = asset.customer
    elif contact is not None:
        customer = contact.customer
    else:
        customer = _new_customer(name=name, phone=phone, company=company, at=at)
        contact = customer.contacts.first()
    return _register(customer, contact, asset, body=body, who=who % said, uploads=uploads, at=at)


def _device_of(serial: str) -> Asset | None:
    """However it was typed: people copy it from a plate."""
    return Asset.objects.filter(serial__iexact=comparable_text(serial)).first()


def _new_customer(*, name: str, phone: str, company: str, at: datetime) -> Customer:
    return register_customer(
        name=company or name,
        by=None,
        at=at,
        contact_name=name,
        phone=phone,
        segment=Segment.ENTERPRISE if company else Segment.CONSUMER,
        relation=Relation.NEW,
        source=SOURCE,
    )


def _register(
    customer: Customer,
    contact: Contact | None,
    asset: Asset | None,
    *,
    body: str,
    who: str,
    uploads: Sequence["UploadedFile[bytes]"],
    at: datetime,
) -> Ticket:
    suggested = tier_suggestion(text=body, words=hint_words(at), impact="", nature=Nature.FAULT)
    ticket = register_ticket(
        by=None,
        at=at,
        customer=customer,
        contact=contact,
        channel=channel_to_take(CHANNEL),
        asset=asset,
        summary=body.strip().partition("\n")[0],
        original_text=body,
        extra_info=who,
        nature=Nature.FAULT,
        tier=suggested.tier,
        priority=suggested.priority,
        # Who reports is shown the number and the promises at once.
        sends_receipt=False,
    )
    attach_files(ticket, uploads, by=None, at=at, said=None, visibility=Visibility.CUSTOMER)
    if not is_reachable(contact, at=at):
        note_unreachable(ticket, at)
    if contact is not None:
        # Without the tick there is no report.
        evidence = _("Ticked on the form of ticket %(number)s.") % {"number": ticket.number}
        record_consent(contact, by=None, at=at, purpose=ConsentPurpose.SERVICE, evidence=evidence)
    return ticket


def _contact_of(customer: Customer, phone: str) -> Contact | None:
    return _contacts_by(phone).filter(customer=customer).first()


def _known_contact(phone: str, name: str) -> Contact | None:
    """Who has the phone. Of several, such as at a switchboard, the one of this name, else the one
    whom an earlier report made; None where nobody can tell.
    """
    known = list(_contacts_by(phone).select_related("customer").order_by("pk")[:MOST_SHARING])
    if len(known) == 1:
        return known[0]
    same_name = [one for one in known if one.name == clean_text(name)]
    reported = [one for one in known if one.customer.source == SOURCE]
    return next(iter([*same_name, *reported]), None)


def _contacts_by(phone: str) -> "QuerySet[Contact]":
    return Contact.objects.filter(phone_digits=phone_key(phone)).exclude(phone_digits="")
