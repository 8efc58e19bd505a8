"""States of a ticket pause its clocks."""

from datetime import datetime

from tickets.limits.actions.clocks.working_set import TicketClocks
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.queries import changed_terms, limit_terms
from tickets.record.enums import EventKind


def sync_pause(ticket_clocks: TicketClocks) -> None:
    """Let the clocks stand still or go on as the ticket's state asks."""
    reason = ticket_clocks.ticket.pause_reason
    for row in ticket_clocks.live_rows:
        if reason and reason in row.pause_reasons:
            _pause_row(ticket_clocks, row, reason)
        else:
            _resume_row(ticket_clocks, row)


def _pause_row(ticket_clocks: TicketClocks, row: SlaClock, reason: str) -> None:
    pauses = _ended_pauses_to_count(ticket_clocks, row)
    earlier = [] if pauses is None else changed_terms.earlier_hours(row)
    clock = sla.pause_clock(row.clock, ticket_clocks.at, pauses=pauses, earlier=earlier)
    is_changed = ticket_clocks.store(
        row, clock, EventKind.CLOCK_PAUSED, ClockOperation.PAUSE, reason=reason
    )
    if is_changed:
        started_at = row.paused_at or ticket_clocks.at
        ticket_clocks.pauses.append(SlaPause(clock=row, reason=reason, started_at=started_at))


def _resume_row(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    clock = sla.resume_clock(row.clock, ticket_clocks.at)
    if ticket_clocks.store(row, clock, EventKind.CLOCK_RESUMED, ClockOperation.RESUME):
        ticket_clocks.resumed.append(row)


def _ended_pauses_to_count(
    ticket_clocks: TicketClocks, row: SlaClock
) -> list[tuple[datetime, datetime]] | None:
    """The ended pauses of a clock, if the event lies before it last began to run.

    Its terms may have changed since then.
    """
    if row.since is None or ticket_clocks.at >= row.since:
        return None

    return limit_terms.ended_pauses(row)
