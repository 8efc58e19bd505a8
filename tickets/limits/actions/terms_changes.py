"""New rules or hours applied to limits that run: asked for once, carried out ticket by ticket, taken up again after a restart."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from calendars import actions as calendars
from calendars.models import CalendarVersion, WorkCalendar, published_until
from core.actions import audit
from core.later import enqueue
from tickets.limits.actions import clocks
from tickets.limits.actions.clocks.bench import Bench
from tickets.limits.domain import sla
from tickets.limits.enums import ChangeScope
from tickets.limits.models import SlaClock, TermsChange
from tickets.limits.queries import promises, rulebooks
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import Audited
from tickets.record.models import Ticket

BATCH = 25
BATCHES = 40
"""So many batches a ring; the next ring goes on."""


def request(
    scope: ChangeScope,
    *,
    by: Any,
    at: datetime,
    reason: str,
    calendar: Any = None,
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
        audit.write_audit_entry(
            Audited.TERMS_CHANGED,
            by=by,
            at=at,
            target=f"{scope} {calendar or ''}".strip(),
            reason=reason,
        )
    enqueue("tickets.apply_terms")
    return change


@transaction.atomic
def publish_hours(
    calendar: WorkCalendar, *, by: Any, at: datetime, reason: str, seen: str | None = None
) -> CalendarVersion:
    """Publish the draft of a calendar and let the limits that run follow it. Raises `LawBroken`, and neither is done."""
    version = calendars.publish_calendar(calendar, by=by, at=at, reason=reason, seen=seen)
    request(ChangeScope.CALENDAR, by=by, at=at, reason=reason, calendar=calendar)
    return version


def apply_open(moment: Callable[[], datetime], *, batches: int = BATCHES) -> int:
    """Carry on with the oldest change that is not through, each batch at a `moment` of its own; the number of tickets looked at."""
    notice_published_years(moment())
    looked_at = 0
    for _batch in range(batches):
        seen = apply_batch(moment())
        if seen is None:
            break
        looked_at += seen
    return looked_at


@transaction.atomic
def notice_published_years(at: datetime) -> None:
    """A year was published after limits had been computed without it: those are recomputed, nobody has to ask (case 43)."""
    for calendar in WorkCalendar.objects.select_for_update(of=("self",), no_key=True).filter(
        is_always=False
    ):
        versions = (
            CalendarVersion.objects.filter(calendar=calendar)
            .order_by("number")
            .values_list("pk", "created_at")
        )
        brought = [
            made_at
            for (old, _before), (new, made_at) in pairwise(versions)
            if published_until(new) > published_until(old)
        ]
        asked = TermsChange.objects.filter(calendar=calendar, scope=ChangeScope.CALENDAR)
        if brought and not asked.filter(requested_at__gte=brought[-1]).exists():
            reason = _("A year was published")
            request(
                ChangeScope.CALENDAR,
                by=None,
                at=at,
                reason=reason,
                calendar=calendar,
                only_provisional=True,
            )


@transaction.atomic
def apply_batch(at: datetime) -> int | None:
    """The next `BATCH` tickets of a change, together with how far it came; None when there is nothing to do or another is at it."""
    change = _taken()
    if change is None:
        return None
    found = list(
        Ticket.objects.open()
        .filter(pk__gt=change.cursor)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    act = ACTS[ChangeScope(change.scope)](change, at)
    for key in found:
        moved = act(lock_ticket(Ticket(pk=key)))
        change.moved += len(moved)
        change.late += sum(row.breached_at is None and sla.is_late(row.law, at) for row in moved)
    change.looked_at += len(found)
    change.cursor = found[-1] if found else change.cursor
    change.finished_at = at if len(found) < BATCH else None
    change.save()
    return len(found)


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


Act = Callable[[Ticket], Iterable[SlaClock]]


def _by_rules(change: TermsChange, at: datetime) -> Act:
    rules = promises.load(at)
    return lambda ticket: _store(
        ticket, clocks.retarget(ticket, by=change.requested_by, at=at, rules=rules)
    )


def _by_calendar(change: TermsChange, at: datetime) -> Act:
    versions = newer_versions(change.calendar_id)
    return lambda ticket: _store(
        ticket,
        clocks.follow_calendar(
            ticket,
            by=change.requested_by,
            at=at,
            versions=versions,
            only_provisional=change.only_provisional,
        ),
    )


def _by_withdrawal(change: TermsChange, at: datetime) -> Act:
    book = rulebooks.newest()
    active = (
        {row["key"]: row["name"] for row in book.data["policies"] if row["is_active"]}
        if book
        else {}
    )
    return lambda ticket: _store(
        ticket, clocks.withdraw(ticket, by=change.requested_by, at=at, active=active)
    )


def _store(ticket: Ticket, bench: Bench) -> list[SlaClock]:
    """The limits that moved or ended. On the ticket only what comes first is noted: nobody edited it, its version stays."""
    if bench.changed or bench.fresh:
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=ticket.next_due_at)
    ended = [row for row in bench.changed.values() if row.cancelled_at or row.stopped_at]
    return list({id(row): row for row in (*bench.moved, *ended)}.values())


ACTS: dict[ChangeScope, Callable[[TermsChange, datetime], Act]] = {
    ChangeScope.RULES: _by_rules,
    ChangeScope.CALENDAR: _by_calendar,
    ChangeScope.WITHDRAWN: _by_withdrawal,
}


def newer_versions(calendar_id: int | None) -> dict[int, int]:
    """From every version of a calendar but the newest to the newest."""
    keys = list(
        CalendarVersion.objects.filter(calendar=calendar_id)
        .order_by("-number")
        .values_list("pk", flat=True)
    )
    return dict.fromkeys(keys[1:], keys[0]) if keys else {}
