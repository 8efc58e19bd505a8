"""Who may call back, and about what; which answers are taken."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.rules import Rights
from feedback.enums import CallKind
from feedback.models import Invitation, Survey

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


def require_answerable(asked: Survey | Invitation, *, is_open: bool, seen_version: int) -> None:
    """Raise `LawBroken` once it is over, and for who has not seen what was answered meanwhile."""
    if not is_open:
        raise LawBroken(_("The survey is over. Thank you for wanting to answer."))
    if asked.version != seen_version:
        raise LawBroken(
            _("It has been answered already. Send again to replace that answer by this one.")
        )
