"""The only writers of clocks: events, changed terms, the sweep, and the repair from the ledger."""

from tickets.limits.actions.clocks.changes import (
    apply_promise,
    follow_calendar,
    retarget_clocks,
    withdraw_clocks,
)
from tickets.limits.actions.clocks.corrections import correct_start
from tickets.limits.actions.clocks.events import (
    Occurrence,
    apply_events,
    apply_occurrences,
    apply_reopening,
    cancel_all,
    cancel_waiting,
    start_initial,
)
from tickets.limits.actions.clocks.history import build_history
from tickets.limits.actions.clocks.rebuilding import (
    IncompleteLedger,
    RebuiltClock,
    rebuild_clock,
    repair_clock,
)
from tickets.limits.actions.clocks.sweeping import sweep_clocks

__all__ = [
    "IncompleteLedger",
    "Occurrence",
    "RebuiltClock",
    "apply_events",
    "apply_occurrences",
    "apply_promise",
    "apply_reopening",
    "build_history",
    "cancel_all",
    "cancel_waiting",
    "correct_start",
    "follow_calendar",
    "rebuild_clock",
    "repair_clock",
    "retarget_clocks",
    "start_initial",
    "sweep_clocks",
    "withdraw_clocks",
]
