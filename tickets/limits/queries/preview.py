"""What changed rules or hours would do: to limits that run now, and had they held for the last thirty days."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from core.domain.worktime import WorkCalendar
from tickets.limits.domain import sla
from tickets.limits.enums import CancelReason
from tickets.limits.models import SlaClock, SlaKind
from tickets.limits.queries import promises
from tickets.limits.queries.promises import Rules
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket

WITH = ("customer", "issue_type", "asset")
LOOKED_AT = 3000
"""A preview looks at so many tickets at most, and says when there are more."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """A limit that would move. `due_at` is None where it would be cancelled, or stands still."""

    ticket: Ticket
    row: SlaClock
    was_due_at: datetime | None
    due_at: datetime | None
    becomes_late: bool
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """The limits that would move: those that become late first. `looked_at` of `total` open tickets were looked at."""

    moved: list[Moved]
    started: int
    looked_at: int
    total: int

    @property
    def late(self) -> int:
        return sum(one.becomes_late for one in self.moved)

    @property
    def cancelled(self) -> int:
        return sum(one.is_cancelled for one in self.moved)

    @property
    def shifted(self) -> int:
        return len(self.moved) - self.cancelled

    @property
    def shown(self) -> list[Moved]:
        return self.moved[:SHOWN]


def _open_tickets() -> QuerySet[Ticket]:
    every = SlaClock.objects.select_related("kind").prefetch_related("pauses")
    rows = (
        Ticket.objects.open()
        .select_related(*WITH)
        .defer("original_text", "search_text", "people_text", "symptom")
    )
    return rows.prefetch_related(Prefetch("clocks", every, to_attr="every_clock")).order_by(
        "next_due_at", "pk"
    )


def _live(ticket: Ticket) -> list[SlaClock]:
    return [
        row for row in ticket.every_clock if row.stopped_at is None and row.cancelled_at is None
    ]


def _running(
    judge: Callable[[Ticket], Iterable[Moved]], started: Callable[[Ticket], int]
) -> Running:
    found: list[Moved] = []
    count, total = 0, Ticket.objects.open().count()
    begun = 0
    for ticket in _open_tickets()[:LOOKED_AT]:
        count += 1
        found += judge(ticket)
        begun += started(ticket)
    found.sort(
        key=lambda one: (
            not one.becomes_late,
            not one.is_cancelled,
            one.ticket.number,
            one.row.kind_id,
        )
    )
    return Running(found, begun, count, total)


def under_rules(rules: Rules, at: datetime) -> Running:
    """Limits that run, taken over into other rules. What they no longer promise is cancelled."""

    def judge(ticket: Ticket) -> Iterator[Moved]:
        wanted = promises.targets_for(ticket, at, rules)
        for row in _live(ticket):
            if row.kind_id not in wanted:
                yield Moved(ticket, row, row.due_at, None, becomes_late=False, is_cancelled=True)
                continue
            _terms, law = promises.new_terms(row, wanted[row.kind_id])
            yield from _moved(
                ticket, row, sla.retarget(row.law, law, at, pauses=promises.ended_pauses(row)), at
            )

    def started(ticket: Ticket) -> int:
        known = {
            row.kind_id
            for row in ticket.every_clock
            if row.cancel_reason != CancelReason.NOT_PROMISED
        }
        happened = promises.moments(ticket)
        wanted = promises.targets_for(ticket, at, rules)
        return sum(
            promises.is_owed(terms[0].kind, happened)
            for key, terms in wanted.items()
            if key not in known
        )

    return _running(judge, started)


def under_hours(calendar: Any, hours: WorkCalendar, at: datetime) -> Running:
    """Limits that run on a calendar, counted by other hours."""

    versions = set(calendar.versions.values_list("pk", flat=True))

    def judge(ticket: Ticket) -> Iterator[Moved]:
        for row in _live(ticket):
            if row.calendar_version_id in versions and row.moment is None:
                law = replace(row.target, calendar=hours)
                yield from _moved(
                    ticket,
                    row,
                    sla.recount(row.law, law, at, pauses=promises.ended_pauses(row)),
                    at,
                )

    return _running(judge, lambda ticket: 0)


def behind(calendar: Any) -> int:
    """How many limits of open tickets still count by an earlier version of a calendar."""
    older = list(calendar.versions.order_by("-number").values_list("pk", flat=True)[1:])
    rows = SlaClock.objects.live().filter(
        calendar_version__in=older, moment__isnull=True, ticket__is_open=True
    )
    return rows.count() if older else 0


def _moved(ticket: Ticket, row: SlaClock, clock: sla.Clock, at: datetime) -> Iterator[Moved]:
    if (clock.due_at, clock.budget) != (row.due_at, row.budget):
        becomes_late = (
            sla.is_late(clock, at) and row.breached_at is None and not sla.is_late(row.law, at)
        )
        yield Moved(ticket, row, row.due_at, clock.due_at, becomes_late)


# --- the last thirty days -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Of one kind of limit: how many were met and missed."""

    met: int = 0
    missed: int = 0

    @property
    def share(self) -> float | None:
        """Met of all that were judged, in per cent; None when none was."""
        judged = self.met + self.missed
        return round(100 * self.met / judged, 1) if judged else None

    def count(self, is_met: bool | None) -> None:
        self.met += is_met is True
        self.missed += is_met is False


