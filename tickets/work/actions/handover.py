"""What a person who leaves has in hand goes to somebody else, each piece once."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import EventKind
from tickets.record.models import Ticket
from tickets.work.actions import assignments
from tickets.work.queries import solutions_in_hand


def hand_over_tickets(person: User, *, to: User | None, by: User, at: datetime) -> int:
    """The open tickets of a person: to somebody, or back to the pools; their number.

    To be called in a transaction. Each stays with the department that answers for it.
    """
    handed_over = 0
    held = Ticket.objects.open().filter(assignee=person).order_by("pk")
    for key in held.values_list("pk", flat=True):
        ticket = lock_ticket(Ticket(pk=key))
        # Somebody may have closed or taken it since it was looked up.
        if ticket.assignee_id != person.pk or not ticket.is_open:
            continue
        active = ticket.assignments.filter(ended_at__isnull=True).first()
        assignments.hand_over(
            ticket,
            by=by,
            at=at,
            department=ticket.department,
            assignee=to,
            due_at=active.due_at if active else None,
            reason=_("%(name)s leaves") % {"name": person},
        )
        handed_over += 1
    return handed_over


def hand_over_solutions(person: User, *, to: User, by: User, at: datetime) -> int:
    """Who answers for carrying out solutions that are submitted or approved; their number.

    Raises `LawBroken` for somebody who may not open the ticket of one.
    """
    handed_over = 0
    for solution in solutions_in_hand(person).order_by("ticket_id"):
        ticket = lock_ticket(Ticket(pk=solution.ticket_id))
        if not Ticket.objects.visible_to(to).filter(pk=ticket.pk).exists():
            reason = _("%(name)s may not open %(number)s: choose somebody else.")
            names = {"name": to, "number": ticket.number}
            raise LawBroken(reason % names, field="solutions")
        solution.responsible = to
        solution.save(update_fields=["responsible"])
        changes = {"responsible": [str(person), str(to)]}
        ledger.write_line(ticket, EventKind.EDITED, by=by, at=at, changes=changes)
        store_row(ticket, by=by, at=at)
        handed_over += 1
    return handed_over
