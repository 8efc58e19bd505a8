"""What a retrospective looks back on (form F18): the figures of its period, from the registry."""

from dataclasses import dataclass
from decimal import Decimal

from metrics.domain.figures import FigureScope, FigureSpan, rounded_value
from metrics.enums import By
from metrics.queries import measure, registry
from plans.models import ReviewMeeting

# So many issue types are named as the frequent ones.
FREQUENT = 3


@dataclass(frozen=True, slots=True)
class LookBack:
    """Figures of a period; None where nobody was served or answered.

    `frequent` are issue types with their numbers of tickets.
    """

    volume: int
    frequent: tuple[tuple[str, int], ...]
    handling_hours: Decimal | None
    satisfaction: Decimal | None


def look_back(meeting: ReviewMeeting) -> LookBack | None:
    """The figures of the meeting's period; None for minutes without a period."""
    if meeting.period_from is None or meeting.period_to is None:
        return None
    span = FigureSpan(meeting.period_from, meeting.period_to)

    # As they were known when the minutes were written: the form says the same for ever.
    at = meeting.recorded_at
    by_type = measure.grouped("volume", FigureScope(), span, By.ISSUE_TYPE, at=at)
    frequent = tuple((label, figure.count) for label, figure in by_type[:FREQUENT])
    return LookBack(
        volume=measure.measured_figure("volume", FigureScope(), span, at=at).count,
        frequent=frequent,
        handling_hours=_rounded_figure("avg_handling", span, meeting),
        satisfaction=_rounded_figure("csat_avg", span, meeting),
    )


def _rounded_figure(key: str, span: FigureSpan, meeting: ReviewMeeting) -> Decimal | None:
    """As its page prints it."""
    value = measure.measured_figure(key, FigureScope(), span, at=meeting.recorded_at).value
    return None if value is None else rounded_value(value, registry.metric_of(key).unit)
