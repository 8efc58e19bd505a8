"""Problems of a history gathered by kind: a file has thousands, of a few kinds."""

from dataclasses import dataclass, field
from typing import Any

from documents.imports.account import MOST_NAMED
from tickets.transfer.domain.register_sheet import CellProblem

# So many unknown words are told one by one; those that come later are one kind.
MOST_WORDS = 200


@dataclass(slots=True)
class ProblemKind:
    """The first of its kind, how many there are, and the rows of the first of them."""

    first: CellProblem
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        """As JSON; `problem_texts.told_kinds` words the reason for its reader."""
        return {
            "column": self.first.column,
            "value": self.first.value,
            "code": self.first.reason,
            "about": self.first.about,
            "count": self.count,
            "rows": self.rows,
        }


class ProblemKinds:
    """Counts all problems; one kind for each column and reason, and for each unknown word."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str, str], ProblemKind] = {}

    def add_problem(self, problem: CellProblem) -> None:
        """Count one."""
        # Words that the mapping lacks are decided one by one; of other values one is enough.
        word = problem.value if problem.reason.startswith("unknown_") else ""
        key = (problem.column, problem.reason, word)
        if key not in self._kinds and len(self._kinds) >= MOST_WORDS:
            key = (problem.column, problem.reason, "")
        kind = self._kinds.setdefault(key, ProblemKind(problem))
        kind.count += 1
        if len(kind.rows) < MOST_NAMED:
            kind.rows.append(problem.row)

    def as_plain(self) -> list[dict[str, Any]]:
        """As JSON, the most frequent kind first."""
        kinds = sorted(self._kinds.values(), key=lambda kind: -kind.count)
        return [kind.as_plain() for kind in kinds]
