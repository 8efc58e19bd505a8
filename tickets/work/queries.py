"""Tickets as the steps on them need them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from tickets.limits.enums import ClockEvent
from tickets.limits.models import Escalation, SlaClock
from tickets.record.domain.closing import CycleFacts, Duty, fulfilled_duties
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.scope import Extent
from tickets.record.enums import Direction, EventKind, Move, Purpose, Source, Status
from tickets.record.models import Communication, IssueType, Ticket, TicketEvent, scope_of
from tickets.record.queries.desk_rules import desk_numbers
from tickets.work.enums import ConfirmationResult, SolutionState
from tickets.work.models import Assignment, CooperationItem, Solution
from tickets.work.rules import is_low_contact

# The moves after which somebody works on the ticket.
WORK_BEGINS = (Move.APPROVE, Move.RESUME, Move.REFUSE, Move.REOPEN)

REASONS_WANTED = Exists(
    Escalation.objects.filter(
        clock__ticket=OuterRef("pk"), wants_reason=True, reason_at__isnull=True
    ).order_by()
)

# A ticket as its steps need it: whole.
TO_WORK_ON = Ticket.objects.select_related("customer", "contact").annotate(
    reasons_wanted=REASONS_WANTED
)


def seen_before(user: User) -> QuerySet[Ticket]:
    """Tickets that the person could see once by whose they were, whoever has them now.

    What lay in the pool of all was seen by everybody who sees a department: until the first
    assignment, or where one gave it back to nobody. Of what was imported nobody knows.
    """
    scope = scope_of(user)
    if scope.extent is Extent.NOTHING:
        return Ticket.objects.none()
    of_ticket = Assignment.objects.filter(ticket=OuterRef("pk")).order_by()
    own = Exists(of_ticket.filter(assignee=user))
    if scope.extent is Extent.OWN:
        return Ticket.objects.filter(own)
    of_department = Q(department=scope.department_id) if scope.department_id else Q()
    in_pool = Q(department__isnull=True, assignee__isnull=True)
    had = Exists(of_ticket.filter(of_department | in_pool if of_department else in_pool))
    routed_at_once = Exists(of_ticket.filter(assigned_at__lte=OuterRef("recorded_at")))
    began_in_pool = Exists(of_ticket) & ~routed_at_once & ~Q(source=Source.IMPORT)
    return Ticket.objects.filter(own | had | began_in_pool)


def author_to_decide(solution: Solution | None) -> int | None:
    """Who wrote the solution, if it waits for a decision."""
    if solution is None or solution.state != SolutionState.SUBMITTED:
        return None
    return solution.author_id


def solutions_in_hand(person: User) -> QuerySet[Solution]:
    """Solutions of open tickets that the person is to carry out."""
    return Solution.objects.filter(
        responsible=person,
        state__in=[SolutionState.SUBMITTED, SolutionState.APPROVED],
        ticket__is_open=True,
    )


def work_began_at(ticket: Ticket) -> datetime | None:
    """When work last began or went on: what was fixed was fixed after that. One statement."""
    began = _last_move(ticket, *WORK_BEGINS)
    return began.at if began else ticket.accepted_at


def cycle_began_at(ticket: Ticket) -> datetime:
    """When the ticket was reopened for the last time, otherwise reported. One statement."""
    reopened = _last_move(ticket, Move.REOPEN)
    return reopened.at if reopened else ticket.reported_at


def _last_move(ticket: Ticket, *moves: Move) -> TicketEvent | None:
    # By key within a moment: two lines of one transaction share theirs.
    lines = ticket.events.filter(kind=EventKind.MOVED, data__move__in=list(moves))
    return lines.order_by("-at", "-pk").first()


def cycle_facts(ticket: Ticket, numbers: DeskNumbers) -> CycleFacts:
    """What the closing guard asks of the cycle that runs: at most six statements."""
    began_at = cycle_began_at(ticket)
    since = Communication.objects.filter(ticket=ticket, at__gte=began_at)
    # Without their texts, which may be long.
    contacts = list(
        since.only("at", "purpose", "direction", "is_answered", "score", "is_low_score")
    )
    confirmations = list(ticket.confirmations.filter(signed_at__gte=began_at))
    report = getattr(ticket, "closing_report", None)

    low_scored_at = [
        said.at
        for said in contacts
        if said.purpose != Purpose.LOW_CALLBACK and is_low_contact(said, numbers)
    ]
    low_scored_at += [word.signed_at for word in confirmations if numbers.is_low(word.score)]

    return CycleFacts(
        began_at=began_at,
        is_confirmed=any(word.result == ConfirmationResult.SOLVED for word in confirmations),
        has_result_callback=any(_has_told(said, Purpose.CALLBACK) for said in contacts),
        # A survey counts once it was sent: nobody answers it at that moment.
        has_survey=any(_was_sent(said, Purpose.SURVEY) or said.answers_survey for said in contacts),
        survey_waived_reason=ticket.survey_waived_reason,
        low_scored_at=tuple(low_scored_at),
        called_back_at=_last_low_callback(contacts),
        reported_at=report.submitted_at if report else None,
        has_open_cooperation=CooperationItem.objects.open().filter(ticket=ticket).exists(),
        owes_low_callback=owes_low_callback(ticket),
        proof=numbers.closing_proof,
    )


# What is to be done, as the list beside a solved ticket says it.
DUTY_WORDS = {
    Duty.CONFIRMATION: gettext_lazy("It is proven that the problem is solved"),
    Duty.SURVEY: gettext_lazy("The customer was asked how it was, or it is said why not"),
    Duty.LOW_SCORE_CALLBACK: gettext_lazy("A supervisor has called about the low score"),
    Duty.REPORT: gettext_lazy("The closing report is written"),
    Duty.COOPERATION: gettext_lazy("Nothing is asked of the customer any more"),
}


def closing_checklist(ticket: Ticket, at: datetime) -> list[tuple[bool, str]]:
    """What a solved ticket needs before it is closed, each with whether it is done: none of others.

    Six statements.
    """
    if ticket.status != Status.RESOLVED:
        return []
    facts = cycle_facts(ticket, desk_numbers(at))
    return [(is_done, str(DUTY_WORDS[duty])) for duty, is_done in fulfilled_duties(facts)]


def owes_low_callback(ticket: Ticket) -> bool:
    """Does a limit wait for somebody to call about a low score? One statement."""
    waiting = SlaClock.objects.live().filter(ticket=ticket)
    return waiting.filter(stop_event=ClockEvent.LOW_CALLBACK_DONE).exists()


def _was_sent(said: Communication, purpose: Purpose) -> bool:
    return said.purpose == purpose and said.direction == Direction.OUT


def _has_told(said: Communication, purpose: Purpose) -> bool:
    return _was_sent(said, purpose) and said.is_answered


def _last_low_callback(contacts: list[Communication]) -> datetime | None:
    calls = [
        said.at for said in contacts if said.purpose == Purpose.LOW_CALLBACK and said.is_answered
    ]
    return max(calls, default=None)


class ReportParts(NamedTuple):
    """Which parts the closing report must have, beside cause and course."""

    cause_code: bool
    lessons: bool


def parts_of_report(issue_type: IssueType | None) -> ReportParts:
    """By the type of the problem and the one above it."""
    above = issue_type.parent if issue_type else None
    types = [one for one in (issue_type, above) if one is not None]
    return ReportParts(
        cause_code=any(one.needs_cause_code for one in types),
        lessons=any(one.needs_lessons for one in types),
    )


class WorkCourse(NamedTuple):
    """Why it was so, what was done, what was learned: as written in the closing report, else as it
    follows from the ticket itself.
    """

    cause: str
    course: str
    lessons: str


def course_of_work(ticket: Ticket) -> WorkCourse:
    """Four statements at the most."""
    report = getattr(ticket, "closing_report", None)
    if report is not None:
        return WorkCourse(report.cause, report.course, report.lessons)
    solution = ticket.solutions.filter(state=SolutionState.APPROVED).first()
    diagnosis = ticket.diagnoses.first()
    found = diagnosis.phenomenon if diagnosis else ""
    steps = solution.steps if solution else []
    done = [entry.content for entry in ticket.process_entries.all()] or steps
    return WorkCourse(
        cause=(solution.root_cause if solution else "") or found,
        course="\n".join(f"{n}. {line}" for n, line in enumerate(done, start=1)),
        lessons="",
    )
