"""State tables: following them and drawing them. Knows no particular state."""

from collections.abc import Mapping

Table = Mapping[str, Mapping[str, str]]


class IllegalMove(Exception):
    """The table has no such move from this state."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} is not possible while {state}")
        self.move, self.state = move, state


def follow(table: Table, state: str, move: str) -> str:
    """The state that `move` leads to; raises `IllegalMove`."""
    try:
        return table[state][move]
    except KeyError:
        raise IllegalMove(move, state) from None


def mermaid(table: Table) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for state, moves in table.items():
        lines += [f"    {state} --> {target}: {move}" for move, target in moves.items()]
    return "\n".join(lines)
