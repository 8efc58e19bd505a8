"""Problems that are reported by whoever stands before a device."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.domain.text import phone_key
from customers.models import Asset, Contact
from customers.queries import channel_to_take
from tickets.record.domain.triage import tier_suggestion
from tickets.record.enums import Nature, Visibility
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import hint_words
from tickets.work.actions.conversation import attach_files
from tickets.work.actions.register import register_ticket

CHANNEL = "web_form"


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
    suggested = tier_suggestion(text=body, words=hint_words(at), impact="", nature=Nature.FAULT)
    ticket = register_ticket(
        by=None,
        at=at,
        customer=asset.customer,
        contact=_contact_of(asset, phone),
        channel=channel_to_take(CHANNEL),
        asset=asset,
        summary=body.strip().partition("\n")[0],
        original_text=body,
        extra_info=_("Reported at the device by %(name)s, %(phone)s")
        % {"name": name, "phone": phone},
        nature=Nature.FAULT,
        tier=suggested.tier,
        priority=suggested.priority,
        sends_receipt=False,
    )
    attach_files(ticket, uploads, by=None, at=at, said=None, visibility=Visibility.CUSTOMER)
    return ticket


def _contact_of(asset: Asset, phone: str) -> Contact | None:
    known = asset.customer.contacts.filter(phone_digits=phone_key(phone)).exclude(phone_digits="")
    return known.first()
