"""The clocks of one ticket while they are worked on, and the few statements that write them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from calendars.models import published_until
from core.domain import worktime
from core.models.bulk import insert_with_keys
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import Unit
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.models.clocks import STATE_COLUMNS, TERM_COLUMNS
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.actions import ledger
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent

ALL = Q()

# What the next cycle of a repeating clock takes over.
CYCLE_COLUMNS = frozenset({*TERM_COLUMNS, "start_event", "stop_event", "repeats"})


@dataclass
class TicketClocks:
    """The clocks of one ticket: what changed, what is new, what goes into the ledger.

    `at` is when the cause happened, `seen_at` when it was entered.
    """

    ticket: Ticket
    by: User | None
    at: datetime
    seen_at: datetime
    rows: list[SlaClock] = field(default_factory=list)
    changed: dict[int, SlaClock] = field(default_factory=dict)
    fresh: list[SlaClock] = field(default_factory=list)
    pauses: list[SlaPause] = field(default_factory=list)
    events: list[TicketEvent] = field(default_factory=list)
    resumed: list[SlaClock] = field(default_factory=list)
    moved: list[SlaClock] = field(default_factory=list)

    @property
    def all_rows(self) -> list[SlaClock]:
        """Those that were there, and behind them the new ones."""
        return [*self.rows, *self.fresh]

    @property
    def live_rows(self) -> list[SlaClock]:
        """Clocks that still wait for their event."""
        return [row for row in self.all_rows if row.is_live]

    def store(
        self,
        row: SlaClock,
        clock: sla.Clock,
        kind: EventKind,
        operation: ClockOperation,
        **fields: object,
    ) -> bool:
        """Let a row take what `operation` made of its clock, with a ledger line of this kind.

        False when nothing changed. A miss that comes to light gets a line as well.
        """
        if clock == row.clock:
            return False

        was_missed = row.breached_at is not None
        row.store_state(clock)
        row.is_provisional = is_provisional(row)
        self.mark_changed(row)

        is_newly_missed = row.breached_at is not None and not was_missed
        if is_newly_missed and operation != ClockOperation.BREACH:
            self.log(row, EventKind.CLOCK_BREACHED, None)
        self.log(row, kind, operation, **fields)
        return True

    def mark_changed(self, row: SlaClock) -> None:
        """It is to be written; a fresh one is written whole in any case."""
        if row.pk:
            self.changed[row.pk] = row

    def log(
        self, row: SlaClock, kind: EventKind, operation: ClockOperation | None, **fields: object
    ) -> None:
        """A line in the ledger about a clock.

        `operation` is what a replay repeats; None for what follows from the other lines.
        """
        line = ledger.ledger_line(
            self.ticket,
            kind,
            by=self.by,
            at=self.at,
            seen_at=self.seen_at,
            clock=row.kind.code,
            cycle=row.cycle,
            due_at=written_moment(row.due_at),
            law=operation,
        )
        line.data.update(fields)
        self.events.append(line)

    def next_cycle_number(self, kind_id: int) -> int:
        """The number of a kind's next cycle on this ticket, from 1."""
        cycles = [row.cycle for row in self.all_rows if row.kind_id == kind_id]
        return 1 + max(cycles, default=0)

    def save_all(self) -> None:
        """Write everything in a few statements and note on the ticket which limit comes first."""
        save_together([self])


def new_ticket_clocks(
    ticket: Ticket, *, by: User | None, at: datetime, seen_at: datetime | None = None
) -> TicketClocks:
    """Without any clock yet."""
    return TicketClocks(ticket, by, worktime.whole_second(at), worktime.whole_second(seen_at or at))


def load_for_update(
    ticket: Ticket, *, by: User | None, at: datetime, seen_at: datetime | None = None
) -> TicketClocks:
    """The clocks of a ticket, locked."""
    ticket_clocks = new_ticket_clocks(ticket, by=by, at=at, seen_at=seen_at)
    read_for_update([ticket_clocks])
    return ticket_clocks


def read_for_update(sets: Sequence[TicketClocks], concerned: Q = ALL) -> None:
    """Lock the clocks of tickets and read them into their sets. Two statements for all.

    Only those that are `concerned`, where that is enough.
    """
    by_ticket = {ticket_clocks.ticket.pk: ticket_clocks for ticket_clocks in sets}
    for row in _locked_rows(list(by_ticket), concerned):
        ticket_clocks = by_ticket[row.ticket_id]
        row.ticket = ticket_clocks.ticket
        ticket_clocks.rows.append(row)


