"""A clock rebuilt from the ledger: the same row again, or what differs.

Nothing is repaired without having been shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.models import calendar_of_version
from core.actions import audit
from tickets.limits.actions.clocks.working_set import earliest_due, is_provisional
from tickets.limits.domain import clock_events, sla
from tickets.limits.domain.replay import ClockEntry, ClockOperation, replay_entries
from tickets.limits.enums import Unit
from tickets.limits.models import SlaClock
from tickets.limits.models.clocks import STATE_COLUMNS
from tickets.limits.queries.changed_terms import SPENT
from tickets.record.actions.locking import lock_ticket
from tickets.record.enums import Audited, EventKind
from tickets.record.models import Ticket, TicketEvent

CLOCK_KINDS = [kind for kind in EventKind if kind.startswith("clock_")]
# What lines mean that were written before lines named their operation.
EARLIER_OPERATIONS = {
    EventKind.CLOCK_STARTED: ClockOperation.START,
    EventKind.CLOCK_PAUSED: ClockOperation.PAUSE,
    EventKind.CLOCK_RESUMED: ClockOperation.RESUME,
    EventKind.CLOCK_STOPPED: ClockOperation.STOP,
}


class IncompleteLedger(Exception):
    """The ledger does not tell enough to rebuild this clock."""


@dataclass(frozen=True, slots=True)
class RebuiltClock:
    """A clock as its ledger has it.

    `differs` leads from a column to what the row says and what the ledger says.
    """

    row: SlaClock
    clock: sla.Clock
    differs: dict[str, tuple[object, object]]


def rebuild_clock(row: SlaClock) -> RebuiltClock:
    """The clock replayed from its ledger lines, compared with the row.

    Writes nothing; raises `IncompleteLedger`. A clock of the past that was imported has no lines:
    it is replayed from its own start, pauses and end.
    """
    events = _ledger_of(row)
    targets = _targets_after(row, events)

    entries: list[ClockEntry] = []
    for event, target in zip(events, targets, strict=True):
        operation = _operation_of(event)
        if operation is not None:
            entries.append(_entry(event, operation, target))

    started_at, later = _split_start(row, entries)
    first_target = targets[0] if targets else row.target
    clock = replay_entries(first_target, started_at, later).clock
    return RebuiltClock(row, clock, _differences(row, replace(clock, target=row.target)))


def _split_start(row: SlaClock, entries: Sequence[ClockEntry]) -> tuple[datetime, list[ClockEntry]]:
    """When the clock began, and what came after that."""
    starts: list[ClockEntry] = []
    later: list[ClockEntry] = []
    for entry in entries:
        if entry.operation == ClockOperation.START:
            starts.append(entry)
        else:
            later.append(entry)

    if not starts:
        return row.started_at, [*_entries_from_row(row), *later]

    return starts[0].started_at or starts[0].at, later


def _ledger_of(row: SlaClock) -> list[TicketEvent]:
    lines = TicketEvent.objects.filter(
        ticket=row.ticket_id,
        kind__in=CLOCK_KINDS,
        data__clock=row.kind.code,
        data__cycle=row.cycle,
    )
    return list(lines.order_by("pk"))


def _targets_after(row: SlaClock, events: Sequence[TicketEvent]) -> list[sla.LimitTarget]:
    """For each line the target that held after it.

    The row knows the last one, each change of terms the one before it: so it is found from the end.
    """
    target = row.target
    targets: list[sla.LimitTarget] = []

    for event in reversed(events):
        targets.append(target)
        terms_were = event.data.get("was")
        if terms_were:
            target = _target_before(target, terms_were)
        elif event.kind == EventKind.CLOCK_RETARGETED:
            _require_same_terms(event)

    targets.reverse()
    return targets


def _require_same_terms(event: TicketEvent) -> None:
    """A corrected start leaves the terms as they are; any other change says what was before."""
    if event.data.get("law") == ClockOperation.REPLAY:
        return

    moment = f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}"
    raise IncompleteLedger(
        _("the change of terms of %(moment)s was written by an earlier release.")
        % {"moment": moment}
    )


def _target_before(target: sla.LimitTarget, terms_were: dict[str, Any]) -> sla.LimitTarget:
    return replace(
        target,
        amount=terms_were["amount"],
        unit=Unit(terms_were["unit"]),
        calendar=calendar_of_version(terms_were["version"]),
        moment=_parsed_moment(terms_were["moment"]),
    )


def _entry(event: TicketEvent, operation: ClockOperation, target: sla.LimitTarget) -> ClockEntry:
    return ClockEntry(
        operation,
        event.at,
        event.recorded_at,
        target,
        started_at=_parsed_moment(event.data.get("started_at")),
        counts_past_anew=SPENT not in event.data,
    )


def _parsed_moment(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None


def _operation_of(event: TicketEvent) -> ClockOperation | None:
    """What the line says was done; None for a line that only follows from others."""
    if "law" in event.data:
        name = event.data["law"]
        return ClockOperation(name) if name else None

    # Lines of the first release say it by their kind alone.
    kind = EventKind(event.kind)
    if kind == EventKind.CLOCK_BREACHED:
        is_of_sweep = event.actor_id is None
        return ClockOperation.BREACH if is_of_sweep else ClockOperation.STOP

    if kind == EventKind.CLOCK_CANCELLED:
        is_settled = clock_events.keeps_miss(event.data.get("reason", ""))
        return ClockOperation.SETTLE if is_settled else ClockOperation.CANCEL

    return EARLIER_OPERATIONS.get(kind)


def _entries_from_row(row: SlaClock) -> list[ClockEntry]:
    """The course of a clock without lines: its pauses, a miss that was detected, its end."""
    entries: list[ClockEntry] = []
    for pause in row.pauses.all():
        entries.append(ClockEntry(ClockOperation.PAUSE, pause.started_at, pause.started_at))
        if pause.ended_at:
            entries.append(ClockEntry(ClockOperation.RESUME, pause.ended_at, pause.ended_at))

    if row.stopped_at:
        seen_at = row.detected_at or row.stopped_at
        entries.append(ClockEntry(ClockOperation.STOP, row.stopped_at, seen_at))
    elif row.detected_at:
        entries.append(ClockEntry(ClockOperation.BREACH, row.detected_at, row.detected_at))

    return entries


def _differences(row: SlaClock, clock: sla.Clock) -> dict[str, tuple[object, object]]:
    columns = [field.attname for field in SlaClock._meta.concrete_fields]
    rebuilt = SlaClock(**{name: getattr(row, name) for name in columns})
    rebuilt.store_state(clock)
    rebuilt.is_provisional = is_provisional(rebuilt)

    differs = {}
    for name in STATE_COLUMNS:
        stored, expected = getattr(row, name), getattr(rebuilt, name)
        if stored != expected:
            differs[name] = (stored, expected)

    return differs


@transaction.atomic
def repair_clock(row: SlaClock, *, by: User | None, at: datetime, reason: str) -> RebuiltClock:
    """Write what the ledger tells, with an audit entry of what the row said.

    Nothing is written when they agree.
    """
    # The ticket first, as every action does, or two could wait for each other.
    ticket = lock_ticket(row.ticket)
    row = (
        SlaClock.objects.select_for_update(of=("self",))
        .select_related("kind", "ticket")
        .get(pk=row.pk)
    )
    rebuilt = rebuild_clock(row)
    if not rebuilt.differs:
        return rebuilt

    # The terms of the row stay: the ledger only says how the clock went under them.
    row.store_state(replace(rebuilt.clock, target=row.target))
    row.is_provisional = is_provisional(row)
    row.save()

    changes = {name: [str(old), str(new)] for name, (old, new) in rebuilt.differs.items()}
    audit.write_audit_entry(
        Audited.CLOCK_REPAIRED,
        by=by,
        at=at,
        target=f"{ticket.number} {row.kind.code}#{row.cycle}",
        reason=reason,
        changes=changes,
    )

    next_due_at = earliest_due(SlaClock.objects.live().filter(ticket=ticket))
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=next_due_at)
    return rebuilt
