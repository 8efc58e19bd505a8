"""State tables: following them and drawing them. Pure; knows no particular state."""

from collections.abc import Callable, Mapping
from typing import TypeVar

State = TypeVar("State", bound=str)
Move = TypeVar("Move", bound=str)

# Each state with the moves that leave it, each move with the state it leads to.
Table = Mapping[State, Mapping[Move, str]]


class IllegalMove(Exception):
    """The table has no such move from this state."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} is not possible while {state}")
        self.move = move
        self.state = state


def follow_move(table: Mapping[State, Mapping[Move, str]], state: str, move: str) -> str:
    """The state that `move` leads to. Raises `IllegalMove`."""
    try:
        return table[state][move]  # type: ignore[index]  # rows hold the codes as plain text
    except KeyError:
        raise IllegalMove(move, state) from None


def moves_open_to(
    table: Mapping[State, Mapping[Move, str]], state: str, may_move: Callable[[Move], bool]
) -> list[Move]:
    """The moves that fit the state and that `may_move` allows, in the order of the table."""
    fitting = table[state]  # type: ignore[index]
    return [move for move in fitting if may_move(move)]


def draw_mermaid(table: Mapping[State, Mapping[Move, str]]) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for state, moves in table.items():
        for move, target in moves.items():
            lines.append(f"    {state} --> {target}: {move}")
    return "\n".join(lines)
