"""Who works on it: routing, dispatch, accept, refuse. One assignment is active at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department, User
from core.errors import LawBroken, NotAllowed
from core.work.record import store_row
from notifications.actions import tell
from notifications.enums import Topic
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockEvent
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions import ledger, notices
from tickets.record.actions.locking import (
    lock_ticket,
    require_as_seen,
    require_editable,
)
from tickets.record.enums import EventKind, Status
from tickets.record.models import Ticket
from tickets.record.rules import has_right, require_right
from tickets.work.actions import moves
from tickets.work.models import Assignment
from tickets.work.rules import require_give_back, require_take


def route_to_department(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """The department that the issue type names takes a new ticket into its pool."""
    department = _department_of_type(ticket)
    if department is not None:
        ticket.department = department
        Assignment.objects.create(
            ticket=ticket, department=department, assigned_by=by, assigned_at=at, reason="route"
        )


def _department_of_type(ticket: Ticket) -> Department | None:
    # The nearest type that names one: a child goes where its parent goes.
    issue_type = ticket.issue_type
    seen: set[int] = set()
    # Older rows may stand in a circle, which the form refuses today.
    while issue_type is not None and issue_type.pk not in seen:
        if issue_type.default_department_id:
            return issue_type.default_department
        seen.add(issue_type.pk)
        issue_type = issue_type.parent
    return None


@transaction.atomic
def assign_ticket(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    department: Department | None,
    assignee: User | None = None,
    due_at: datetime | None = None,
    reason: str = "",
    seen: str | None = None,
) -> Ticket:
    """Give it to a department or a person; an active assignment ends.

    Without the right to assign one takes only what nobody has. `seen` is what was on the screen
    (`judgement_of`). Raises `LawBroken` naming the field.
    """
    may_assign = has_right(by, "assign_ticket")
    takes_for_oneself = assignee == by
    if takes_for_oneself and not may_assign:
        require_right(by, "diagnose_ticket")
    else:
        require_right(by, "assign_ticket")

    if assignee is not None and not assignee.is_active:
        raise LawBroken(_("%(name)s no longer works here.") % {"name": assignee}, field="assignee")
    if assignee is not None and assignee.is_service:
        sentence = _("%(name)s is a service account: choose a person.")
        raise LawBroken(sentence % {"name": assignee}, field="assignee")
    if due_at is not None and due_at <= at:
        raise LawBroken(_("The deadline is in the past."), field="due_at")
    ticket = lock_ticket(ticket)
    require_editable(ticket)
    require_as_seen(ticket, seen)
    if not may_assign and ticket.assignee_id not in (None, by.pk):
        raise NotAllowed(_("The ticket is assigned to someone else."))
    return hand_over(
        ticket, by=by, at=at, department=department, assignee=assignee, due_at=due_at, reason=reason
    )


def hand_over(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    department: Department | None,
    assignee: User | None,
    due_at: datetime | None = None,
    reason: str = "",
) -> Ticket:
    """A locked ticket changes hands; `by` is None when an escalation does it."""
    if department is None and assignee is not None:
        department = assignee.department
    if _is_in_hands(ticket, department, assignee) and due_at is None and not reason:
        # Pressed again: it changed hands already, and nothing else is said.
        return ticket
    _end_active_assignment(ticket, at)
    Assignment.objects.create(
        ticket=ticket,
        department=department,
        assignee=assignee,
        assigned_by=by,
        assigned_at=at,
        due_at=due_at,
        reason=reason,
        # Who takes a ticket for himself has accepted it.
        accepted_at=at if assignee == by else None,
    )
    before = str(ticket.assignee or "")
    ticket.department = department
    ticket.assignee = assignee
    ledger.write_line(
        ticket,
        EventKind.ASSIGNED,
        by=by,
        at=at,
        before=before,
        after=str(assignee or department or ""),
        note=reason,
        department=str(department or ""),
        due_at=due_at and due_at.isoformat(),
    )
    clocks.apply_events(ticket, [ClockEvent.ASSIGNED], by=by, at=at)
    # Nobody is notified of what they did themselves.
    if assignee is not None and assignee != by:
        tell.notify([_assignment_notice(ticket, assignee, Topic.ASSIGNED, by, at)])
    return store_row(ticket, by=by, at=at)


def _is_in_hands(ticket: Ticket, department: Department | None, assignee: User | None) -> bool:
    """Was it assigned just so?"""
    meant = (department and department.pk, assignee and assignee.pk)
    if (ticket.department_id, ticket.assignee_id) != meant:
        return False
    active = ticket.assignments.filter(ended_at__isnull=True).first()
    return active is not None and (active.department_id, active.assignee_id) == meant


def _end_active_assignment(ticket: Ticket, at: datetime) -> None:
    ticket.assignments.filter(ended_at__isnull=True).update(ended_at=at)


def _assignment_notice(
    ticket: Ticket, user: User, topic: Topic, by: User | None, at: datetime
) -> tell.Notice:
    return notices.ticket_notice(
        ticket,
        user,
        topic,
        key=f"{topic}:{ticket.pk}:{ticket.version}",
        at=at,
        by=str(by or _("System")),
    )


@transaction.atomic
def take_ticket(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """接单: the assignee accepts, or somebody of the pool takes it.

    Diagnosis begins where the state allows.
    """
    ticket = lock_ticket(ticket)
    require_take(by, ticket)
    require_editable(ticket)
    if ticket.assignee_id == by.pk and ticket.status != Status.ACCEPTED and _has_accepted(ticket):
        # Pressed again: it was taken already.
        return ticket

    if ticket.assignee_id is None:
        ticket = assign_ticket(
            ticket, by=by, at=at, department=ticket.department or by.department, assignee=by
        )
    ticket.assignments.filter(ended_at__isnull=True, accepted_at__isnull=True).update(
        accepted_at=at
    )
    ledger.write_line(ticket, EventKind.TAKEN, by=by, at=at)
    if ticket.status == Status.ACCEPTED:
        return moves.start_diagnosis(ticket, by=by, at=at)
    # Assigning has stored a version of its own.
    return store_row(lock_ticket(ticket), by=by, at=at)


def _has_accepted(ticket: Ticket) -> bool:
    """Did the assignee take it?"""
    active = ticket.assignments.filter(ended_at__isnull=True, assignee=ticket.assignee_id)
    return active.filter(accepted_at__isnull=False).exists()


@transaction.atomic
def refuse_assignment(ticket: Ticket, *, by: User, at: datetime, reason: str) -> Ticket:
    """The assignee gives it back with a reason; the supervisors get a notice."""
    ticket = lock_ticket(ticket)
    require_give_back(by, ticket)
    if not reason.strip():
        raise LawBroken(_("Enter a reason."), field="note")
    require_editable(ticket)
    ticket.assignments.filter(ended_at__isnull=True).update(ended_at=at, refused_reason=reason)
    Assignment.objects.create(
        ticket=ticket,
        department=ticket.department,
        assigned_by=by,
        assigned_at=at,
        reason="refused",
    )
    # Back into the pool of the same department.
    ticket.assignee = None
    ledger.write_line(ticket, EventKind.REFUSED, by=by, at=at, note=reason)
    supervisors = Recipients.load(at).people_for("supervisor", ticket)
    tell.notify(_assignment_notice(ticket, user, Topic.REFUSED, by, at) for user in supervisors)
    return store_row(ticket, by=by, at=at)
