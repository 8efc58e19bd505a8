"""Diagnosis, solution, its approval, execution, closing report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from customers.actions import consents
from customers.enums import ConsentPurpose
from notifications.actions import tell
from notifications.enums import Topic
from tickets.limits.actions import clocks
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions import ledger, notices
from tickets.record.actions.locking import lock_ticket, require_editable
from tickets.record.domain import lifecycle
from tickets.record.domain.moments import at_least, is_in_future
from tickets.record.enums import EventKind, Move, Status
from tickets.record.models import CauseCode, Ticket
from tickets.record.rules import require_right
from tickets.work.actions import moves
from tickets.work.enums import ProcessKind, SolutionState
from tickets.work.models import ClosingReport, Diagnosis, ProcessEntry, Solution
from tickets.work.queries import parts_of_report


@transaction.atomic
def record_diagnosis(ticket: Ticket, *, by: User, at: datetime, **fields: Any) -> Diagnosis:
    """Record what was found; `fields` are columns (method, phenomenon, data, cause)."""
    require_right(by, "diagnose_ticket")
    ticket = lock_ticket(ticket)
    require_editable(ticket)
    if ticket.status not in lifecycle.WORKED_ON:
        raise LawBroken(_("Start the diagnosis first."))
    diagnosis = Diagnosis.objects.create(ticket=ticket, by=by, at=at, **fields)
    if diagnosis.has_consent and ticket.contact is not None:
        consents.record_consent(
            ticket.contact,
            by=by,
            at=at,
            purpose=ConsentPurpose.REMOTE,
            scope=ticket.number,
            evidence=_("Said when the problem was diagnosed"),
        )
    ledger.write_line(
        ticket,
        EventKind.DIAGNOSED,
        by=by,
        at=at,
        note=diagnosis.phenomenon,
        method=diagnosis.method,
        cause=diagnosis.cause_class,
        found=diagnosis.data,
    )
    store_row(ticket, by=by, at=at)
    return diagnosis


@transaction.atomic
def submit_solution(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    steps: Sequence[str],
    responsible: User,
    finish_by: datetime,
    **fields: Any,
) -> Solution:
    """A solution goes to approval; needs a diagnosis. `fields` are further columns of it."""
    ticket = lock_ticket(ticket)
    _require_submittable(ticket, steps, finish_by, at)
    moves.apply_move(ticket, Move.SUBMIT_SOLUTION, by=by, at=at)

    number = _next_version(ticket)
    _supersede_solutions(ticket)
    solution = Solution.objects.create(
        ticket=ticket,
        number=number,
        steps=list(steps),
        responsible=responsible,
        finish_by=finish_by,
        author=by,
        submitted_at=at,
        **fields,
    )
    ledger.write_line(
        ticket,
        EventKind.SOLUTION,
        by=by,
        at=at,
        after=SolutionState.SUBMITTED,
        number=number,
        steps=list(steps),
    )
    clocks.apply_events(ticket, [], by=by, at=at)

    approvers = Recipients.load(at).people_for("supervisor", ticket)
    # Its author cannot decide on it, so nobody is asked to decide on the own one.
    tell.notify(
        _solution_notice(ticket, user, Topic.APPROVAL, solution, by, at)
        for user in approvers
        if user != by
    )
    store_row(ticket, by=by, at=at)
    return solution


def _require_submittable(
    ticket: Ticket, steps: Sequence[str], finish_by: datetime, at: datetime
) -> None:
    """Raise `IllegalMove`, or `LawBroken` naming the field, for what cannot go to approval."""
    # The state first: what is missing matters only where a solution may be submitted at all.
    lifecycle.target(ticket.status, Move.SUBMIT_SOLUTION)
    if not ticket.diagnoses.exists():
        raise LawBroken(_("Record the diagnosis before the solution."), field="phenomenon")
    if not steps:
        raise LawBroken(_("Enter at least one step."), field="steps")
    if finish_by <= at:
        raise LawBroken(_("The finishing time is in the past."), field="finish_by")


def _next_version(ticket: Ticket) -> int:
    last = ticket.solutions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _supersede_solutions(ticket: Ticket) -> None:
    """One solution is current at a time, which a constraint watches over."""
    current = ticket.solutions.filter(state__in=[SolutionState.SUBMITTED, SolutionState.APPROVED])
    current.update(state=SolutionState.SUPERSEDED)


def _solution_notice(
    ticket: Ticket, user: User, topic: Topic, solution: Solution, by: User, at: datetime
) -> tell.Notice:
    key = f"{topic}:{solution.pk}:{solution.state}"
    return notices.ticket_notice(
        ticket, user, topic, key=key, at=at, state=solution.state, by=str(by)
    )


@transaction.atomic
def decide_solution(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    is_approved: bool,
    comment: str = "",
    number: int | None = None,
) -> Solution:
    """Approve, or send back with a reason. The author cannot.

    `number` is the version that was on the screen: another one was not read, so it is not decided.
    """
    ticket = lock_ticket(ticket)
    move = Move.APPROVE if is_approved else Move.REJECT
    lifecycle.target(ticket.status, move)
    solution = ticket.solutions.filter(state=SolutionState.SUBMITTED).first()
    if solution is None or (number is not None and solution.number != number):
        raise LawBroken(_("The solution was changed in the meantime. Read the new version first."))
    if not is_approved and not comment.strip():
        raise LawBroken(_("Enter the reason for sending it back."), field="comment")

    moves.apply_move(ticket, move, by=by, at=at, note=comment, author_id=solution.author_id)
    solution.state = SolutionState.APPROVED if is_approved else SolutionState.REJECTED
    solution.decided_by = by
    solution.decided_at = at
    solution.comment = comment
    solution.save()
    ledger.write_line(
        ticket,
        EventKind.SOLUTION,
        by=by,
        at=at,
        after=solution.state,
        note=comment,
        number=solution.number,
    )
    clocks.apply_events(ticket, [], by=by, at=at)
    tell.notify([_solution_notice(ticket, solution.author, Topic.DECIDED, solution, by, at)])
    store_row(ticket, by=by, at=at)
    return solution


@transaction.atomic
def record_work(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    started_at: datetime,
    ended_at: datetime,
    kind: ProcessKind,
    content: str,
    result: str = "",
) -> ProcessEntry:
    """One timed piece of work; only after the solution was approved."""
    require_right(by, "process_ticket")
    ticket = lock_ticket(ticket)
    if Move.FINISH not in lifecycle.LIFECYCLE[Status(ticket.status)]:
        raise LawBroken(_("Work can be recorded once the solution is approved."))
    started_at = at_least(started_at, ticket.reported_at)
    ended_at = at_least(ended_at, started_at)
    _require_fitting_times(ticket, started_at, ended_at, at)

    entry = ProcessEntry.objects.create(
        ticket=ticket,
        started_at=started_at,
        ended_at=ended_at,
        kind=kind,
        content=content,
        result=result,
        by=by,
        recorded_at=at,
    )
    ledger.write_line(
        ticket,
        EventKind.PROCESSED,
        by=by,
        at=ended_at,
        seen_at=at,
        note=content,
        process=kind,
        result=result,
        started_at=started_at.isoformat(),
        ended_at=ended_at.isoformat(),
    )
    store_row(ticket, by=by, at=at)
    return entry


def _require_fitting_times(
    ticket: Ticket, started_at: datetime, ended_at: datetime, at: datetime
) -> None:
    """Raise `LawBroken` naming the field, for work before the report or after now."""
    if ended_at < started_at:
        raise LawBroken(_("The end is before the start."), field="ended_at")
    if is_in_future(ended_at, at):
        raise LawBroken(_("This time is in the future."), field="ended_at")
    if started_at < ticket.reported_at:
        raise LawBroken(_("The work is before the report."), field="started_at")


@transaction.atomic
def write_closing_report(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    cause: str,
    course: str,
    lessons: str = "",
    cause_code: CauseCode | None = None,
) -> ClosingReport:
    """The closing report; written again it replaces the text.

    Raises `LawBroken` for a part that is missing though the type of the problem needs it.
    """
    require_right(by, "process_ticket")
    ticket = lock_ticket(ticket)
    lifecycle.target(ticket.status, Move.CLOSE)
    needed = parts_of_report(ticket.issue_type)
    if needed.cause_code and cause_code is None:
        raise LawBroken(_("Problems of this type need a cause code."), field="cause_code")
    if needed.lessons and not lessons.strip():
        raise LawBroken(_("Problems of this type need lessons."), field="lessons")
    fields = {
        "cause": cause,
        "course": course,
        "lessons": lessons,
        "cause_code": cause_code,
        "author": by,
        "submitted_at": at,
    }
    closing, _is_new = ClosingReport.objects.update_or_create(ticket=ticket, defaults=fields)
    ledger.write_line(
        ticket, EventKind.CLOSING_REPORT, by=by, at=at, note=cause, course=course, lessons=lessons
    )
    store_row(ticket, by=by, at=at)
    return closing
