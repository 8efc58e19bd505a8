"""What is wrong with a form that somebody hands in, or doubtful, by its cell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFinding:
    """A cell that cannot be taken over, or that is worth a look; its texts are translated.

    `place` is `B5`, or table and row of a document; empty for what stands in several cells.
    """

    section: str
    place: str
    column: str
    value: str
    reason: str

    def as_plain(self) -> dict[str, str]:
        """As JSON."""
        return {
            "section": self.section,
            "place": self.place,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        what = f"“{self.value}” {self.reason}" if self.value else self.reason
        parts = (self.section, self.place, self.column, what)
        return " · ".join(part for part in parts if part)
