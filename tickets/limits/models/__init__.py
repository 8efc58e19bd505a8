"""Tables of limits: the rules that promise them and the clocks that run."""

from tickets.limits.models.clocks import Escalation, SlaClock, SlaPause
from tickets.limits.models.rules import (
    EscalationStep,
    SlaKind,
    SlaPolicy,
    SlaRulebook,
    SlaTarget,
    TermsChange,
)

__all__ = [
    "Escalation",
    "EscalationStep",
    "SlaClock",
    "SlaKind",
    "SlaPause",
    "SlaPolicy",
    "SlaRulebook",
    "SlaTarget",
    "TermsChange",
]
