"""Surveys as pages need them."""

from dataclasses import dataclass
from datetime import datetime

from customers.rules import ContactVisibility
from feedback.enums import Dimension, SurveyState
from feedback.models import Survey
from tickets.record.enums import Status

# What was solved and is still.
SOLVED = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class ShownScore:
    """One score of an answer."""

    label: str
    score: int


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What the customer has answered."""

    overall: int
    scores: list[ShownScore]
    comment: str
    reasons: list[str]
    answered_at: datetime
    way: str


@dataclass(frozen=True, slots=True)
class ShownSurvey:
    """A survey beside its ticket: its answer, else how far it came and why not further."""

    answer: ShownAnswer | None
    state: str
    why: str
    sent_at: datetime | None


def survey_of_solution(ticket_id: int, cycle: int) -> Survey | None:
    """The one that asks about this solution of a ticket. One statement."""
    return Survey.objects.filter(ticket=ticket_id, cycle=cycle).first()


def newest_survey(ticket_id: int) -> Survey | None:
    """The one that the customer was asked last. One statement."""
    asked = Survey.objects.filter(ticket=ticket_id, sent_at__isnull=False)
    return asked.order_by("-cycle").first()


def is_open(survey: Survey, at: datetime) -> bool:
    """Does it take an answer, or a change of one?"""
    is_asked = survey.state in (SurveyState.SENT, SurveyState.ANSWERED)
    return is_asked and survey.expires_at is not None and at < survey.expires_at


def waits_for_answer(ticket_id: int, *, at: datetime) -> bool:
    """Has the customer been asked, and not answered yet? One statement."""
    asked = Survey.objects.filter(ticket=ticket_id, state=SurveyState.SENT, expires_at__gt=at)
    return asked.exists()


def shown_answer(survey: Survey, visibility: ContactVisibility) -> ShownAnswer | None:
    """The answer as a person of the desk may read it; None before there is one. Two statements."""
    if survey.overall is None or survey.answered_at is None:
        return None
    scores = [
        ShownScore(str(Dimension(row.dimension).label), row.score) for row in survey.scores.all()
    ]
    return ShownAnswer(
        overall=survey.overall,
        scores=scores,
        comment=visibility.shown_text(survey.comment),
        reasons=[str(reason) for reason in survey.reasons.all()],
        answered_at=survey.answered_at,
        way=survey.get_way_display(),
    )


def answers_of_ticket(ticket_id: int, visibility: ContactVisibility) -> list[ShownSurvey]:
    """All that its customer was asked, the newest first. Three statements at the most."""
    surveys = Survey.objects.filter(ticket=ticket_id).prefetch_related("scores", "reasons")
    return [
        ShownSurvey(
            answer=shown_answer(survey, visibility),
            state=survey.get_state_display(),
            why=survey.get_skip_reason_display(),
            sent_at=survey.sent_at,
        )
        for survey in surveys.order_by("-cycle")
    ]
