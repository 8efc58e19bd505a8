"""Call-backs: every attempt is kept; whom we reach ends the limit, what was said has effects."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from customers.models import Channel
from feedback.actions.surveys import Answer, keep_answer, survey_to_answer_on_phone
from feedback.enums import REACHED, AnswerWay, CallKind, CallOutcome, SurveyState
from feedback.models import CallAttempt, LowScoreReason
from feedback.queries.calls import EVENT_OF, PURPOSE_OF
from feedback.queries.surveys import SOLVED
from feedback.rules import faults_of_call
from pages.formats import plain_moment
from tickets.limits.models import SlaClock
from tickets.record.actions.locking import lock_ticket
from tickets.record.models import Ticket
from tickets.work.actions.closing import is_reopening_over, reopen_ticket
from tickets.work.actions.conversation import record_contact

PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Call:
    """What came of a call. `answer` are the scores that the customer gave on the phone."""

    kind: CallKind
    outcome: CallOutcome
    said: str
    reason: LowScoreReason | None = None
    recovery: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class KeptCall:
    """The attempt; `is_too_late` where what is not solved can no longer be reopened."""

    attempt: CallAttempt
    is_too_late: bool = False


@transaction.atomic
def record_call(ticket: Ticket, call: Call, *, by: User, at: datetime) -> KeptCall:
    """Keep an attempt. Who was reached has been called back; what is not solved is reopened, by the
    word of the customer and whatever the caller may.

    Raises `LawBroken` where no such call is due any more, for a low score without its reason, and
    for scores where nobody was reached or the customer has answered meanwhile; `NotAllowed` for who
    may not call.
    """
    ticket = lock_ticket(ticket)
    _require_due(ticket, call.kind)
    is_reached = call.outcome in REACHED
    _require_sound(call)
    is_low = False
    if call.answer is not None:
        is_low = _keep_answer_of_phone(ticket, call.answer, by=by, at=at)
    said = record_contact(
        ticket,
        by=by,
        at=at,
        body=call.said,
        channel=Channel.objects.filter(code=PHONE).first() or ticket.channel,
        purpose=PURPOSE_OF[call.kind],
        is_answered=is_reached,
        score=call.answer.overall if call.answer else None,
        is_low_score=is_low,
    )
    attempt = CallAttempt.objects.create(
        ticket=ticket,
        communication=said,
        kind=call.kind,
        outcome=call.outcome,
        reason=call.reason,
        recovery=call.recovery,
        at=at,
        by=by,
    )
    if call.outcome != CallOutcome.NOT_SOLVED or ticket.status not in SOLVED:
        return KeptCall(attempt)
    if is_reopening_over(ticket, at):
        return KeptCall(attempt, is_too_late=True)
    reopen_ticket(ticket, by=None, at=at, note=call.said)
    return KeptCall(attempt)


def _require_due(ticket: Ticket, kind: CallKind) -> None:
    waiting = SlaClock.objects.live().filter(ticket=ticket, stop_event=EVENT_OF[kind])
    if waiting.exists():
        return
    reached = CallAttempt.objects.filter(ticket=ticket, kind=kind, outcome__in=REACHED)
    last = reached.select_related("by").order_by("-at").first()
    besides = _("What was said besides can be recorded on the ticket as a contact.")
    if last is None:
        raise LawBroken(f"{_('No such call is due for this ticket.')} {besides}", field="kind")
    words = _("%(person)s called on %(when)s: this call is not due any more.")
    facts = {"person": last.by, "when": plain_moment(last.at)}
    raise LawBroken(f"{words % facts} {besides}", field="kind")


def _require_sound(call: Call) -> None:
    faults = faults_of_call(
        call.kind,
        call.outcome,
        reason=call.reason,
        recovery=call.recovery,
        is_scored=call.answer is not None,
    )
    for field, words in faults:
        raise LawBroken(words, field=field)


def _keep_answer_of_phone(ticket: Ticket, answer: Answer, *, by: User, at: datetime) -> bool:
    survey = survey_to_answer_on_phone(ticket, at)
    if survey.state == SurveyState.ANSWERED and survey.way == AnswerWay.LINK:
        raise LawBroken(
            _("The customer has answered meanwhile: leave the scores empty."), field="overall"
        )
    return keep_answer(survey, answer, way=AnswerWay.PHONE, by=by, at=at)
