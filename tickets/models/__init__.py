"""Tables of the work order."""

from tickets.models.conversation import Attachment, Communication
from tickets.models.imports import ImportBatch, ImportRow
from tickets.models.ledger import TicketEvent
from tickets.models.reference import CauseCode, DeskRule, IssueType, ReplyTemplate
from tickets.models.rules import (
    EscalationStep,
    SlaKind,
    SlaPolicy,
    SlaRulebook,
    SlaTarget,
    TermsChange,
)
from tickets.models.sla import Escalation, SlaClock, SlaPause
from tickets.models.ticket import Ticket, TicketQuerySet
from tickets.models.work import (
    Assignment,
    ClosingReport,
    Confirmation,
    Diagnosis,
    ProcessEntry,
    Solution,
)

__all__ = [
    "Assignment",
    "Attachment",
    "CauseCode",
    "ClosingReport",
    "Communication",
    "Confirmation",
    "DeskRule",
    "Diagnosis",
    "Escalation",
    "EscalationStep",
    "ImportBatch",
    "ImportRow",
    "IssueType",
    "ProcessEntry",
    "ReplyTemplate",
    "SlaClock",
    "SlaKind",
    "SlaPause",
    "SlaPolicy",
    "SlaRulebook",
    "SlaTarget",
    "Solution",
    "TermsChange",
    "Ticket",
    "TicketEvent",
    "TicketQuerySet",
]
