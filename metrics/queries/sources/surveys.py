"""What customers answered in surveys: a case for each answer, at the moment at which it was first
given. Scores that staff took on the phone are told apart by their way.
"""

from django.db.models import Case, F, Q, Value, When

from feedback.enums import AnswerWay, Dimension
from metrics.queries.cases import CaseWindow, Source
from metrics.queries.sources.times import as_share
from tickets.record.models import TicketQuerySet

# Of 0 to 10: who would recommend us, and who would warn of us.
PROMOTES, WARNS = 9, 6


def _answered(tickets: TicketQuerySet, window: CaseWindow, **given: object) -> TicketQuerySet:
    """One row for each answer of the period; all conditions are about the same answer."""
    found = tickets.filter(window.has("surveys__answered_at"), **given)
    return found.annotate(case_at=F("surveys__answered_at"), case_key=F("surveys__pk"))


def dimension_scores(dimension: Dimension) -> Source:
    """The value is the score of this dimension, 1 to 5."""

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        answers = _answered(tickets, window, surveys__scores__dimension=dimension)
        return answers.annotate(case_raw=F("surveys__scores__score"))

    return source


def overall_scores(way: AnswerWay) -> Source:
    """The value is the overall score, 1 to 5: of what customers wrote themselves, or of what was
    taken on the phone.
    """

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        answers = _answered(tickets, window, surveys__way=way)
        return answers.annotate(case_raw=F("surveys__overall"))

    return source


def low_answers(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of all answers, those that called for a supervisor."""
    return _answered(tickets, window).annotate(case_raw=as_share(Q(surveys__is_low=True)))


def promoters(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """100 for who would recommend us, -100 for who would warn of us, 0 for all others: their mean
    is the net promoter score.
    """
    answers = _answered(tickets, window, surveys__recommends__isnull=False)
    value = Case(
        When(surveys__recommends__gte=PROMOTES, then=Value(100)),
        When(surveys__recommends__lte=WARNS, then=Value(-100)),
        default=Value(0),
    )
    return answers.annotate(case_raw=value)
