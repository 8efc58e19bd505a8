"""The supervisor's live board: figures, lanes of risk, load.

And the mark by which a browser learns that nothing changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.board.queries.figures import FIGURES, board_figures, board_outlook
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
from tickets.desk.queries.saved_views import Viewpoint

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
]

# What leaves no line in the ledger (names, duty roster) shows after this time at the latest.
LONGEST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Board:
    """The board at a moment, true `until` another one."""

    at: datetime
    until: datetime
    figures: dict[str, int]
    lanes: list[Lane]
    loads: list[Load]


def live_board(viewpoint: Viewpoint) -> Board:
    """Everything on the board: five statements, whatever the number of tickets and people."""
    counts = board_figures(viewpoint)
    pool, moments = board_outlook(viewpoint, counts)
    return Board(
        at=viewpoint.at,
        until=min((*moments, viewpoint.at + LONGEST)),
        figures=counts,
        lanes=lanes_of(viewpoint.user, pool, viewpoint.at),
        loads=loads_of(viewpoint.user, viewpoint.at),
    )
