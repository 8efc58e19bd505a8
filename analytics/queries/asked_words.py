"""What is asked for, in words: for whoever reads a file long after the page was closed."""

from django.utils.translation import gettext as _

from metrics.domain.figures import FigureScope
from metrics.enums import By
from metrics.queries.overview import filter_choices
from tickets.record.domain.scope import Extent, TicketScope


def filter_words(scope: FigureScope) -> str:
    """`Department: 技术支持部; Tier: urgent`, or that nothing is left out. Four statements."""
    choices = filter_choices(list(By), scope)
    chosen = [(choice.label, choice.chosen_labels) for choice in choices if choice.chosen]
    parts = [f"{label}: {_(', ').join(names) or '—'}" for label, names in chosen]
    return _("; ").join(parts) or _("none, all tickets")


def extent_words(seen: TicketScope | None) -> str:
    """Whose tickets are counted; empty where all of them are."""
    if seen is None or seen.extent is Extent.EVERYTHING:
        return ""
    if seen.extent is Extent.DEPARTMENT:
        return _(
            "Counted are the tickets that you see: those of your department, those without one,"
            " and your own."
        )
    return _("Counted are your own tickets.")
