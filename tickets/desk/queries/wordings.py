"""Standard wordings with what is known put in: of a ticket, or while somebody is on the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from customers import rules as customer_rules
from tickets.record.domain import reply_wording
from tickets.record.enums import Purpose
from tickets.record.models import ReplyTemplate, Ticket

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording as it is said."""

    title: str
    purpose: str
    text: str


def wordings_of_ticket(
    user: User, ticket: Ticket, *, channels: Iterable[str] = ()
) -> list[Wording]:
    """All that are active, for an answer: those of a channel where the case came by it, or where
    the answer may go by it (`channels`, by code).
    """
    visibility = customer_rules.contact_visibility(user)
    promised = timezone.localtime(ticket.promised_at) if ticket.promised_at else None
    values = {
        "number": ticket.number,
        "summary": ticket.summary,
        "promised": f"{promised:%Y-%m-%d %H:%M}" if promised else UNKNOWN,
        "customer": visibility.customer(ticket.customer),
        "contact": visibility.contact(ticket.contact) or UNKNOWN,
        "agent": str(user),
    }
    by_them = Q(channel__code__in=(ticket.channel.code, *channels))
    return _filled(_active_wordings(by_them), values)


def wordings_of_intake(user: User) -> list[Wording]:
    """What is said while the ticket is written down (AK-5): nothing of it is known yet."""
    values = {
        "number": _("(the number shown after saving)"),
        "summary": "……",
        "promised": "……",
        "customer": "……",
        "contact": "……",
        "agent": str(user),
    }
    spoken = Q(channel__is_synchronous=True)
    return _filled(_active_wordings(spoken).filter(purpose=Purpose.ACK), values)


def _active_wordings(of_channel: Q) -> "QuerySet[ReplyTemplate]":
    of_any = Q(channel__isnull=True)
    return ReplyTemplate.objects.filter(of_any | of_channel, is_active=True)


def _filled(rows: "QuerySet[ReplyTemplate]", values: Mapping[str, str]) -> list[Wording]:
    return [
        Wording(row.title, row.purpose, reply_wording.filled_wording(row.text, values))
        for row in rows
    ]
