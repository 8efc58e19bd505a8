"""Tables of the ground floor."""

from core.models.jobs import JobRun
from core.models.records import AuditEntry, FormSubmission, LedgerHead, NumberSequence

__all__ = [
    "AuditEntry",
    "FormSubmission",
    "JobRun",
    "LedgerHead",
    "NumberSequence",
]
