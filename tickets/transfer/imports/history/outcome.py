"""What a run over a file came to, counted incident by incident."""

from collections import Counter
from dataclasses import dataclass, field

from documents.imports.account import FileRemark
from tickets.transfer.domain.history import Incident
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.imports.history.account import NAMES_LOOKED_UP
from tickets.transfer.imports.history.problem_kinds import ProblemKinds

# So many are listed; the counts count them all.
MOST_PROBLEMS = 10_000

# Tickets that are shown as they would be.
SHOWN_INCIDENTS = 10


@dataclass(slots=True)
class ImportOutcome:
    """What happened, or in a dry run would happen.

    `counts` has created, unchanged, warned and refused incidents, `lines` counts all their lines.
    `refused` and `warned` are the first problems, the kinds count them all; `remarks` tell what is
    not read. `names` counts, field by field, whom the new ones name, `shown` are ten of them.
    """

    counts: dict[str, int] = field(
        default_factory=lambda: {"created": 0, "unchanged": 0, "warned": 0, "refused": 0}
    )
    refused: list[CellProblem] = field(default_factory=list)
    warned: list[CellProblem] = field(default_factory=list)
    refused_kinds: ProblemKinds = field(default_factory=ProblemKinds)
    warned_kinds: ProblemKinds = field(default_factory=ProblemKinds)
    remarks: list[FileRemark] = field(default_factory=list)
    lines: int = 0
    shown: list[Incident] = field(default_factory=list)
    names: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in NAMES_LOOKED_UP}
    )

    def take_fresh(self, incident: Incident) -> None:
        """Note whom a new one names, and keep it to be shown."""
        for name, counter in self.names.items():
            if incident.fields[name]:
                counter[incident.fields[name]] += 1
        self._show_incident(incident)

    def _show_incident(self, incident: Incident) -> None:
        """Ten are kept; where there are as many states, one of each."""
        if len(self.shown) < SHOWN_INCIDENTS:
            self.shown.append(incident)
            return
        states = [other.status for other in self.shown]
        if incident.status in states:
            return
        twice = next((n for n in reversed(range(len(states))) if states[n] in states[:n]), None)
        if twice is not None:
            self.shown[twice] = incident

    def count_incident(self, verdict: str, incident: Incident) -> None:
        """Note one incident; of the good ones also what is odd about them."""
        self.counts[verdict] += 1
        self.lines += max(incident.lines, 1)
        if verdict == "refused":
            self.refused += incident.refused[: MOST_PROBLEMS - len(self.refused)]
            for problem in incident.refused:
                self.refused_kinds.add_problem(problem)
        elif incident.warned:
            self.counts["warned"] += 1
            self.warned += incident.warned[: MOST_PROBLEMS - len(self.warned)]
            for problem in incident.warned:
                self.warned_kinds.add_problem(problem)
