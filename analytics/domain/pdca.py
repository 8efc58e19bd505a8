"""The course of a measure (PDCA), and its windows. Pure.

`docs/states.md` is generated from `LIFECYCLE`.
"""

from datetime import date, timedelta

from analytics.enums import MeasureMove, MeasurePhase
from core.work.lifecycle import follow_move

DAY = timedelta(days=1)

# A check that misses the target begins anew: the next cycle is planned.
LIFECYCLE: dict[MeasurePhase, dict[MeasureMove, MeasurePhase]] = {
    MeasurePhase.PLAN: {
        MeasureMove.START: MeasurePhase.DO,
        MeasureMove.GIVE_UP: MeasurePhase.ENDED,
    },
    MeasurePhase.DO: {
        MeasureMove.TAKE_EFFECT: MeasurePhase.CHECK,
        MeasureMove.GIVE_UP: MeasurePhase.ENDED,
    },
    MeasurePhase.CHECK: {
        MeasureMove.PROVE: MeasurePhase.ACT,
        MeasureMove.MISS: MeasurePhase.PLAN,
        MeasureMove.GIVE_UP: MeasurePhase.ENDED,
    },
    MeasurePhase.ACT: {MeasureMove.CLOSE: MeasurePhase.ENDED},
    MeasurePhase.ENDED: {},
}

PLANNED = frozenset({MeasurePhase.PLAN})
CHECKED = frozenset({MeasurePhase.CHECK})
UNFINISHED = frozenset({MeasurePhase.PLAN, MeasurePhase.DO, MeasurePhase.CHECK})
PROVEN = frozenset({MeasurePhase.ACT})

# What is due by its planned day.
UNDER_WAY = frozenset({MeasurePhase.PLAN, MeasurePhase.DO})


def phase_after(phase: str, move: str) -> MeasurePhase:
    """The phase that a move leads to; raises `IllegalMove`."""
    return MeasurePhase(follow_move(LIFECYCLE, phase, move))


def windows_around(effective: date, days: int) -> tuple[tuple[date, date], tuple[date, date]]:
    """So many days before the effective day, and as many from it on; both ends inclusive.

    Records before that day stay in "before".
    """
    before = (effective - days * DAY, effective - DAY)
    after = (effective, effective + (days - 1) * DAY)
    return before, after
