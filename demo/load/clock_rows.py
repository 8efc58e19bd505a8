"""A judged clock as rows: itself, its pauses, and what a sweep has raised."""

from collections.abc import Iterator
from datetime import datetime

from calendars.models import published_until
from demo.load.limits import SWEPT_AFTER, JudgedClock
from tickets.limits.domain import sla
from tickets.limits.models.clocks import CLOCK_FIELDS, schedule_data
from tickets.transfer.actions import bulk


def clock_row(key: int, ticket_id: int, judged: JudgedClock) -> bulk.RowValues:
    """A clock with the frozen copy of its terms, in the order of `columns.CLOCK`."""
    clock = judged.clock
    prepared = judged.prepared
    schedule = judged.step_schedule
    is_provisional = False
    if clock.due_at is not None:
        # The statutory days of a year are only known once they are published.
        is_provisional = clock.due_at.year > published_until(prepared.terms.version_id)
    return (
        key,
        ticket_id,
        judged.cycle,
        *prepared.columns,
        clock.target.moment,
        *[getattr(clock, name) for name in CLOCK_FIELDS],
        judged.raised,
        schedule_data(schedule),
        clock.state,
        sla.first_check(clock, schedule),
        judged.cancel_reason,
        is_provisional,
    )


def pause_rows(clock_key: int, judged: JudgedClock) -> Iterator[bulk.RowValues]:
    """The spans in which it stood still."""
    for reason, started_at, ended_at in judged.pauses:
        yield clock_key, reason, started_at, ended_at


def escalation_rows(clock_key: int, judged: JudgedClock, at: datetime) -> Iterator[bulk.RowValues]:
    """What a sweep has raised by `at`."""
    clock = judged.clock
    if not judged.raised or not (clock.is_live or clock.is_breached):
        return
    steps = {step.key: step for step in clock.target.steps}
    for terms in judged.prepared.terms.steps:
        if terms["key"] not in judged.raised:
            continue
        moment = planned_moment(clock, steps[terms["key"]])
        yield (
            clock_key,
            terms["key"],
            terms["level"],
            terms["role"],
            moment,
            min(moment + SWEPT_AFTER, at),
        )


def planned_moment(clock: sla.Clock, step: sla.EscalationStep) -> datetime:
    """When the step was to be raised, as near as a clock that may have stood still shows."""
    reached = sla.step_moment(clock, step)
    if reached is None and clock.breached_at:
        if sla.is_overdue_step(step):
            reached = clock.breached_at + step.offset
        else:
            reached = clock.started_at + clock.budget * step.share / 100
    if reached is None:
        return clock.started_at
    return min(reached, clock.stopped_at or reached)
