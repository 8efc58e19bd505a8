"""The numbers that administrators tune for the desk, as law and queries take them. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from tickets.record.domain.triage import WakingThreshold
from tickets.record.enums import ClosingProof


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """One reading of the desk's row. Spans are natural time, `low_score` is of 1 to 5.

    `due_soon` lies before a limit; `unassigned_long` counts from the report, `untouched_long`
    from the last change of a waiting ticket for which no end was named. `urgent_promise` after the
    report is offered as promised time where no rule limits the solution.
    """

    low_score: int
    due_soon: timedelta
    unassigned_long: timedelta
    untouched_long: timedelta
    urgent_promise: timedelta
    waking: WakingThreshold
    closing_proof: ClosingProof = ClosingProof.EITHER

    def is_low(self, score: int | None) -> bool:
        """Does this score call for a supervisor's call-back (LM-12)?"""
        return score is not None and score <= self.low_score
