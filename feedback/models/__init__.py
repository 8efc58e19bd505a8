"""The tables of the house."""

from feedback.models.calls import CallAttempt
from feedback.models.campaigns import Campaign, Invitation
from feedback.models.rules import LowScoreReason, SurveyRule
from feedback.models.surveys import Survey, SurveyScore

__all__ = [
    "CallAttempt",
    "Campaign",
    "Invitation",
    "LowScoreReason",
    "Survey",
    "SurveyRule",
    "SurveyScore",
]
