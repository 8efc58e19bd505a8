"""One small form per step of the work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department, User
from core.forms import MomentField, PickedField, StepForm, text_area
from tickets.record.actions.locking import as_seen
from tickets.record.domain import lifecycle
from tickets.record.enums import Move, Priority, Status, Tier, WaitReason
from tickets.record.models import CauseCode, Ticket
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    ConfirmationResult,
    DiagnosisMethod,
    ProcessKind,
)


class TicketVerbForm(StepForm):
    """Knows the ticket and the person."""

    @property
    def ticket(self) -> Ticket:
        return self.thing


class NoneForm(TicketVerbForm):
    """Nothing to fill in: asks once."""


class ReasonForm(TicketVerbForm):
    """A reason is mandatory."""

    note = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(3))


class ExplainForm(TicketVerbForm):
    """Why a limit was missed: a coded cause, and what else there is to say."""

    cause = forms.ModelChoiceField(
        label=_("Reason of the miss"),
        queryset=CauseCode.objects.filter(is_active=True),
        empty_label="—",
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False, widget=text_area(2))


class RemarkForm(TicketVerbForm):
    """A remark, if there is one."""

    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2))


class AcceptForm(TicketVerbForm):
    """受理: data checked, receipt acknowledged."""

    is_verified = forms.BooleanField(
        label=_("Customer's data checked with the customer"), required=False, initial=True
    )
    unverified_reason = forms.CharField(
        label=_("If not checked: why"), required=False, max_length=300
    )
    ack_body = forms.CharField(
        label=_("Acknowledgement told to the customer"), required=False, widget=text_area(3)
    )

    def prepare(self) -> None:
        if self.ticket.first_responded_at:
            del self.fields["ack_body"]


class JudgingForm(TicketVerbForm):
    """Carries what was on the screen, so that of two who judge at once the second is told."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", as_seen(self.ticket))


class NamesReceiver:
    """A form that names a department or a person, who brings the own department along. `lacking` is where it says that neither is named."""

    lacking: str | None = "department"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        assignee = cleaned.get("assignee")
        if assignee is not None and assignee.department_id:
            cleaned["department"] = assignee.department
        if not cleaned.get("department") and not assignee and not self.errors:
            self.add_error(self.lacking, _("Choose a department or a person."))
        return cleaned


