"""What customers answered: surveys with their questions, reasons, and the score of each ticket."""

from django.db.models import OuterRef, Subquery

from analytics.queries.bi.views import (
    BiColumn,
    BiColumns,
    BiView,
    code_with_words,
    is_so,
    month_of,
    names_of,
)
from feedback.enums import AnswerWay, Dimension, SkipReason, SurveyState
from feedback.models import Survey, SurveyScore
from metrics.queries.cases import is_counted
from metrics.queries.sources.answers import has_score, latest_scores
from tickets.record.models import Ticket

MEANINGS = {
    Dimension.TIMELINESS: "speed of service",
    Dimension.SKILL: "technical skill",
    Dimension.ATTITUDE: "manner",
    Dimension.EFFECT: "problem solved",
}


def survey_view() -> BiView:
    return BiView(
        "surveys",
        "A survey: one for each solution of a ticket, whether it was sent and answered or not.",
        Survey.objects.all(),
        {
            "survey_key": BiColumn("pk", "joins `survey_reasons`"),
            "ticket_key": BiColumn("ticket", "joins `tickets`"),
            "is_counted": BiColumn(is_so(is_counted("ticket__")), "do figures count its ticket?"),
            "cycle": BiColumn("cycle", "reopenings before this solution"),
            **code_with_words("state", "state", SurveyState, "state"),
            **code_with_words("skip_reason", "skip_reason", SkipReason, "why nobody was asked"),
            "made_at": BiColumn("made_at", "when it was to be sent"),
            "sent_at": BiColumn("sent_at", "when it was sent"),
            "expires_at": BiColumn("expires_at", "until when an answer is taken"),
            "answered_at": BiColumn("answered_at", "when it was first answered"),
            "answered_month": month_of("answered_at", "answered_at"),
            **code_with_words("way", "way", AnswerWay, "who wrote the answer down"),
            "overall": BiColumn("overall", "overall score, 1 to 5"),
            **_dimensions(),
            "recommends": BiColumn("recommends", "would recommend us, 0 to 10"),
            "is_low": BiColumn("is_low", "did the answer call for a supervisor?"),
        },
    )


def _dimensions() -> BiColumns:
    return {
        str(dimension): BiColumn(_score_of(dimension), f"score of {meaning}, 1 to 5")
        for dimension, meaning in MEANINGS.items()
    }


def _score_of(dimension: Dimension) -> Subquery:
    scores = SurveyScore.objects.filter(survey=OuterRef("pk"), dimension=dimension).order_by()
    return Subquery(scores.values("score")[:1])


def survey_reason_view() -> BiView:
    return BiView(
        "survey_reasons",
        "A reason that the customer ticked in a survey; a survey may have several.",
        Survey.reasons.through.objects.all(),
        {
            "survey_key": BiColumn("survey", "joins `surveys`"),
            "reason_key": BiColumn("lowscorereason", "one for each reason"),
            **names_of("reason", "lowscorereason__", "reason of the low score"),
        },
    )


def score_view() -> BiView:
    return BiView(
        "scores",
        "A ticket with a score: the latest one given with a confirmation, a call or a survey.",
        latest_scores(Ticket.objects.filter(has_score())),
        {
            "ticket_key": BiColumn("pk", "joins `tickets`"),
            "is_counted": BiColumn(is_so(is_counted()), "do figures count the ticket?"),
            "score": BiColumn("case_raw", "score, 1 to 5; satisfied from 4 on"),
            "scored_at": BiColumn("case_at", "when it was given"),
            "scored_month": month_of("case_at", "scored_at"),
        },
    )
