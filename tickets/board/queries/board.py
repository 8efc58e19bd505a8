"""The supervisor's live board: figures, lanes of risk, load; and the mark by which a browser learns that nothing changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from tickets.board.queries.figures import FIGURES, board_outlook, figures_of
from tickets.board.queries.lanes import (
    AXIS,
    DOT_GAP,
    LANE_CAP,
    NARROW_GAP,
    NARROW_ROWS,
    ROWS,
    SIDE,
    Dot,
    Lane,
    axis_position,
    lanes_of,
)
from tickets.board.queries.loads import HELD_CAP, Load, loads_of
from tickets.board.queries.mark import board_tag, is_current, ledger_mark

__all__ = [
    "AXIS",
    "DOT_GAP",
    "FIGURES",
    "HELD_CAP",
    "LANE_CAP",
    "LONGEST",
    "NARROW_GAP",
    "NARROW_ROWS",
    "ROWS",
    "SIDE",
    "Board",
    "Dot",
    "Lane",
    "Load",
    "axis_position",
    "board_tag",
    "is_current",
    "ledger_mark",
    "live_board",
    "may_watch",
]
LONGEST = timedelta(minutes=2)
"""What leaves no line in the ledger (names, duty roster) shows after this time at the latest."""


@dataclass(frozen=True, slots=True)
class Board:
    """The board at a moment, true `until` another one."""

    at: datetime
    until: datetime
    figures: dict[str, int]
    lanes: list[Lane]
    loads: list[Load]


def may_watch(user: Any) -> bool:
    """Those who assign: supervisors and managers (EX-6); and who sees everything, as analysts do: every line of the board is a list
    that they may open anyway, so hiding it would protect nothing. Changing anything from here takes the right to assign.
    """
    return user.has_perm("tickets.view_ticket") and (
        user.has_perm("tickets.assign_ticket") or user.has_perm("tickets.see_all")
    )


def live_board(user: User, at: datetime) -> Board:
    """Everything on the board: five statements, whatever the number of tickets and people."""
    counts = figures_of(user, at)
    pool, moments = board_outlook(user, counts, at)
    return Board(
        at, min((*moments, at + LONGEST)), counts, lanes_of(user, pool, at), loads_of(user, at)
    )