class AssignForm(NamesReceiver, JudgingForm):
    """Department, person, deadline."""

    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Department"),
        required=False,
        empty_label="—",
    )
    assignee = PickedField("accounts:people", _("Type a name"), label=_("Assignee"), required=False)
    due_at = MomentField(label=_("Deadline"), required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def prepare(self) -> None:
        self.fields["assignee"].queryset = User.objects.at_work()
        self.initial.setdefault("department", self.ticket.department_id)


class RetierForm(JudgingForm):
    """Tier and priority with a reason."""

    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)
    promised_at = MomentField(label=_("Promised solution time"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=text_area(2))

    def prepare(self) -> None:
        self.initial.update(tier=self.ticket.tier, priority=self.ticket.priority)


class PromiseForm(JudgingForm):
    """A time promised to the customer."""

    promised_at = MomentField(label=_("Promised solution time"))
    reason = forms.CharField(label=_("Reason (when postponed)"), required=False, max_length=300)

    def prepare(self) -> None:
        self.initial.setdefault("promised_at", self.ticket.promised_at)


class ReportTimeForm(TicketVerbForm):
    """The report time as it should have been entered."""

    reported_at = MomentField(label=_("Reported at"))
    reason = forms.CharField(label=_("Reason"), widget=text_area(2))

    def prepare(self) -> None:
        self.initial.setdefault("reported_at", self.ticket.reported_at)


class DiagnosisForm(TicketVerbForm):
    """What was found."""

    method = forms.ChoiceField(
        label=_("Method"), choices=DiagnosisMethod.choices, initial=DiagnosisMethod.REMOTE
    )
    phenomenon = forms.CharField(label=_("Phenomenon"), widget=text_area(3))
    data = forms.CharField(label=_("Diagnosis data"), required=False, widget=text_area(3))
    cause_class = forms.ChoiceField(label=_("Cause"), choices=CauseClass.choices)
    cause_code = forms.ModelChoiceField(
        CauseCode.objects.filter(is_active=True),
        label=_("Cause code"),
        required=False,
        empty_label="—",
    )
    has_consent = forms.BooleanField(label=_("Customer authorised remote access"), required=False)

    def prepare(self) -> None:
        self.initial.setdefault("phenomenon", self.ticket.symptom or self.ticket.summary)


class SolutionForm(TicketVerbForm):
    """Steps, responsible person, finishing time."""

    root_cause = forms.CharField(label=_("Root cause"), required=False, widget=text_area(2))
    steps = forms.CharField(label=_("Steps, one per line"), widget=text_area(4))
    responsible = PickedField("accounts:people", _("Type a name"), label=_("Responsible"))
    finish_by = MomentField(label=_("Finish by"))
    resources = forms.CharField(label=_("Resources and parts"), required=False, widget=text_area(2))
    risk = forms.CharField(label=_("Risk and fall-back"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.fields["responsible"].queryset = User.objects.at_work()
        self.initial.setdefault("responsible", self.ticket.assignee or self.user)
        self.initial.setdefault("finish_by", self.ticket.promised_at)

    def clean_steps(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]


class DecideForm(TicketVerbForm):
    """Approve or send back, of the version that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Comment"), required=False, widget=text_area(3))

    def prepare(self) -> None:
        newest = self.ticket.solutions.first()
        self.initial.setdefault("number", newest.number if newest else 0)


class WaitForm(TicketVerbForm):
    """Why, until when. Says which limits stand still."""

    reason = forms.ChoiceField(
        label=_("Waiting for"),
        choices=[c for c in WaitReason.choices if c[0] != WaitReason.CONFIRMATION],
    )
    until = MomentField(label=_("Expected until"), required=False)
    note = forms.CharField(label=_("What exactly"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        fitting = lifecycle.LIFECYCLE[Status(self.ticket.status)]
        if Move.WAIT_INTERNAL not in fitting:
            self.fields["reason"].choices = [(WaitReason.CUSTOMER.value, WaitReason.CUSTOMER.label)]

    def clean_reason(self) -> WaitReason:
        return WaitReason(self.cleaned_data["reason"])


class ProcessForm(TicketVerbForm):
    """A timed piece of work."""

    started_at = MomentField(label=pgettext_lazy("work", "From"))
    ended_at = MomentField(label=pgettext_lazy("work", "To"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ProcessKind.choices, initial=ProcessKind.REMOTE
    )
    content = forms.CharField(label=_("What was done"), widget=text_area(3))
    result = forms.CharField(label=_("Result or next step"), required=False, widget=text_area(2))


class FinishForm(TicketVerbForm):
    """The problem is fixed."""

    fixed_at = MomentField(label=_("Fixed at"), required=False, help_text=_("Empty: now."))
    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2))


class ConfirmForm(TicketVerbForm):
    """The customer's word."""

    result = forms.ChoiceField(
        label=_("Result"), choices=ConfirmationResult.choices, initial=ConfirmationResult.SOLVED
    )
    mode = forms.ChoiceField(
        label=_("How"),
        choices=[c for c in ConfirmationMode.choices if c[0] != ConfirmationMode.ONLINE],
        initial=ConfirmationMode.CALLBACK,
    )
    signer = forms.CharField(label=_("Signed by"), required=False, max_length=60)
    signed_at = MomentField(label=_("When"), required=False, help_text=_("Empty: now."))
    score = forms.TypedChoiceField(
        label=_("Score"),
        choices=[("", "—"), *[(n, str(n)) for n in range(5, 0, -1)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
    verified_steps = forms.CharField(
        label=_("How it was verified"), required=False, widget=text_area(2)
    )
    remark = forms.CharField(label=_("Customer's opinion"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        contact = self.ticket.contact
        self.initial.setdefault("signer", contact.name if contact else "")


class ReportForm(TicketVerbForm):
    """The closing report."""

    cause = forms.CharField(label=_("Cause"), widget=text_area(3))
    course = forms.CharField(label=_("Course"), widget=text_area(3))
    lessons = forms.CharField(label=_("Lessons"), required=False, widget=text_area(3))
    cause_code = forms.ModelChoiceField(
        CauseCode.objects.filter(is_active=True),
        label=_("Cause code"),
        required=False,
        empty_label="—",
    )

    def prepare(self) -> None:
        known = getattr(self.ticket, "closing_report", None)
        if known:
            self.initial.update(
                cause=known.cause,
                course=known.course,
                lessons=known.lessons,
                cause_code=known.cause_code_id,
            )


class CloseForm(TicketVerbForm):
    """Close the loop."""

    survey_waived_reason = forms.CharField(
        label=_("If no survey was sent: why"), required=False, max_length=200
    )


class MergeForm(TicketVerbForm):
    """Into which ticket."""

    into = PickedField("tickets:pick", _("Number, customer or word"), label=_("Merge into"))

    def prepare(self) -> None:
        self.fields["into"].queryset = Ticket.objects.visible_to(self.user).exclude(
            pk=self.ticket.pk
        )
