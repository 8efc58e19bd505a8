"""When a model is to be rectified, and the states of a request. Pure.

`docs/states.md` is generated from `LIFECYCLE`.
"""

from dataclasses import dataclass
from decimal import Decimal

from analytics.enums import RectificationMove, RectificationState
from core.work.lifecycle import follow_move

HUNDRED = 100

LIFECYCLE: dict[RectificationState, dict[RectificationMove, RectificationState]] = {
    RectificationState.OPEN: {
        RectificationMove.ACCEPT: RectificationState.ACCEPTED,
        RectificationMove.REFUSE: RectificationState.CLOSED,
    },
    RectificationState.ACCEPTED: {
        RectificationMove.START: RectificationState.IN_PROGRESS,
        RectificationMove.CLOSE: RectificationState.CLOSED,
    },
    RectificationState.IN_PROGRESS: {
        RectificationMove.REPORT: RectificationState.IN_PROGRESS,
        RectificationMove.VERIFY: RectificationState.VERIFIED,
        RectificationMove.SEND_BACK: RectificationState.IN_PROGRESS,
        RectificationMove.CLOSE: RectificationState.CLOSED,
    },
    RectificationState.VERIFIED: {
        RectificationMove.CLOSE: RectificationState.CLOSED,
        RectificationMove.SEND_BACK: RectificationState.IN_PROGRESS,
    },
    RectificationState.CLOSED: {},
}

# What a measure that was reported is judged by.
JUDGING = frozenset({RectificationMove.VERIFY, RectificationMove.SEND_BACK})


def state_after(state: str, move: str) -> RectificationState:
    """The state that a move leads to; raises `IllegalMove`."""
    return RectificationState(follow_move(LIFECYCLE, state, move))


def is_timely(move: RectificationMove, *, has_measure: bool) -> bool:
    """A measure is judged once it was reported."""
    return has_measure or move not in JUDGING


@dataclass(frozen=True, slots=True)
class AlertTerms:
    """Above which rate, in per cent, and from how many devices on a model is to be rectified."""

    threshold: Decimal
    least_base: int = 1
    least_failed: int = 1


def raises_alert(failed: int, base: int, terms: AlertTerms) -> bool:
    """Strictly above the threshold, and never where nobody has such a device (E10)."""
    is_enough = base >= max(terms.least_base, 1) and failed >= terms.least_failed
    return is_enough and failed * HUNDRED > terms.threshold * base


def failure_rate(failed: int, base: int) -> Decimal | None:
    """Per cent; None where nobody has such a device."""
    return Decimal(HUNDRED) * failed / base if base else None
