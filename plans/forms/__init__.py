"""Shapes of input for plans; they never save and never read the clock."""

from plans.forms.first_page import CopyForm, PlanForm
from plans.forms.meetings import RetrospectiveForm, ReviewForm
from plans.forms.part_steps import (
    AcknowledgeForm,
    ActionForm,
    EvaluateForm,
    LineForm,
    MetricForm,
)
from plans.forms.pasted import PasteStagesForm
from plans.forms.plan_steps import (
    GuideForm,
    KickOffForm,
    NextForm,
    PlanStartForm,
    RolloutForm,
    SubProjectForm,
    SummarizeForm,
    SummaryForm,
    TakeProposalForm,
    TieForm,
    WindowForm,
)
from plans.forms.stage_steps import (
    DecisionForm,
    DescribeForm,
    FinishForm,
    ProblemForm,
    ProgressForm,
    ProposalForm,
    RefusalForm,
    ReplanForm,
    ResolveForm,
    StageForm,
)
from plans.forms.upload import RecordUploadForm

__all__ = [
    "AcknowledgeForm",
    "ActionForm",
    "CopyForm",
    "DecisionForm",
    "DescribeForm",
    "EvaluateForm",
    "FinishForm",
    "GuideForm",
    "KickOffForm",
    "LineForm",
    "MetricForm",
    "NextForm",
    "PasteStagesForm",
    "PlanForm",
    "PlanStartForm",
    "ProblemForm",
    "ProgressForm",
    "ProposalForm",
    "RecordUploadForm",
    "RefusalForm",
    "ReplanForm",
    "ResolveForm",
    "RetrospectiveForm",
    "ReviewForm",
    "RolloutForm",
    "StageForm",
    "SubProjectForm",
    "SummarizeForm",
    "SummaryForm",
    "TakeProposalForm",
    "TieForm",
    "WindowForm",
]
