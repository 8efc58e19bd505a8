"""Tables of the plan, their constraints and querysets."""

from plans.models.change import ChangeRequest
from plans.models.effect import Evaluation, PlanMetric
from plans.models.meeting import KickOff, ReviewAction, ReviewMeeting
from plans.models.plan import Plan, PlanEvent, PlanLink, PlanQuerySet, SubProject
from plans.models.record import NextAction, PlanArchive, PlanFile, PlanProposal, PlanSummary
from plans.models.stage import (
    Replan,
    Responsibility,
    Stage,
    StageProblem,
    StageProgress,
    StageQuerySet,
)

__all__ = [
    "ChangeRequest",
    "Evaluation",
    "KickOff",
    "NextAction",
    "Plan",
    "PlanArchive",
    "PlanEvent",
    "PlanFile",
    "PlanLink",
    "PlanMetric",
    "PlanProposal",
    "PlanQuerySet",
    "PlanSummary",
    "Replan",
    "Responsibility",
    "ReviewAction",
    "ReviewMeeting",
    "Stage",
    "StageProblem",
    "StageProgress",
    "StageQuerySet",
    "SubProject",
]
