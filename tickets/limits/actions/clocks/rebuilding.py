"""A clock rebuilt from the ledger: the same row again, or what differs. Nothing is repaired without having been shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from calendars.models import calendar_of_version
from core.actions import audit
from tickets.limits.actions.clocks.bench import is_provisional, next_due
from tickets.limits.domain import retelling, sla
from tickets.limits.domain.retelling import Line, Verb
from tickets.limits.enums import CancelReason, Unit
from tickets.limits.models import SlaClock
from tickets.limits.models.clocks import STATE_COLUMNS
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import Audited, EventKind
from tickets.record.models import Ticket, TicketEvent

TELLING = [kind for kind in EventKind if kind.startswith("clock_")]
EARLIER = {
    EventKind.CLOCK_STARTED: Verb.START,
    EventKind.CLOCK_PAUSED: Verb.PAUSE,
    EventKind.CLOCK_RESUMED: Verb.RESUME,
    EventKind.CLOCK_STOPPED: Verb.STOP,
}
"""What lines mean that were written before lines named their verb."""


class Untold(Exception):
    """The ledger does not tell enough to rebuild this clock."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A clock as its ledger tells it; `differs` leads from a column to what the row says and what the ledger says."""

    row: SlaClock
    clock: sla.Clock
    differs: dict[str, tuple[Any, Any]]


def rebuild(row: SlaClock) -> Rebuilt:
    """The clock told anew from its ledger lines, compared with the row. Writes nothing; raises `Untold`.

    A clock of the past that was imported has no lines: it is told from its own start, pauses and end.
    """
    events = _lines_of(row)
    terms = list(_terms(row, events))
    lines = [line for line in (_line(event, target) for event, target in terms) if line is not None]
    started_at = next(
        (line.started_at or line.at for line in lines if line.verb == Verb.START), row.started_at
    )
    if not any(line.verb == Verb.START for line in lines):
        lines = [*_facts(row), *lines]
    clock = retelling.retell(
        terms[0][1] if terms else row.target,
        started_at,
        (line for line in lines if line.verb != Verb.START),
    ).clock
    return Rebuilt(row, clock, _differences(row, replace(clock, target=row.target)))


def _lines_of(row: SlaClock) -> list[TicketEvent]:
    told = TicketEvent.objects.filter(
        ticket=row.ticket_id, kind__in=TELLING, data__clock=row.kind.code, data__cycle=row.cycle
    )
    return list(told.order_by("pk"))


def _terms(
    row: SlaClock, events: Sequence[TicketEvent]
) -> Iterator[tuple[TicketEvent, sla.Target]]:
    """Each line with the target that held after it: the row knows the last, each change of terms the one before it."""
    target, found = row.target, []
    for event in reversed(events):
        found.append((event, target))
        was = event.data.get("was")
        if was:
            target = _target_before(target, was)
        elif event.kind == EventKind.CLOCK_RETARGETED and event.data.get("law") != Verb.REPLAY:
            told = {"moment": f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}"}
            raise Untold(
                _("the change of terms of %(moment)s was written by an earlier release.") % told
            )
    return reversed(found)


def _target_before(target: sla.Target, was: dict[str, Any]) -> sla.Target:
    moment = parse_datetime(was["moment"]) if was["moment"] else None
    return replace(
        target,
        amount=was["amount"],
        unit=Unit(was["unit"]),
        calendar=calendar_of_version(was["version"]),
        moment=moment,
    )


def _line(event: TicketEvent, target: sla.Target) -> Line | None:
    verb = _verb(event)
    if verb is None:
        return None
    started = event.data.get("started_at")
    return Line(
        verb, event.at, event.recorded_at, target, parse_datetime(started) if started else None
    )


def _verb(event: TicketEvent) -> Verb | None:
    if "law" in event.data:
        return Verb(event.data["law"]) if event.data["law"] else None
    kind = EventKind(event.kind)
    if kind == EventKind.CLOCK_BREACHED:
        return Verb.BREACH if event.actor_id is None else Verb.STOP
    if kind == EventKind.CLOCK_CANCELLED:
        counts = event.data.get("reason") not in {
            CancelReason.TICKET_CANCELLED,
            CancelReason.MERGED,
            CancelReason.POLICY_WITHDRAWN,
        }
        return Verb.SETTLE if counts else Verb.CANCEL
    return EARLIER.get(kind)


def _facts(row: SlaClock) -> list[Line]:
    """The course of a clock that no line tells of: its pauses, the miss that was detected, its end."""
    lines: list[Line] = []
    for pause in row.pauses.all():
        lines.append(Line(Verb.PAUSE, pause.started_at, pause.started_at))
        lines += [Line(Verb.RESUME, pause.ended_at, pause.ended_at)] if pause.ended_at else []
    if row.stopped_at:
        lines.append(Line(Verb.STOP, row.stopped_at, row.detected_at or row.stopped_at))
    elif row.detected_at:
        lines.append(Line(Verb.BREACH, row.detected_at, row.detected_at))
    return lines


def _differences(row: SlaClock, clock: sla.Clock) -> dict[str, tuple[Any, Any]]:
    again = SlaClock(
        **{field.attname: getattr(row, field.attname) for field in SlaClock._meta.concrete_fields}
    )
    again.obey(clock)
    again.is_provisional = is_provisional(again)
    return {
        name: (getattr(row, name), getattr(again, name))
        for name in STATE_COLUMNS
        if getattr(row, name) != getattr(again, name)
    }


@transaction.atomic
def repair(row: SlaClock, *, by: Any, at: datetime, reason: str) -> Rebuilt:
    """Write what the ledger tells, with an audit entry of what the row said; nothing when they agree."""
    ticket = lock_ticket(row.ticket)
    row = (
        SlaClock.objects.select_for_update(of=("self",))
        .select_related("kind", "ticket")
        .get(pk=row.pk)
    )
    rebuilt = rebuild(row)
    if rebuilt.differs:
        said = {name: [str(old), str(new)] for name, (old, new) in rebuilt.differs.items()}
        row.obey(replace(rebuilt.clock, target=row.target))
        row.is_provisional = is_provisional(row)
        row.save()
        target = f"{ticket.number} {row.kind.code}#{row.cycle}"
        audit.write_audit_entry(
            Audited.CLOCK_REPAIRED, by=by, at=at, target=target, reason=reason, changes=said
        )
        Ticket.objects.filter(pk=ticket.pk).update(
            next_due_at=next_due(SlaClock.objects.live().filter(ticket=ticket))
        )
    return rebuilt
