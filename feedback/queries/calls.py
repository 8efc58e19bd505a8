"""The desk of call-backs: who is to be called, the most urgent first, and what is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from customers.rules import ContactVisibility
from feedback.enums import CallKind, CallOutcome
from feedback.models import CallAttempt
from feedback.queries.surveys import ShownAnswer, shown_answer, survey_asked_about
from feedback.rules import kinds_of
from pages.formats import MomentWriter
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries.chips import chip_of
from tickets.limits.queries.labels import LimitLabel, limit_label
from tickets.record.domain import lifecycle
from tickets.record.enums import Purpose
from tickets.record.models import ReplyTemplate, Ticket
from tickets.work.rules import handled_by

EVENT_OF = {
    CallKind.RESULT: ClockEvent.CALLBACK_DONE,
    CallKind.LOW: ClockEvent.LOW_CALLBACK_DONE,
}
KIND_OF = {event: kind for kind, event in EVENT_OF.items()}
PURPOSE_OF = {CallKind.RESULT: Purpose.CALLBACK, CallKind.LOW: Purpose.LOW_CALLBACK}

# Whoever was not reached is not called again at once.
REST = timedelta(minutes=30)

# So many are listed beside the case.
LISTED = 50


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call that is due: the limit that waits for it, and how it stands."""

    clock: SlaClock
    kind: CallKind
    limit: LimitLabel
    customer: str
    is_resting: bool


@dataclass(frozen=True, slots=True)
class CallCase:
    """What the caller sees of the case."""

    answer: ShownAnswer | None
    attempts: list[CallAttempt]
    script: str


def clocks_of_calls(user: User, at: datetime) -> QuerySet[SlaClock]:
    """The limits that this person's calls end, or have ended."""
    events = [EVENT_OF[kind] for kind in kinds_of(user)]
    missed = CallAttempt.objects.filter(
        ticket=OuterRef("ticket"), at__gt=at - REST, outcome=CallOutcome.NO_ANSWER
    ).order_by()
    is_resting = Q(pk__in=())
    for kind, event in EVENT_OF.items():
        is_resting |= Q(stop_event=event) & Exists(missed.filter(kind=kind))
    # Whoever earned a low score does not ask about it.
    own = Ticket.objects.filter(handled_by(user), pk=OuterRef("ticket")).order_by()
    is_own = Q(stop_event=ClockEvent.LOW_CALLBACK_DONE) & Exists(own)
    visible = Ticket.objects.visible_to(user).values("pk")
    clocks = SlaClock.objects.filter(stop_event__in=events, ticket__in=visible).exclude(is_own)
    # Nobody can write down a call about what is read-only.
    clocks = clocks.exclude(ticket__status__in=lifecycle.READ_ONLY)
    resting = ExpressionWrapper(is_resting, output_field=BooleanField())
    return clocks.annotate(is_resting=resting).select_related(
        "ticket__customer", "ticket__contact", "kind"
    )


def waiting_clocks(user: User, at: datetime) -> QuerySet[SlaClock]:
    """Those that wait for a call, the most urgent first; whoever was not reached a short while ago
    comes last.
    """
    # By themselves: the planner takes what waits for a hundred times more than it is, and would
    # read all tickets.
    waiting = SlaClock.objects.live().filter(stop_event__in=EVENT_OF.values()).order_by()
    calls = clocks_of_calls(user, at).filter(pk__among=waiting.values("pk"))
    return calls.order_by("is_resting", "due_at", "pk")


def next_clocks(user: User, at: datetime) -> list[SlaClock]:
    """The first of them, as many as are listed. Two statements."""
    # Sorted as keys: a case is two thousand characters wide, and a thousand may wait.
    keys = list(waiting_clocks(user, at).values_list("pk", flat=True)[:LISTED])
    found = clocks_of_calls(user, at).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def waiting_calls(
    clocks: Iterable[SlaClock], visibility: ContactVisibility, at: datetime
) -> list[WaitingCall]:
    """As they are listed."""
    moments = MomentWriter.for_reader(at)
    return [
        WaitingCall(
            clock=clock,
            kind=KIND_OF[ClockEvent(clock.stop_event)],
            limit=limit_label(chip_of(clock, at), moments),
            customer=visibility.customer(clock.ticket.customer),
            is_resting=clock.is_resting,
        )
        for clock in clocks
    ]


def case_of_call(clock: SlaClock, kind: CallKind, visibility: ContactVisibility) -> CallCase:
    """What was answered, how often somebody called, what to say. Five statements at the most."""
    ticket = clock.ticket
    names = visibility.known_names(ticket.customer)
    survey = survey_asked_about(ticket, kind)
    attempts = CallAttempt.objects.filter(ticket=ticket, kind=kind).select_related("by", "reason")
    return CallCase(
        answer=shown_answer(survey, visibility, names) if survey is not None else None,
        attempts=list(attempts[:10]),
        script=_script(kind),
    )


def _script(kind: CallKind) -> str:
    """What the desk has written for it, else what anybody would say."""
    written = ReplyTemplate.objects.filter(purpose=PURPOSE_OF[kind], is_active=True).first()
    if written is not None:
        return written.text
    if kind == CallKind.LOW:
        return _(
            "Good day, I am responsible for after-sales service. You were not satisfied with us: I"
            " would like to hear from you what went wrong, and tell you what we do about it."
        )
    return _(
        "Good day, this is the after-sales service. Your problem has been dealt with: does"
        " everything work again? How satisfied were you with the speed, the skill, the manner"
        " and the result, from 1 to 5?"
    )
