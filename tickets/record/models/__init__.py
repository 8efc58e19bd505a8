"""Tables of the work order itself: the ticket, what was said, its ledger, the lists behind it."""

from tickets.record.models.conversation import Attachment, Communication, Delivery
from tickets.record.models.ledger import TicketEvent
from tickets.record.models.mail import IncomingMail, Mailbox
from tickets.record.models.reference import (
    CauseCode,
    DeskRule,
    IssueType,
    ReplyTemplate,
    TriageWord,
)
from tickets.record.models.search import SearchText
from tickets.record.models.ticket import Ticket, TicketQuerySet, scope_of

__all__ = [
    "Attachment",
    "CauseCode",
    "Communication",
    "Delivery",
    "DeskRule",
    "IncomingMail",
    "IssueType",
    "Mailbox",
    "ReplyTemplate",
    "SearchText",
    "Ticket",
    "TicketEvent",
    "TicketQuerySet",
    "TriageWord",
    "scope_of",
]
