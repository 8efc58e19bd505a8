"""Who may call back, and about what; which answers are taken."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.rules import Rights
from feedback.enums import REACHED, TALKED, CallKind, CallOutcome
from feedback.models import Invitation, LowScoreReason, Survey

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


def faults_of_call(
    kind: CallKind,
    outcome: CallOutcome,
    *,
    reason: LowScoreReason | None,
    recovery: str,
    is_scored: bool,
) -> Iterator[tuple[str, str]]:
    """What a call lacks or cannot have, each with the field that it is about: who talked about a
    low score knows why and what we do about it, and nobody whom we did not reach gave scores.
    """
    if kind == CallKind.LOW and outcome in TALKED:
        if reason is None:
            yield "reason", _("Choose why the customer was dissatisfied.")
        if not recovery.strip():
            yield "recovery", _("Write what we do about it.")
    if is_scored and outcome not in REACHED:
        yield "overall", _("Nobody was reached: leave the scores empty.")


def require_answerable(asked: Survey | Invitation, *, is_open: bool, seen_version: int) -> None:
    """Raise `LawBroken` once it is over, and for who has not seen what was answered meanwhile."""
    if not is_open:
        raise LawBroken(_("The survey is over. Thank you for wanting to answer."))
    if asked.version != seen_version:
        raise LawBroken(
            _("It has been answered already. Send again to replace that answer by this one.")
        )
