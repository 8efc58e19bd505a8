"""What a retrospective looks back on (form F18): the figures of its period, from the registry."""

from dataclasses import dataclass
from decimal import Decimal

from metrics.domain.figures import Scope, Span, rounded
from metrics.enums import By
from metrics.queries import measure, registry
from plans.models import ReviewMeeting

FREQUENT = 3
"""So many issue types are named as the frequent ones."""


@dataclass(frozen=True, slots=True)
class LookBack:
    """Figures of a period; `frequent` are issue types with their numbers of tickets; None where nobody was served or answered."""

    volume: int
    frequent: tuple[tuple[str, int], ...]
    handling_hours: Decimal | None
    satisfaction: Decimal | None


def look_back(meeting: ReviewMeeting) -> LookBack | None:
    """The figures of the meeting's period as they were known when its minutes were written; None for minutes without a period."""
    if meeting.period_from is None or meeting.period_to is None:
        return None
    scope, span, at = Scope(), Span(meeting.period_from, meeting.period_to), meeting.recorded_at
    types = measure.grouped("volume", scope, span, By.ISSUE_TYPE, at=at)
    return LookBack(
        volume=measure.figure("volume", scope, span, at=at).count,
        frequent=tuple((label, figure.count) for label, figure in types[:FREQUENT]),
        handling_hours=_rounded_figure("avg_handling", scope, span, meeting),
        satisfaction=_rounded_figure("csat_avg", scope, span, meeting),
    )


def _rounded_figure(key: str, scope: Scope, span: Span, meeting: ReviewMeeting) -> Decimal | None:
    """As its page prints it."""
    found = measure.figure(key, scope, span, at=meeting.recorded_at).value
    return None if found is None else rounded(found, registry.metric(key).unit)
