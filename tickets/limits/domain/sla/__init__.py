"""The rules of clocks: one promise of working time, from its start to its end. Pure (sla.md)."""

from tickets.limits.domain.sla.changes import recount_clock, retarget_clock
from tickets.limits.domain.sla.clock import (
    Clock,
    EarlierHours,
    is_late,
    spent_at,
    stricter_clock,
    worked_time,
)
from tickets.limits.domain.sla.course import (
    cancel_clock,
    next_cycle,
    pause_clock,
    record_breach,
    replay_clock,
    resume_clock,
    settle_clock,
    start_clock,
    stop_clock,
    stop_synchronous,
)
from tickets.limits.domain.sla.steps import (
    LATE_AFTER,
    ScheduledStep,
    first_check,
    has_reached,
    is_overdue_step,
    step_moment,
    step_schedule,
)
from tickets.limits.domain.sla.targets import (
    BadTarget,
    EscalationStep,
    LimitTarget,
    budget_of,
    grace_of,
    same_promise,
)

__all__ = [
    "LATE_AFTER",
    "BadTarget",
    "Clock",
    "EarlierHours",
    "EscalationStep",
    "LimitTarget",
    "ScheduledStep",
    "budget_of",
    "cancel_clock",
    "first_check",
    "grace_of",
    "has_reached",
    "is_late",
    "is_overdue_step",
    "next_cycle",
    "pause_clock",
    "record_breach",
    "recount_clock",
    "replay_clock",
    "resume_clock",
    "retarget_clock",
    "same_promise",
    "settle_clock",
    "spent_at",
    "start_clock",
    "step_moment",
    "step_schedule",
    "stop_clock",
    "stop_synchronous",
    "stricter_clock",
    "worked_time",
]
