"""The only writers of clocks: events, changed terms, and the sweep."""

from tickets.actions.clocks.events import cancel_all, happened, reopened
from tickets.actions.clocks.history import build_history
from tickets.actions.clocks.sweeping import sweep
from tickets.actions.clocks.terms import promise, restart, retarget

__all__ = ["build_history", "cancel_all", "happened", "promise", "reopened", "restart", "retarget", "sweep"]
