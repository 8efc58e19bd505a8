"""Surveys as pages need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from customers.rules import ContactVisibility
from feedback.enums import CallKind, Dimension, SurveyState
from feedback.models import Survey
from tickets.record.enums import Status
from tickets.record.models import Ticket

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


def survey_asked_about(ticket: Ticket, kind: CallKind) -> Survey | None:
    """What a call is about: a low score its newest low answer, also of a solution that was reopened
    since; a result the solution that stands. One statement.
    """
    surveys = Survey.objects.filter(ticket=ticket)
    if kind == CallKind.LOW:
        return surveys.filter(is_low=True).order_by("-answered_at").first()
    return surveys.filter(cycle=ticket.reopen_count).first()


def survey_to_answer(ticket: Ticket) -> Survey | None:
    """The one that asks about the solution that stands, once it was sent; none of a ticket that is
    worked on again. One statement.
    """
    if ticket.status not in (*SOLVED, Status.ARCHIVED):
        return None
    asked = Survey.objects.filter(ticket=ticket, cycle=ticket.reopen_count)
    return asked.filter(sent_at__isnull=False).first()


def is_open(survey: Survey, at: datetime) -> bool:
    """Does it take an answer, or a change of one?"""
    is_asked = survey.state in (SurveyState.SENT, SurveyState.ANSWERED)
    return is_asked and survey.expires_at is not None and at < survey.expires_at


def waits_for_answer(ticket_id: int, *, at: datetime) -> bool:
    """Has the customer been asked, and not answered yet? One statement."""
    asked = Survey.objects.filter(ticket=ticket_id, state=SurveyState.SENT, expires_at__gt=at)
    return asked.exists()


def shown_answer(
    survey: Survey, visibility: ContactVisibility, names: Mapping[str, str]
) -> ShownAnswer | None:
    """The answer as a person of the desk may read it; None before there is one. Two statements.

    `names` are those that the comment may hold.
    """
    if survey.overall is None or survey.answered_at is None:
        return None
    scores = [
        ShownScore(str(Dimension(row.dimension).label), row.score) for row in survey.scores.all()
    ]
    return ShownAnswer(
        overall=survey.overall,
        scores=scores,
        comment=visibility.shown_text(survey.comment, names),
        reasons=[str(reason) for reason in survey.reasons.all()],
        answered_at=survey.answered_at,
        way=survey.get_way_display(),
    )


def answers_of_ticket(ticket: Ticket, visibility: ContactVisibility) -> list[ShownSurvey]:
    """All that its customer was asked, the newest first. Four statements at the most."""
    names = visibility.known_names(ticket.customer)
    surveys = Survey.objects.filter(ticket=ticket).prefetch_related("scores", "reasons")
    return [
        ShownSurvey(
            answer=shown_answer(survey, visibility, names),
            state=survey.get_state_display(),
            why=survey.get_skip_reason_display(),
            sent_at=survey.sent_at,
        )
        for survey in surveys.order_by("-cycle")
    ]
