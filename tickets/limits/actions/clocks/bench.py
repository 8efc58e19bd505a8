"""The clocks of one ticket while they are worked on, and the few statements that write them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from calendars.models import published_until
from core.domain import worktime
from tickets.limits.domain import sla
from tickets.limits.domain.retelling import Verb
from tickets.limits.enums import Unit
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.models.clocks import STATE_COLUMNS, TERM_COLUMNS
from tickets.limits.queries.promises import Terms
from tickets.record.actions import ledger
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent


@dataclass
class Bench:
    """The clocks of one ticket while they are worked on: what changed, what is new, what is told."""

    ticket: Ticket
    by: Any
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
    def live(self) -> list[SlaClock]:
        """Clocks that still wait for their event."""
        return [
            row
            for row in [*self.rows, *self.fresh]
            if row.stopped_at is None and row.cancelled_at is None
        ]

    def put(
        self, row: SlaClock, clock: sla.Clock, kind: EventKind, law: Verb, **data: object
    ) -> bool:
        """Let a row obey what `law` decided, and tell it; False when nothing changed. A miss that comes to light is told as well."""
        if clock == row.law:
            return False
        was_missed = row.breached_at is not None
        row.obey(clock)
        row.is_provisional = is_provisional(row)
        self.change(row)
        if row.breached_at and not was_missed and law != Verb.BREACH:
            self.tell(row, EventKind.CLOCK_BREACHED, None)
        self.tell(row, kind, law, **data)
        return True

    def change(self, row: SlaClock) -> None:
        """It is to be written; a fresh one is written whole in any case."""
        if row.pk:
            self.changed[row.pk] = row

    def tell(self, row: SlaClock, kind: EventKind, law: Verb | None, **data: object) -> None:
        """A line in the ledger about a clock. `law` is the verb that a retelling repeats; None for what follows from the others."""
        shown = {
            "clock": row.kind.code,
            "cycle": row.cycle,
            "due_at": row.due_at and row.due_at.isoformat(),
            "law": law,
        }
        self.events.append(
            ledger.ledger_line(
                self.ticket, kind, by=self.by, at=self.at, seen_at=self.seen_at, **shown, **data
            )
        )

    def next_cycle(self, kind_id: int) -> int:
        return 1 + max(
            (row.cycle for row in [*self.rows, *self.fresh] if row.kind_id == kind_id), default=0
        )

    def save(self) -> None:
        """Write everything in a few statements and note on the ticket which limit comes first."""
        columns = [*STATE_COLUMNS, *TERM_COLUMNS]
        if self.changed:
            SlaClock.objects.write(self.changed.values(), columns)
        SlaClock.objects.bulk_create(self.fresh)
        if self.resumed:
            ended = SlaPause.objects.filter(clock__in=self.resumed, ended_at__isnull=True)
            for pause in ended:
                pause.ended_at = max(self.at, pause.started_at)
            SlaPause.objects.bulk_update(ended, ["ended_at"])
        SlaPause.objects.bulk_create(self.pauses)
        ledger.write_lines(self.events)
        self.ticket.next_due_at = next_due(self.live)


def new_bench(ticket: Ticket, *, by: Any, at: datetime, seen_at: datetime | None = None) -> Bench:
    """Without any clock yet."""
    return Bench(ticket, by, worktime.whole_second(at), worktime.whole_second(seen_at or at))


def open_bench(ticket: Ticket, *, by: Any, at: datetime, seen_at: datetime | None = None) -> Bench:
    """Lock the clocks of a ticket and lay them out.

    Locked first and read after: a sweep that we waited for may have added the next day's clock meanwhile.
    """
    bench = new_bench(ticket, by=by, at=at, seen_at=seen_at)
    rows = SlaClock.objects.select_for_update(of=("self",)).filter(ticket=ticket)
    list(rows.order_by("pk").values_list("pk"))
    bench.rows = list(rows.select_related("kind").order_by("kind__order", "cycle"))
    return bench


def next_due(live: Iterable[SlaClock]) -> datetime | None:
    """The earliest due time among the clocks that run or are late."""
    shown = (row.due_at for row in live if row.due_at and (row.since or row.breached_at))
    return min(shown, default=None)


def is_provisional(row: SlaClock) -> bool:
    """Does the due time fall into a year whose statutory days are not published?"""
    return row.due_at is not None and row.due_at.year > published_until(
        row.calendar_version_id, row.started_at.year
    )


def row_after(row: SlaClock, clock: sla.Clock, cycle: int) -> SlaClock:
    """The next cycle of a repeating clock, under the same frozen terms."""
    columns = [
        row._meta.get_field(name).attname
        for name in (*TERM_COLUMNS, "start_event", "stop_event", "repeats")
    ]
    copied = {name: getattr(row, name) for name in columns}
    fresh = SlaClock(ticket=row.ticket, kind=row.kind, cycle=cycle, **copied)
    fresh.obey(clock)
    fresh.is_provisional = is_provisional(fresh)
    return fresh


def take_terms(row: SlaClock, terms: Terms, law: sla.Target) -> None:
    """Freeze what is promised on the row."""
    row.policy_name, row.policy_key = terms.policy_name, terms.policy_key
    row.amount, row.unit, row.moment = law.amount, law.unit, law.moment
    row.calendar_version_id = terms.version_id
    row.pause_reasons = sorted(law.pause_reasons)
    row.steps = list(terms.steps)


def terms_before(row: SlaClock) -> dict[str, object]:
    """What a clock was measured by until now, for the ledger line that tells of its new terms."""
    moment = row.moment and row.moment.isoformat()
    return {
        "amount": row.amount,
        "unit": row.unit,
        "version": row.calendar_version_id,
        "moment": moment,
    }


def following_days(
    row: SlaClock, at: datetime, *, seen_at: datetime | None = None
) -> list[SlaClock]:
    """Of a missed daily limit: the next day's, and after an outage those of all days since."""
    fresh: list[SlaClock] = []
    last = row
    while (
        last.repeats
        and last.unit == Unit.CALENDAR_DAY
        and last.breached_at
        and last.detected_at == (seen_at or at)
    ):
        clock = sla.next_cycle(last.law, last.breached_at)
        if clock is None:
            break
        last = row_after(last, clock, last.cycle + 1)
        last.obey(sla.breach(clock, at, seen_at=seen_at))
        fresh.append(last)
    return fresh
