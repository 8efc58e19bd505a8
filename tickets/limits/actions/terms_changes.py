"""New rules or hours applied to limits that run.

Asked for once, carried out ticket by ticket, taken up again after a restart.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from calendars import actions as calendars
from calendars.models import CalendarVersion, WorkCalendar, published_until
from core.actions import audit
from core.later import enqueue
from tickets.limits.actions import clocks
from tickets.limits.actions.clocks.working_set import TicketClocks
from tickets.limits.domain import sla
from tickets.limits.enums import ChangeScope
from tickets.limits.models import SlaClock, TermsChange
from tickets.limits.queries import limit_terms, rulebooks
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import Audited
from tickets.record.models import Ticket

# Tickets in one transaction: whoever works on one of them waits no longer than that.
BATCH = 25
# So many batches at a time; the next task goes on.
BATCHES = 40

# Applies a change to the clocks of one locked ticket.
ChangeOne = Callable[[Ticket], TicketClocks]


def request_change(
    scope: ChangeScope,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    calendar: WorkCalendar | None = None,
    only_provisional: bool = False,
) -> TermsChange:
    """Ask for it; a worker begins as soon as the transaction is through."""
    change = TermsChange.objects.create(
        scope=scope,
        calendar=calendar,
        only_provisional=only_provisional,
        reason=reason,
        requested_at=at,
        requested_by=by,
    )
    if by is not None:
        target = f"{scope} {calendar or ''}".strip()
        audit.write_audit_entry(Audited.TERMS_CHANGED, by=by, at=at, target=target, reason=reason)

    enqueue("tickets.apply_terms")
    return change


@transaction.atomic
def publish_hours(
    calendar: WorkCalendar, *, by: User, at: datetime, reason: str, seen: str | None = None
) -> CalendarVersion:
    """Publish the draft of a calendar and let the limits that run follow it.

    Raises `LawBroken`, and neither is done.
    """
    version = calendars.publish_calendar(calendar, by=by, at=at, reason=reason, seen=seen)
    request_change(ChangeScope.CALENDAR, by=by, at=at, reason=reason, calendar=calendar)
    return version


def apply_open_changes(moment: Callable[[], datetime], *, batches: int = BATCHES) -> int:
    """Carry on with the oldest change that is not through, each batch at a `moment` of its own.

    Returns the number of tickets looked at.
    """
    notice_published_years(moment())

    total = 0
    for _batch in range(batches):
        looked_at = apply_batch(moment())
        if looked_at is None:
            break
        total += looked_at

    return total


@transaction.atomic
def notice_published_years(at: datetime) -> None:
    """A year was published after limits had been computed without it.

    Those are computed again, nobody has to ask (case 43).
    """
    # Locked, so that two workers do not ask for the same.
    by_hours = WorkCalendar.objects.select_for_update(of=("self",), no_key=True)
    for calendar in by_hours.filter(is_always=False):
        learned_at = _last_year_learned_at(calendar)
        if learned_at is None:
            continue

        asked = TermsChange.objects.filter(calendar=calendar, scope=ChangeScope.CALENDAR)
        if not asked.filter(requested_at__gte=learned_at).exists():
            request_change(
                ChangeScope.CALENDAR,
                by=None,
                at=at,
                reason=_("A year was published"),
                calendar=calendar,
                only_provisional=True,
            )


def _last_year_learned_at(calendar: WorkCalendar) -> datetime | None:
    """When the last version was made that knew more years than the one before it."""
    versions = CalendarVersion.objects.filter(calendar=calendar).order_by("number")

    learned_at = None
    for (old, _made_at), (new, made_at) in pairwise(versions.values_list("pk", "created_at")):
        if published_until(new) > published_until(old):
            learned_at = made_at

    return learned_at


@transaction.atomic
def apply_batch(at: datetime) -> int | None:
    """The next `BATCH` tickets of a change, together with how far it came.

    None when there is nothing to do or another worker is at it.
    """
    change = _taken()
    if change is None:
        return None

    open_tickets = Ticket.objects.open().filter(pk__gt=change.cursor).order_by("pk")
    keys = list(open_tickets.values_list("pk", flat=True)[:BATCH])
    # How far it came is stored with the tickets: killed in between, the batch is done again whole.
    change_one = _change_of(change, at)
    for key in keys:
        ticket = lock_ticket(Ticket(pk=key))
        touched = _store_due(ticket, change_one(ticket))
        change.moved += len(touched)
        change.late += sum(_becomes_late(row, at) for row in touched)

    change.looked_at += len(keys)
    change.cursor = keys[-1] if keys else change.cursor
    change.finished_at = at if len(keys) < BATCH else None
    change.save()
    return len(keys)


def _becomes_late(row: SlaClock, at: datetime) -> bool:
    return row.breached_at is None and sla.is_late(row.clock, at)


def _taken() -> TermsChange | None:
    open_ones = TermsChange.objects.filter(finished_at__isnull=True).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        open_ones = open_ones.select_for_update(skip_locked=True, of=("self",))
    oldest = (
        TermsChange.objects.filter(finished_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    return open_ones.filter(pk=oldest).first() if oldest is not None else None


def _store_due(ticket: Ticket, ticket_clocks: TicketClocks) -> list[SlaClock]:
    """The limits that moved or ended.

    On the ticket only what comes first is noted: nobody edited it, its version stays.
    """
    if ticket_clocks.changed or ticket_clocks.fresh:
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=ticket.next_due_at)

    changed = ticket_clocks.changed.values()
    ended = [row for row in changed if row.cancelled_at or row.stopped_at]
    touched = {id(row): row for row in (*ticket_clocks.moved, *ended)}
    return list(touched.values())


# --- what each scope does to a ticket -----------------------------------------------------------


def _change_of(change: TermsChange, at: datetime) -> ChangeOne:
    """What the change does to one ticket; what is the same for all of them is read once."""
    if change.scope == ChangeScope.RULES:
        return _retargeting(change, at)

    if change.scope == ChangeScope.CALENDAR:
        return _recounting(change, at)

    return _withdrawing(change, at)


def _retargeting(change: TermsChange, at: datetime) -> ChangeOne:
    rules = limit_terms.load_rulebook(at)

    def retarget(ticket: Ticket) -> TicketClocks:
        return clocks.retarget_clocks(ticket, by=change.requested_by, at=at, rules=rules)

    return retarget


def _recounting(change: TermsChange, at: datetime) -> ChangeOne:
    versions = newer_versions(change.calendar_id)

    def recount(ticket: Ticket) -> TicketClocks:
        return clocks.follow_calendar(
            ticket,
            by=change.requested_by,
            at=at,
            versions=versions,
            only_provisional=change.only_provisional,
        )

    return recount


def _withdrawing(change: TermsChange, at: datetime) -> ChangeOne:
    newest = rulebooks.newest_rulebook()
    active: dict[int, str] = {}
    for policy in newest.data["policies"] if newest else ():
        if policy["is_active"]:
            active[policy["key"]] = policy["name"]

    def withdraw(ticket: Ticket) -> TicketClocks:
        return clocks.withdraw_clocks(ticket, by=change.requested_by, at=at, active=active)

    return withdraw


def newer_versions(calendar_id: int | None) -> dict[int, int]:
    """From every version of a calendar but the newest to the newest."""
    versions = CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number")
    keys = list(versions.values_list("pk", flat=True))
    if not keys:
        return {}

    newest, *older = keys
    return dict.fromkeys(older, newest)
