"""The clock law: one promise of working time, from its start to its end. Pure (spec: sla.md)."""

from tickets.domain.sla.changes import recount, retarget
from tickets.domain.sla.course import (
    Clock,
    breach,
    cancel,
    is_late,
    next_cycle,
    pause,
    replay,
    resume,
    settle,
    spent_at,
    start,
    stop,
    stop_synchronous,
    stricter,
    worked,
)
from tickets.domain.sla.steps import Planned, first_check, has_reached, is_overdue_step, plan, reaches
from tickets.domain.sla.targets import BadTarget, Step, Target, budget_of, grace_of, same_promise

__all__ = [
    "BadTarget",
    "Clock",
    "Planned",
    "Step",
    "Target",
    "breach",
    "budget_of",
    "cancel",
    "first_check",
    "grace_of",
    "has_reached",
    "is_late",
    "is_overdue_step",
    "next_cycle",
    "pause",
    "plan",
    "reaches",
    "recount",
    "replay",
    "resume",
    "retarget",
    "same_promise",
    "settle",
    "spent_at",
    "start",
    "stop",
    "stop_synchronous",
    "stricter",
    "worked",
]
