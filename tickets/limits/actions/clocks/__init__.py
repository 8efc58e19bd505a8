"""The only writers of clocks: events, changed terms, the sweep, and the repair from the ledger."""

from tickets.limits.actions.clocks.events import begun, cancel_all, happened, reopened
from tickets.limits.actions.clocks.history import build_history
from tickets.limits.actions.clocks.rebuilding import Rebuilt, Untold, rebuild, repair
from tickets.limits.actions.clocks.sweeping import sweep
from tickets.limits.actions.clocks.terms import (
    follow_calendar,
    promise,
    restart,
    retarget,
    withdraw,
)

__all__ = [
    "Rebuilt",
    "Untold",
    "begun",
    "build_history",
    "cancel_all",
    "follow_calendar",
    "happened",
    "promise",
    "rebuild",
    "reopened",
    "repair",
    "restart",
    "retarget",
    "sweep",
    "withdraw",
]