@dataclass(frozen=True, slots=True)
class Replay:
    """Compliance per kind under the published rules and under the draft. `tickets` of `total` were replayed."""

    rows: list[tuple[SlaKind, Tally, Tally]]
    tickets: int
    total: int
    since: datetime


@dataclass(slots=True)
class _Counts:
    by_kind: dict[int, tuple[Tally, Tally]] = field(default_factory=dict)

    def of(self, kind_id: int) -> tuple[Tally, Tally]:
        return self.by_kind.setdefault(kind_id, (Tally(), Tally()))


def replay(published: Rules, draft: Rules, at: datetime, *, days: int = 30) -> Replay:
    """The tickets reported in the last `days`, measured by both rules: their own moments and pauses, tier and priority of today.

    Limits that repeat are left out: how often they would have started depends on what people would have done.
    """
    since = at - timedelta(days=days)
    found = Ticket.objects.filter(reported_at__gte=since).exclude(status__in=lifecycle.UNCOUNTED)
    rows = found.select_related(*WITH).defer(
        "original_text", "search_text", "people_text", "symptom"
    )
    counts, total = _Counts(), found.count()
    replayed = 0
    for ticket in rows.prefetch_related("clocks__pauses").order_by("-reported_at", "-pk")[
        :LOOKED_AT
    ]:
        replayed += 1
        for position, rules in enumerate((published, draft)):
            for kind_id, is_met in _verdicts(ticket, rules, at):
                counts.of(kind_id)[position].count(is_met)
    kinds = SlaKind.objects.in_bulk(list(counts.by_kind))
    shown = sorted(kinds.values(), key=lambda kind: (kind.order, kind.pk))
    return Replay([(kind, *counts.by_kind[kind.pk]) for kind in shown], replayed, total, since)


def _verdicts(ticket: Ticket, rules: Rules, at: datetime) -> Iterator[tuple[int, bool | None]]:
    """Per kind: met, missed, or not decided yet (None)."""
    happened = promises.moments(ticket)
    for kind_id, targets in promises.targets_for(ticket, at, rules).items():
        kind = targets[0].kind
        started = (
            ticket.reported_at
            if kind.is_moment and ticket.promised_at
            else happened.get(kind.start_event)
        )
        if started is None or kind.repeats or (kind.is_moment and ticket.promised_at is None):
            continue
        law = promises.law_target(promises.strictest(targets, started), moment=ticket.promised_at)
        stopped = happened.get(kind.stop_event)
        clock = sla.replay(law, started, _pauses(ticket, law.pause_reasons), stopped, at)
        yield kind_id, None if clock.is_live and not clock.is_breached else not clock.is_breached


def _pauses(ticket: Ticket, reasons: frozenset[str]) -> list[tuple[datetime, datetime | None]]:
    """When the ticket stood still for one of the reasons, told by whichever clock noted it."""
    spans = {
        (pause.started_at, pause.ended_at)
        for row in ticket.clocks.all()
        for pause in row.pauses.all()
        if pause.reason in reasons
    }
    return sorted(spans, key=lambda span: span[0])


# --- the test bench -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """What one kind of limit would do for an invented ticket."""

    kind: SlaKind
    terms: promises.Terms
    clock: sla.Clock
    pauses: list[tuple[str, datetime, datetime]]
    steps: list[tuple[dict[str, Any], datetime | None]]


def trial(
    rules: Rules,
    facts: Any,
    started_at: datetime,
    pauses: list[tuple[str, datetime, datetime]],
    promised_at: datetime | None,
) -> list[Trial]:
    """Every limit that the rules promise for the facts, as if its start event had happened at `started_at`."""
    found = []
    for targets in rules.targets(facts).values():
        kind = targets[0].kind
        if kind.is_moment and promised_at is None:
            continue
        terms = promises.strictest(targets, started_at)
        law = promises.law_target(terms, moment=promised_at)
        honoured = sorted(
            (span for span in pauses if span[0] in law.pause_reasons), key=lambda span: span[1]
        )
        clock = sla.start(law, started_at)
        for _reason, begin, end in honoured:
            clock = sla.resume(sla.pause(clock, begin), end)
        steps = [
            (data, sla.reaches(clock, step))
            for data, step in zip(terms.steps, law.steps, strict=True)
        ]
        found.append(Trial(kind, terms, clock, honoured, steps))
    return sorted(found, key=lambda one: (one.kind.order, one.kind.pk))
