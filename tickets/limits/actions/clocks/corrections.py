"""A report time that was wrong: the clocks that began with it are counted again."""

from dataclasses import replace
from datetime import datetime

from accounts.models import User
from core.domain import worktime
from tickets.limits.actions.clocks.working_set import TicketClocks, load_for_update
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries import changed_terms
from tickets.record.enums import EventKind
from tickets.record.models import Ticket


def correct_start(
    ticket: Ticket, *, was_reported_at: datetime, by: User | None, at: datetime
) -> None:
    """The report time was corrected: the clocks that began with it are counted again from there.

    Their own pauses are left out again. A limit that the grace decided keeps the time it was
    granted.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    start_was = worktime.whole_second(was_reported_at)

    for row in ticket_clocks.rows:
        is_from_report = row.start_event == ClockEvent.REPORTED
        if is_from_report and row.started_at == start_was and not row.cancelled_at:
            _restart_row(ticket_clocks, row, at)

    ticket_clocks.save_all()


def _restart_row(ticket_clocks: TicketClocks, row: SlaClock, at: datetime) -> None:
    pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
    budget = row.budget if row.is_retargeted_late else None
    clock = sla.replay_clock(
        row.target,
        ticket_clocks.ticket.reported_at,
        pauses,
        row.stopped_at,
        at,
        budget=budget,
        earlier=changed_terms.earlier_hours(row),
    )
    clock = replace(clock, is_retargeted_late=row.is_retargeted_late)
    ticket_clocks.store(
        row,
        clock,
        EventKind.CLOCK_RETARGETED,
        ClockOperation.REPLAY,
        started_at=clock.started_at.isoformat(),
    )
