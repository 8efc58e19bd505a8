"""Everything that is held about one customer, as a zip: a table a file, and all attachments.

What opens doors (hashes of links) is left out; the list at its end names the tables that hold
something more that belongs to no ticket of the customer.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from archive.exports.service_file import attachment_parts, manifest_part
from customers.models import Asset, ConsentRecord, Contact, Customer
from customers.rules import UNMASKED
from documents.exports.zips import ZipPart, zip_pieces
from feedback.models import Invitation, SurveyScore
from privacy.cases import tables_of_cases
from privacy.domain.classes import FieldClass
from privacy.field_classes import class_of
from tickets.record.models import Ticket

# What may hold something about a customer and is found by no reference.
NOT_IN_IT = (
    "links to the customer's pages (hashes of them)",
    "rows of imported files, which are kept as they came",
    "messages among colleagues",
    "mails that were put into no ticket",
)


def customer_data(customer: Customer, *, mark: str, at: datetime) -> Iterator[bytes]:
    """The zip, piece by piece, in full."""
    about = {"customer": customer.code, "taken": mark, "not_in_it": NOT_IN_IT}
    return zip_pieces(_parts_of(customer), at=at, last=partial(manifest_part, about))


def _parts_of(customer: Customer) -> Iterator[ZipPart]:
    own: tuple[QuerySet[Any], ...] = (
        Customer.objects.filter(pk=customer.pk),
        Contact.objects.filter(customer=customer),
        ConsentRecord.objects.filter(contact__customer=customer),
        Invitation.objects.filter(contact__customer=customer),
        Asset.objects.filter(customer=customer),
    )
    for rows in own:
        yield _table_part(rows)
    keys = list(Ticket.objects.filter(customer=customer).values_list("pk", flat=True))
    for table in tables_of_cases():
        if not table.is_deleted:
            yield _table_part(table.of_tickets(keys))
    yield _table_part(SurveyScore.objects.filter(survey__ticket__in=keys))
    for ticket in Ticket.objects.filter(pk__in=keys).order_by("pk").iterator():
        yield from attachment_parts(ticket, UNMASKED, f"{ticket.number}/")


def _table_part(rows: QuerySet[Any]) -> ZipPart:
    name = rows.model._meta.label.replace(".", "-").lower()
    return ZipPart(f"{name}.jsonl", lambda: _lines_of(rows.order_by("pk")))


def _lines_of(rows: QuerySet[Any]) -> Iterator[bytes]:
    """A row a line, by the names of its columns."""
    columns = [
        column for column in rows.model._meta.concrete_fields if is_told(rows.model, column.name)
    ]
    for values in rows.values_list(*(column.attname for column in columns)).iterator():
        row = dict(zip((column.attname for column in columns), map(_plain, values), strict=True))
        yield json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder).encode() + b"\n"


def is_told(model: type[Model], name: str) -> bool:
    """Is a column the customer's to read?"""
    return class_of(model, name) is not FieldClass.SENSITIVE or name == "raw"


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: raw mails as the text that they nearly are."""
    return (
        bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview | bytes) else value
    )
