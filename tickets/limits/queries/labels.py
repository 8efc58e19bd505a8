"""Limits in words: what the chip of a limit says to the reader."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from pages.formats import MomentWriter, time_span_of, working_span_of
from tickets.limits.queries.chips import Chip

# Of the tones of a limit; those that are not named have a clock.
ICONS = {"paused": "player-pause", "kept": "check", "missed": "x", "late": "alert-triangle"}

# Tones that speak of time of the calendar, not of time that passes until or since a moment.
WORKING = frozenset({"paused", "kept"})


class LimitLabel(NamedTuple):
    """A chip as it is shown.

    `due` is its end for scripts, empty where the number does not change by itself; `due_short` its
    end in short.
    """

    tone: str
    icon: str
    kind: str
    title: str
    text: str
    due: str = ""
    due_short: str = ""


def limit_label(chip: Chip, moments: MomentWriter) -> LimitLabel:
    """Its kind, what is left or how late it is, and when it ends."""
    kind, tone = chip.kind, chip.tone
    write_span = working_span_of if tone in WORKING else time_span_of
    span = write_span(chip.left, moments.language)
    patterns = _patterns_by_tone(moments.language)
    pattern = patterns.get(tone, patterns["calm"])
    text = pattern % {"left": span, "spent": span, "late": span}
    icon = ICONS.get(tone, "clock")
    if chip.due_at is None:
        return LimitLabel(tone, icon, kind, kind, text)

    due = moments.write(chip.due_at)
    return LimitLabel(
        tone,
        icon,
        kind,
        title=f"{kind} · {due.full}",
        text=text,
        due=due.machine if chip.is_ticking else "",
        due_short=due.short,
    )


@lru_cache(maxsize=8)
def _patterns_by_tone(language: str | None) -> dict[str, str]:
    """By tone, looked up once a language, the active one; every other tone counts as calm."""
    return {
        "paused": _("paused, %(left)s left"),
        "kept": _("kept after %(spent)s"),
        "missed": _("missed by %(late)s"),
        "late": _("overdue by %(late)s"),
        "calm": _("%(left)s left"),
    }
