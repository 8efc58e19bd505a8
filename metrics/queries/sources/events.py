"""Where the events stand with which a response time begins and ends (decision 41).

An event whose time nobody wrote down is unknown, never guessed from another one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from metrics.enums import EndEvent, StartEvent
from metrics.queries.cases import CaseWindow, Microseconds
from metrics.queries.sources.works import CAME_TO_SOMEBODY
from tickets.record.domain import lifecycle
from tickets.record.enums import (
    Direction,
    EventKind,
    Purpose,
    Source,
    Status,
    WaitReason,
)
from tickets.record.models import Communication, TicketEvent, TicketQuerySet

# The report is the mail, or the form, where it came in this way.
BY_MAIL = Q(source=Source.MAIL) | Q(channel__code="mail")
BY_FORM = Q(channel__code__in=("web_form", "website", "mini_program"))

# A list of another desk says when a ticket was opened there, not when the customer wrote.
IMPORTED = Q(source=Source.IMPORT)

# Its later states have an answer, and an end, even where nobody wrote down when.
ANSWERED = ~Q(status__in=lifecycle.UNANSWERED)
FINISHED = Q(status__in=lifecycle.FINISHED)

# What tells a customer that the work is done.
NOTICES = (Purpose.FEEDBACK, Purpose.CONFIRM)

# What somebody outside the house lets the desk wait for; another department is the house itself.
OUTSIDE_REASONS = (WaitReason.PARTS, WaitReason.THIRD_PARTY)

NEVER = Q(pk__in=())
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EventEnd:
    """Where the moment of an end stands, and of which tickets without one it must have been."""

    moment: Any
    is_past: Q


def started_tickets(
    event: StartEvent, tickets: TicketQuerySet, window: CaseWindow
) -> TicketQuerySet:
    """Tickets whose start lies in the window, with `case_start`.

    It is empty where the time of the start is not known (`starts_unknown`), and where the ticket
    came in another way (`is_elsewhere`); those count in the window of their report.
    """
    if event == StartEvent.ASSIGNED:
        return _assigned_tickets(tickets, window)
    elsewhere, unknown = NEVER, NEVER
    if event in (StartEvent.MAIL_SENT, StartEvent.FORM_SUBMITTED):
        way = BY_MAIL if event == StartEvent.MAIL_SENT else BY_FORM
        elsewhere, unknown = ~way, way & IMPORTED
    return tickets.filter(window.has("reported_at")).annotate(
        is_elsewhere=_flag(elsewhere),
        starts_unknown=_flag(unknown),
        case_start=_moment_unless(elsewhere | unknown, F("reported_at")),
    )


def _assigned_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """By the first line of the ledger that gave the ticket to somebody, or with which somebody took
    it; what nobody has yet has not begun.
    """
    came = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind__in=CAME_TO_SOMEBODY)
    first = Subquery(came.order_by("at", "pk").values("at")[:1])
    is_unknown = Q(case_start__isnull=True) & (Q(assignee__isnull=False) | (IMPORTED & ANSWERED))
    found = tickets.filter(reported_at__lt=window.end).annotate(case_start=first)
    return found.filter(
        window.has("case_start") | (is_unknown & window.has("reported_at"))
    ).annotate(is_elsewhere=_flag(NEVER), starts_unknown=_flag(is_unknown))


def event_cases(
    start: StartEvent, end: EndEvent, tickets: TicketQuerySet, window: CaseWindow
) -> TicketQuerySet:
    """Cases from one event to the other, in natural time, with `case_start` and `case_end`.

    `case_outside` are those that no number is about: they came in another way, or ended before they
    began. Without a value are also those that go on, and those of `case_unknown`.
    """
    found = EVENT_ENDS[end]
    began = started_tickets(start, tickets, window).annotate(case_end=found.moment)
    ends_first = Q(case_end__lt=F("case_start"))
    lacks_end = Q(case_end__isnull=True) & found.is_past
    return began.annotate(
        case_at=F("reported_at"),
        case_key=F("pk"),
        case_outside=_flag(Q(is_elsewhere=True) | ends_first),
        case_unknown=_flag(Q(is_elsewhere=False) & (Q(starts_unknown=True) | lacks_end)),
        case_raw=Microseconds(
            ExpressionWrapper(F("case_end") - F("case_start"), output_field=DurationField())
        ),
    )


def is_outside_wait() -> Q:
    """Does a move begin a wait that is not the house's own?"""
    is_outside = Q(after=Status.WAITING_INTERNAL, data__reason__in=OUTSIDE_REASONS)
    return Q(after=Status.WAITING_CUSTOMER) | is_outside


def with_waits(cases: TicketQuerySet) -> TicketQuerySet:
    """With `case_waits`: the moves into and out of waiting, in order, each with its moment (`at`)
    and whether it begins a wait that is not the house's own (`begins`).

    From the ledger: pauses of clocks tell only what the terms of each limit honour, while it runs.
    """
    moves = TicketEvent.objects.filter(
        Q(before__in=lifecycle.WAITING) | Q(after__in=lifecycle.WAITING),
        ticket=OuterRef("pk"),
        kind=EventKind.MOVED,
    ).order_by("at", "pk")
    line = JSONObject(at="at", begins=_flag(is_outside_wait()))
    return cases.annotate(case_waits=ArraySubquery(moves.values_list(line)))


def _flag(is_so: Q | Exists) -> Case:
    return Case(When(is_so, then=Value(True)), default=Value(False), output_field=BooleanField())


def _moment_unless(is_so: Q, moment: Any) -> Case:
    return Case(When(is_so, then=Value(None)), default=moment, output_field=DateTimeField())


def _finish_notice() -> Subquery:
    """The first message or call after the work was finished by which the customer heard of it.

    People write down whole minutes, the machine has seconds.
    """
    minute_before = ExpressionWrapper(
        OuterRef("fixed_at") - Value(MINUTE), output_field=DateTimeField()
    )
    said = Communication.objects.filter(
        ticket=OuterRef("pk"),
        direction=Direction.OUT,
        is_answered=True,
        purpose__in=NOTICES,
        delivery__failed_at__isnull=True,
        at__gt=minute_before,
    )
    return Subquery(said.order_by("at", "pk").values("at")[:1])


EVENT_ENDS: dict[EndEvent, EventEnd] = {
    EndEvent.FIRST_RESPONSE: EventEnd(F("first_responded_at"), ANSWERED),
    EndEvent.ENGINEER_REPLY: EventEnd(
        F("substantive_replied_at"), FINISHED | (IMPORTED & ANSWERED)
    ),
    EndEvent.FIXED: EventEnd(F("fixed_at"), FINISHED),
    EndEvent.RESOLVED: EventEnd(F("resolved_at"), FINISHED),
    EndEvent.FINISH_NOTICE: EventEnd(_finish_notice(), FINISHED),
}
