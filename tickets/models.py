"""All tables of the house, so that Django finds them; others import them from their wing."""

from tickets.limits.models import (
    Escalation,
    EscalationStep,
    SlaClock,
    SlaKind,
    SlaPause,
    SlaPolicy,
    SlaRulebook,
    SlaTarget,
    TermsChange,
)
from tickets.record.models import (
    Attachment,
    CauseCode,
    Communication,
    DeskRule,
    IssueType,
    ReplyTemplate,
    Ticket,
    TicketEvent,
    TriageWord,
)
from tickets.transfer.models import HistoryMapping, HistoryUpload, ImportBatch, ImportRow
from tickets.work.models import (
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
    "HistoryMapping",
    "HistoryUpload",
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
    "TriageWord",
]
