"""Administration of limits and lists.

Tickets and clocks are not edited here: they have one door each.
"""

from tickets.admin import inbound
from tickets.limits.admin import rules
from tickets.record import admin as lists

__all__ = ["inbound", "lists", "rules"]
