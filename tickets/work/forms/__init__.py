"""Shapes of input of the steps on a ticket. A form never saves."""

from tickets.work.forms.conversation import ContactForm, MessageForm, NoteForm
from tickets.work.forms.judging import AssignForm, PromiseForm, ReportTimeForm, RetierForm
from tickets.work.forms.steps import (
    AcceptForm,
    CloseForm,
    ConfirmForm,
    CooperationForm,
    DecideForm,
    DiagnosisForm,
    ExplainForm,
    FinishForm,
    MergeForm,
    ProcessForm,
    RemarkForm,
    ReportForm,
    SendBackForm,
    SolutionForm,
    WaitForm,
)

__all__ = [
    "AcceptForm",
    "AssignForm",
    "CloseForm",
    "ConfirmForm",
    "ContactForm",
    "CooperationForm",
    "DecideForm",
    "DiagnosisForm",
    "ExplainForm",
    "FinishForm",
    "MergeForm",
    "MessageForm",
    "NoteForm",
    "ProcessForm",
    "PromiseForm",
    "RemarkForm",
    "ReportForm",
    "ReportTimeForm",
    "RetierForm",
    "SendBackForm",
    "SolutionForm",
    "WaitForm",
]
