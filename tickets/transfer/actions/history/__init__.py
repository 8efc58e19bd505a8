"""Writes the history of another desk's tickets, by the thousand.

Nothing of the past is raised or sent.
"""

from tickets.transfer.actions.history.writing import HistoryWriter

__all__ = ["HistoryWriter"]
