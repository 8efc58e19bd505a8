"""What still stands between a solved ticket and its closing (model.md C3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tickets.record.enums import ClosingProof


class Duty(StrEnum):
    """Something that is left to do before a ticket may be closed."""

    CONFIRMATION = "confirmation"
    SURVEY = "survey"
    LOW_SCORE_CALLBACK = "low_score_callback"
    REPORT = "report"
    COOPERATION = "cooperation"


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """What happened since the ticket was reported, or reopened for the last time.

    `low_scored_at` are the moments of scores that count as low, `called_back_at` is the last
    call-back about one that reached the customer.
    """

    began_at: datetime
    is_confirmed: bool
    has_result_callback: bool
    has_survey: bool
    survey_waived_reason: str
    low_scored_at: tuple[datetime, ...]
    called_back_at: datetime | None
    reported_at: datetime | None
    """When the closing report was written last, in whichever cycle."""
    has_open_cooperation: bool = False
    owes_low_callback: bool = False
    """A limit waits for it, perhaps since before the ticket was reopened."""
    proof: ClosingProof = ClosingProof.EITHER

    @property
    def is_proven(self) -> bool:
        """Do we know from the customer that it is solved, in the way that the desk wants?"""
        if self.proof == ClosingProof.SIGNATURE:
            return self.is_confirmed
        if self.proof == ClosingProof.CALLBACK:
            return self.has_result_callback
        return self.is_confirmed or self.has_result_callback


def open_duties(facts: CycleFacts) -> list[Duty]:
    """What is left to do, in the order in which the desk does it; empty: it may be closed."""
    duties = []
    if not facts.is_proven:
        duties.append(Duty.CONFIRMATION)
    if not (facts.has_survey or facts.survey_waived_reason):
        duties.append(Duty.SURVEY)
    if facts.owes_low_callback or is_low_score_open(facts.low_scored_at, facts.called_back_at):
        duties.append(Duty.LOW_SCORE_CALLBACK)
    if facts.reported_at is None or facts.reported_at < facts.began_at:
        duties.append(Duty.REPORT)
    if facts.has_open_cooperation:
        duties.append(Duty.COOPERATION)
    return duties


def fulfilled_duties(facts: CycleFacts) -> list[tuple[Duty, bool]]:
    """What a closing needs, each with whether it is done; a call-back where a score was low, and
    what is asked of the customer where something is.
    """
    left = set(open_duties(facts))
    needed = [Duty.CONFIRMATION, Duty.SURVEY, Duty.REPORT]
    if facts.low_scored_at or facts.owes_low_callback:
        needed.insert(2, Duty.LOW_SCORE_CALLBACK)
    if facts.has_open_cooperation:
        needed.append(Duty.COOPERATION)
    return [(duty, duty not in left) for duty in needed]


def is_low_score_open(scored_at: Iterable[datetime], called_back_at: datetime | None) -> bool:
    """Is there a low score that no supervisor has called back about since?"""
    newest = max(scored_at, default=None)
    if newest is None:
        return False
    return called_back_at is None or called_back_at < newest
