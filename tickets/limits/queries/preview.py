"""What changed rules or hours would do to limits that run now."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from calendars.models import WorkCalendar as CalendarRow
from core.domain.worktime import WorkCalendar
from tickets.limits.domain import sla
from tickets.limits.enums import CancelReason
from tickets.limits.models import SlaClock
from tickets.limits.queries import changed_terms, limit_terms
from tickets.limits.queries.limit_terms import Rulebook
from tickets.record.models import Ticket, TicketEvent

# What rules may ask of a ticket's neighbours.
RULE_RELATIONS = ("customer", "issue_type", "asset")
LONG_TEXTS = ("original_text", "search_text", "people_text", "symptom")
# A preview looks at so many tickets at most, and says when there are more.
LOOKED_AT = 3000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class MovedLimit:
    """A limit that would move. `due_at` is None where it would be cancelled, or stands still."""

    ticket: Ticket
    row: SlaClock
    was_due_at: datetime | None
    due_at: datetime | None
    becomes_late: bool
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RunningLimits:
    """The limits that would move: those that become late first.

    `looked_at` of `total` open tickets were looked at; `started` limits would begin.
    """

    moved: list[MovedLimit]
    started: int
    looked_at: int
    total: int

    @property
    def late(self) -> int:
        return sum(limit.becomes_late for limit in self.moved)

    @property
    def cancelled(self) -> int:
        return sum(limit.is_cancelled for limit in self.moved)

    @property
    def shifted(self) -> int:
        return len(self.moved) - self.cancelled

    def first_moved(self, reader: User) -> list[tuple[MovedLimit, bool]]:
        """The first of them, each with: may the reader see the ticket?"""
        first = self.moved[:SHOWN]
        keys = {one.ticket.pk for one in first}
        seen = set(
            Ticket.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True)
        )
        return [(one, one.ticket.pk in seen) for one in first]


def under_rules(rules: Rulebook, at: datetime) -> RunningLimits:
    """Limits that run, taken over into other rules. What they no longer promise is cancelled."""

    def moved_by_rules(ticket: Ticket) -> Iterator[MovedLimit]:
        promised = limit_terms.terms_for_ticket(ticket, at, rules)
        for row in _live_rows(ticket):
            if row.kind_id not in promised:
                yield MovedLimit(
                    ticket, row, row.due_at, None, becomes_late=False, is_cancelled=True
                )
                continue

            _terms, target = limit_terms.terms_for_clock(row, promised[row.kind_id])
            clock = sla.retarget_clock(row.clock, target, at)
            yield from _moved_to(ticket, row, clock, at)

    def started_by_rules(ticket: Ticket) -> int:
        promised = limit_terms.terms_for_ticket(ticket, at, rules)
        known_kinds = set()
        for row in ticket.clocks.all():
            if row.cancel_reason != CancelReason.NOT_PROMISED:
                known_kinds.add(row.kind_id)

        started = 0
        for kind_id, terms in promised.items():
            if kind_id not in known_kinds:
                started += limit_terms.is_limit_owed(terms[0].kind, ticket)
        return started

    return _running_limits(moved_by_rules, started_by_rules)


def under_hours(calendar: CalendarRow, hours: WorkCalendar, at: datetime) -> RunningLimits:
    """Limits that run on a calendar, counted by other hours."""
    versions = set(calendar.versions.values_list("pk", flat=True))

    lines: dict[int, list[TicketEvent]] = {}
    looked_at = _open_tickets().values_list("pk", flat=True)[:LOOKED_AT]
    for line in changed_terms.lines_of_changes(looked_at):
        lines.setdefault(line.ticket_id, []).append(line)

    def moved_by_hours(ticket: Ticket) -> Iterator[MovedLimit]:
        for row in _live_rows(ticket):
            if row.calendar_version_id not in versions or row.moment is not None:
                continue

            target = replace(row.target, calendar=hours)
            pauses = limit_terms.ended_pauses(row)
            earlier = changed_terms.earlier_hours(row, lines.get(ticket.pk, ()))
            clock = sla.recount_clock(row.clock, target, at, pauses=pauses, earlier=earlier)
            yield from _moved_to(ticket, row, clock, at)

    def started_by_hours(_ticket: Ticket) -> int:
        return 0

    return _running_limits(moved_by_hours, started_by_hours)


def limits_behind(calendar: CalendarRow) -> int:
    """How many limits of open tickets still count by an earlier version of a calendar."""
    versions = calendar.versions.order_by("-number").values_list("pk", flat=True)
    older = list(versions[1:])
    if not older:
        return 0

    rows = SlaClock.objects.live().filter(
        calendar_version__in=older, moment__isnull=True, ticket__is_open=True
    )
    return rows.count()


def _running_limits(
    moved_of: Callable[[Ticket], Iterable[MovedLimit]], started_of: Callable[[Ticket], int]
) -> RunningLimits:
    total = Ticket.objects.open().count()
    moved: list[MovedLimit] = []
    looked_at = 0
    started = 0
    for ticket in _open_tickets()[:LOOKED_AT]:
        looked_at += 1
        moved += moved_of(ticket)
        started += started_of(ticket)

    # The page shows the first of them only: what people must act on comes first.
    moved.sort(
        key=lambda limit: (
            not limit.becomes_late,
            not limit.is_cancelled,
            limit.ticket.number,
            limit.row.kind_id,
        )
    )
    return RunningLimits(moved, started, looked_at, total)


def _open_tickets() -> QuerySet[Ticket]:
    """Those that are due first, with what rules ask and all of their clocks."""
    # Clocks of all cycles: an ended one says that its kind is not owed a second time.
    clocks = SlaClock.objects.select_related("kind").prefetch_related("pauses")
    tickets = Ticket.objects.open().select_related(*RULE_RELATIONS).defer(*LONG_TEXTS)
    return tickets.prefetch_related(Prefetch("clocks", clocks)).order_by("next_due_at", "pk")


def _live_rows(ticket: Ticket) -> list[SlaClock]:
    return [row for row in ticket.clocks.all() if row.is_live]


def _moved_to(
    ticket: Ticket, row: SlaClock, clock: sla.Clock, at: datetime
) -> Iterator[MovedLimit]:
    """The limit, if the clock differs from what the row says."""
    if (clock.due_at, clock.budget) == (row.due_at, row.budget):
        return

    is_late_now = row.breached_at is not None or sla.is_late(row.clock, at)
    becomes_late = sla.is_late(clock, at) and not is_late_now
    yield MovedLimit(ticket, row, row.due_at, clock.due_at, becomes_late)