def _locked_rows(ticket_keys: list[int], concerned: Q) -> list[SlaClock]:
    """The clocks of tickets in the order of their kinds.

    Locked first and read after: a sweep that we waited for may have added the next day's clock,
    and another sweep may hold that one by now. Read until nothing is there that was not locked.
    """
    rows = SlaClock.objects.select_for_update(of=("self",))
    rows = rows.filter(concerned, ticket__in=ticket_keys)
    locked = set(rows.order_by("pk").values_list("pk", flat=True))
    while True:
        read = list(rows.select_related("kind").order_by("kind__order", "cycle"))
        found = {row.pk for row in read}
        if found == locked:
            return read
        locked = found


def save_together(sets: Sequence[TicketClocks]) -> None:
    """Write the clocks of tickets in a few statements and note on each ticket which limit comes
    first.
    """
    changed = [row for ticket_clocks in sets for row in ticket_clocks.changed.values()]
    if changed:
        SlaClock.objects.write(changed, [*STATE_COLUMNS, *TERM_COLUMNS])
    insert_with_keys(SlaClock, [row for ticket_clocks in sets for row in ticket_clocks.fresh])

    _end_pauses(sets)
    SlaPause.objects.bulk_create(pause for ticket_clocks in sets for pause in ticket_clocks.pauses)

    ledger.write_lines(line for ticket_clocks in sets for line in ticket_clocks.events)
    for ticket_clocks in sets:
        # Not saved here: whoever holds the ticket stores it once, with its version.
        ticket_clocks.ticket.next_due_at = earliest_due(ticket_clocks.live_rows)


def _end_pauses(sets: Sequence[TicketClocks]) -> None:
    resumed_at = {
        row.pk: ticket_clocks.at for ticket_clocks in sets for row in ticket_clocks.resumed
    }
    if not resumed_at:
        return
    ended = SlaPause.objects.filter(clock__in=list(resumed_at), ended_at__isnull=True)
    for pause in ended:
        # An event entered late may lie before the pause that it ends.
        pause.ended_at = max(resumed_at[pause.clock_id], pause.started_at)
    SlaPause.objects.bulk_update(ended, ["ended_at"])


def earliest_due(live_rows: Iterable[SlaClock | sla.Clock]) -> datetime | None:
    """The earliest due time among the clocks that run or are late."""
    dues = []
    for row in live_rows:
        if row.due_at and (row.since or row.breached_at):
            dues.append(row.due_at)

    return min(dues, default=None)


def is_provisional(row: SlaClock) -> bool:
    """Does the due time fall into a year whose statutory days are not published?"""
    if row.due_at is None:
        return False

    return row.due_at.year > published_until(row.calendar_version_id, row.started_at.year)


def next_cycle_row(row: SlaClock, clock: sla.Clock, cycle: int) -> SlaClock:
    """The next cycle of a repeating clock, under the same frozen terms."""
    copied = {}
    for column in row._meta.concrete_fields:
        if column.name in CYCLE_COLUMNS:
            copied[column.attname] = getattr(row, column.attname)

    fresh = SlaClock(ticket=row.ticket, kind=row.kind, cycle=cycle, **copied)
    fresh.store_state(clock)
    fresh.is_provisional = is_provisional(fresh)
    return fresh


def copy_terms(row: SlaClock, terms: LimitTerms, target: sla.LimitTarget) -> None:
    """Freeze on the row what is promised: `target` is what the terms mean for this clock."""
    row.policy_name = terms.policy_name
    row.policy_key = terms.policy_key
    row.amount = target.amount
    row.unit = target.unit
    row.moment = target.moment
    row.calendar_version_id = terms.version_id
    row.pause_reasons = sorted(target.pause_reasons)
    row.steps = list(terms.steps)


def written_moment(moment: datetime | None) -> str | None:
    """A moment as ledger lines keep it."""
    return moment.isoformat() if moment else None


def terms_before(row: SlaClock) -> dict[str, object]:
    """What a clock was measured by until now, for the ledger line about its new terms."""
    return {
        "amount": row.amount,
        "unit": row.unit,
        "version": row.calendar_version_id,
        "moment": written_moment(row.moment),
    }


def following_days(
    row: SlaClock, at: datetime, *, seen_at: datetime | None = None
) -> list[SlaClock]:
    """Of a missed daily limit: the next day's, and after an outage those of all days since."""
    fresh: list[SlaClock] = []
    last = row
    while last.breached_at is not None and _begins_next_day(last, seen_at or at):
        clock = sla.next_cycle(last.clock, last.breached_at)
        if clock is None:
            break

        last = next_cycle_row(last, clock, last.cycle + 1)
        last.store_state(sla.record_breach(clock, at, seen_at=seen_at))
        fresh.append(last)

    return fresh


def _begins_next_day(row: SlaClock, seen_at: datetime) -> bool:
    """Is it a daily limit whose miss was detected just now? Whoever detects it begins the next."""
    is_daily = row.repeats and row.unit == Unit.CALENDAR_DAY
    return is_daily and row.detected_at == seen_at
