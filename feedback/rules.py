"""Who may call back, and about what."""

from accounts.models import User
from core.work.rules import Rights
from feedback.enums import CallKind

TICKETS = Rights("tickets")
CAMPAIGNS = Rights("feedback")


def kinds_of(user: User) -> list[CallKind]:
    """The calls that this person makes: whoever talks to customers asks about results, a supervisor
    about low scores.
    """
    kinds = []
    if TICKETS.has_right(user, "contact_ticket") and TICKETS.has_right(user, "view_ticket"):
        kinds.append(CallKind.RESULT)
        if TICKETS.has_right(user, "low_callback_ticket"):
            kinds.append(CallKind.LOW)
    return kinds


def require_caller(user: User) -> None:
    """Raise `NotAllowed` for who makes none."""
    if not kinds_of(user):
        raise TICKETS.refusal()
