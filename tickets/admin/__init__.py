"""Administration of limits and lists. Tickets and clocks are not edited here: they have one door each."""

from tickets.admin import lists, rules

__all__ = ["lists", "rules"]
