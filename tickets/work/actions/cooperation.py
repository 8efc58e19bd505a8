"""What the customer is asked for: told, ticked off by either side, and waited for where work needs
it (CP-1, CP-2).
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from notifications.enums import Topic
from pages.formats import plain_moment
from tickets.limits.actions import clocks
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind, Move, Purpose, Status, Visibility, WaitReason
from tickets.record.models import Ticket
from tickets.record.queries.reachability import is_reachable
from tickets.record.rules import require_right
from tickets.work.actions.conversation import require_not_archived
from tickets.work.actions.messages import send_message
from tickets.work.actions.moves import apply_move, start_waiting
from tickets.work.actions.telling import tell_handlers
from tickets.work.models import CooperationItem

# So many are asked for at once.
MOST = 20


@transaction.atomic
def ask_cooperation(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    contents: Sequence[str],
    need_by: datetime,
    is_blocking: bool = False,
    person: str = "",
    sends: bool = True,
) -> Ticket:
    """Ask the customer for several things until a moment. Where work needs them it waits.

    `contents` say what, and after a colon how it has to be; `person` who at the customer brings it.

    `sends` writes to the contact, if a message reaches anybody. Raises `LawBroken` for a moment in
    the past and for too many, `IllegalMove` where the ticket cannot wait now.
    """
    require_right(by, "contact_ticket")
    ticket = lock_ticket(ticket)
    require_not_archived(ticket)
    if need_by <= at:
        raise LawBroken(_("This time is in the past."), field="need_by")
    if len(contents) > MOST:
        raise LawBroken(_("At most %(count)d at once.") % {"count": MOST}, field="contents")

    CooperationItem.objects.bulk_create(
        CooperationItem(
            ticket=ticket,
            content=content,
            requirement=requirement,
            person=person,
            need_by=need_by,
            is_blocking=is_blocking,
            asked_at=at,
            asked_by=by,
        )
        for content, requirement in map(_with_requirement, contents)
    )
    note = "\n".join(contents)
    ledger.write_line(
        ticket,
        EventKind.ASKED_FOR,
        by=by,
        at=at,
        note=note,
        visibility=Visibility.CUSTOMER,
        due_at=need_by.isoformat(),
    )
    if is_blocking and ticket.status == Status.WAITING_CUSTOMER:
        _wait_for_most_urgent(ticket)
    ticket = store_row(ticket, by=by, at=at)
    if sends and is_reachable(ticket.contact, at=at):
        send_message(ticket, by=by, at=at, body=_words(contents, need_by), purpose=Purpose.OTHER)
    if is_blocking and ticket.status != Status.WAITING_CUSTOMER:
        return start_waiting(
            ticket, by=by, at=at, reason=WaitReason.CUSTOMER, until=need_by, note=note[:300]
        )
    return ticket


def _with_requirement(line: str) -> tuple[str, str]:
    """`remote account: with administrator rights` in its two parts."""
    content, _colon, requirement = re.sub("[:：]", ":", line, count=1).partition(":")
    return content.strip(), requirement.strip()


def _words(contents: Sequence[str], need_by: datetime) -> str:
    lines = "\n".join(f"{n}. {content}" for n, content in enumerate(contents, start=1))
    head = _("To go on we need the following from you by %(moment)s:") % {
        "moment": plain_moment(need_by)
    }
    return f"{head}\n{lines}"


@transaction.atomic
def tick_off(ticket: Ticket, key: int, *, by: User | None, at: datetime) -> CooperationItem:
    """It is there; ticked by nobody of the desk where the customer does it, who handles the ticket
    is told then. What waited for it goes on.

    Raises `CooperationItem.DoesNotExist` for one of another ticket. A second tick changes nothing.
    """
    if by is not None:
        require_right(by, "contact_ticket")
    return _end_item(ticket, key, EventKind.PROVIDED, by=by, at=at)


@transaction.atomic
def drop_item(ticket: Ticket, key: int, *, by: User, at: datetime) -> CooperationItem:
    """We do not need it any more. As `tick_off`."""
    require_right(by, "contact_ticket")
    return _end_item(ticket, key, EventKind.NOT_NEEDED, by=by, at=at)


def _end_item(
    ticket: Ticket, key: int, kind: EventKind, *, by: User | None, at: datetime
) -> CooperationItem:
    # Read under the lock of the ticket: two who tick at once find it done.
    ticket = lock_ticket(ticket)
    item = CooperationItem.objects.get(pk=key, ticket=ticket)
    if not item.is_open:
        return item
    if ticket.status not in lifecycle.OPEN:
        raise LawBroken(_("This case is over: nothing is needed any more."))
    if kind == EventKind.PROVIDED:
        item.done_at, item.done_by = at, by
    else:
        item.dropped_at = at
    item.save()
    ledger.write_line(ticket, kind, by=by, at=at, note=item.content, visibility=Visibility.CUSTOMER)
    if by is None:
        key_told = f"provided:{item.pk}"
        tell_handlers(ticket, Topic.CUSTOMER_WROTE, key=key_told, at=at, is_urgent=False)
    if item.is_blocking:
        _go_on(ticket, at)
    store_row(ticket, by=by, at=at)
    return item


def _go_on(ticket: Ticket, at: datetime) -> None:
    """Back to where the ticket came from, once nothing that work waits for is left."""
    # Tickets of old registers wait without having come from anywhere.
    if ticket.status != Status.WAITING_CUSTOMER or not ticket.came_from:
        return
    if CooperationItem.objects.blocking(ticket).exists():
        _wait_for_most_urgent(ticket)
        return
    apply_move(ticket, Move.RESUME, by=None, at=at)
    # No event of its own: the clocks read the reason off the ticket.
    clocks.apply_events(ticket, [], by=None, at=at)


def _wait_for_most_urgent(ticket: Ticket) -> None:
    """The ticket waits until the moment that comes first. The caller stores it."""
    most_urgent = CooperationItem.objects.blocking(ticket).first()
    if most_urgent is not None:
        ticket.wait_until = most_urgent.need_by
