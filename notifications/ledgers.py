"""The ledgers that webhooks are told from.

The houses that keep them stand above this one, and say here how their lines are read. A house that
is taken away takes its events along.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from notifications.domain.webhooks import Happening

# Takes the numbers of two lines, gives what those behind the first up to the second say, in their
# order.
ReadLines = Callable[[int, int], Iterable[Happening]]


# May this person, with all rights read, see anything of what the lines are about?
Hears = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table of lines that only grows, with keys that count up.

    `house` is the first word of its events: `ticket` of `ticket.closed`.
    """

    table: type[Model]
    read_lines: ReadLines
    house: str
    hears: Hears

    @property
    def name(self) -> str:
        """By which its mark and its events are known for ever."""
        return self.table._meta.db_table


LEDGERS: dict[str, Ledger] = {}


def tell_webhooks_of(
    table: type[Model], read_lines: ReadLines, *, house: str, hears: Hears
) -> None:
    """Let a house say what the lines of its ledger tell, and to whom anything of it."""
    ledger = Ledger(table, read_lines, house, hears)
    LEDGERS[ledger.name] = ledger
