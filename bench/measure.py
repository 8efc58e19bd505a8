"""Pairs of pages, measured in turns.

What the machine does meanwhile meets both alike, so their ratio can be trusted.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.client import Answer

WARM = 3

# By which rows are counted: in pages of the product, of the floor, and in JSON of either.
ROW_MARKS = (b"<tr data-row", b"<tr><td>", b'{"number":')


@dataclass(slots=True)
class Page:
    """An address of the product; `floor` names the page of the floor that it is compared with."""

    name: str
    get: Callable[[], Answer]
    floor: str = ""
    expects: int = 200
    rows: int | None = None
    times: list[float] = field(default_factory=list)
    size: int = 0

    def look(self, *, counts: bool) -> None:
        answer = self.get()
        if answer.status != self.expects:
            raise RuntimeError(
                f"{self.name}: {answer.status} instead of {self.expects}\n{answer.body[:500]!r}"
            )
        self.size = len(answer.body)
        counts_by_mark = (answer.body.count(mark) for mark in ROW_MARKS)
        self.rows = next((count for count in counts_by_mark if count), None)
        if counts:
            self.times.append(answer.ms)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def spread(self) -> tuple[float, float]:
        """The fastest, and the slowest but for the worst twentieth."""
        ordered = sorted(self.times)
        return ordered[0], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def in_turns(pages: list[Page], rounds: int) -> None:
    """Every page once a round, after `WARM` rounds that do not count."""
    # By then both workers of each server have seen every page.
    for n in range(-WARM, rounds):
        for page in pages:
            page.look(counts=n >= 0)


def as_plain(pages: list[Page]) -> dict[str, dict[str, float | int | str | None]]:
    """For JSON: by name, with the ratio to the page's floor."""
    by_name = {page.name: page for page in pages}
    return {
        page.name: {
            "ms": round(page.median, 2),
            "fastest": round(page.spread[0], 2),
            "p95": round(page.spread[1], 2),
            "rows": page.rows,
            "bytes": page.size,
            "floor": page.floor or None,
            "ratio": round(page.median / by_name[page.floor].median, 2)
            if page.floor in by_name
            else None,
        }
        for page in pages
    }
