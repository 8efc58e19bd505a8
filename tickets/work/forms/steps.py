"""One small form per step of the work."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonField
from documents.forms import AttachmentField
from pages.forms import MomentField, PickedField, StepForm, text_area
from tickets.record.domain import lifecycle
from tickets.record.domain.closing import Duty, open_duties
from tickets.record.enums import Move, Status, WaitReason
from tickets.record.models import CauseCode, Ticket
from tickets.record.queries.desk_rules import desk_numbers
from tickets.record.queries.reachability import is_reachable
from tickets.record.rules import may_move
from tickets.work.actions.closing import DUTY_MESSAGES
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    ConfirmationResult,
    DiagnosisMethod,
    ProcessKind,
)
from tickets.work.queries import course_of_work, cycle_facts, parts_of_report

LONGEST_ITEM = 200
SCAN_ENDINGS = ("pdf", "jpg", "jpeg", "png", "heic")


def _written_lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line]


class TicketStepForm(StepForm):
    """Knows the ticket and the person."""

    @property
    def ticket(self) -> Ticket:
        return self.thing


class ExplainForm(TicketStepForm):
    """Why a limit was missed: a coded cause, and what else there is to say."""

    cause = forms.ModelChoiceField(
        label=_("Breach reason"),
        queryset=CauseCode.objects.filter(is_active=True),
        empty_label="—",
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False, widget=text_area(2))


class RemarkForm(TicketStepForm):
    """A remark, if there is one."""

    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2))


class AcceptForm(TicketStepForm):
    """受理: data checked, receipt acknowledged."""

    is_verified = forms.BooleanField(
        label=_("Customer's data checked with the customer"), required=False, initial=True
    )
    unverified_reason = forms.CharField(
        label=_("If not checked: why"), required=False, max_length=300
    )
    ack_body = forms.CharField(
        label=_("Acknowledgement told to the customer"),
        widget=text_area(3),
        error_messages={"required": _("Write how receipt was acknowledged to the customer.")},
    )

    def prepare(self) -> None:
        # Receipt is acknowledged once, and without it nothing is accepted.
        if self.ticket.first_responded_at:
            self.leave_out("ack_body", _("Receipt has been acknowledged already."))


class DiagnosisForm(TicketStepForm):
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


class SolutionForm(TicketStepForm):
    """Steps, responsible person, finishing time."""

    root_cause = forms.CharField(label=_("Root cause"), required=False, widget=text_area(2))
    steps = forms.CharField(label=_("Steps, one per line"), widget=text_area(4))
    responsible = PersonField(label=_("Responsible"))
    finish_by = MomentField(label=_("Finish by"))
    resources = forms.CharField(label=_("Resources and parts"), required=False, widget=text_area(2))
    risk = forms.CharField(label=_("Risk and fall-back"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.initial.setdefault("responsible", self.ticket.assignee or self.user)
        self.initial.setdefault("finish_by", self.ticket.promised_at)

    def clean_steps(self) -> list[str]:
        return _written_lines(self.cleaned_data["steps"])


class DecideForm(TicketStepForm):
    """Approve or send back, of the version that was read."""

    # Of a version that was superseded meanwhile nothing is decided.
    number = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Comment"), required=False, widget=text_area(3))

    def prepare(self) -> None:
        newest = self.ticket.solutions.first()
        self.initial.setdefault("number", newest.number if newest else 0)


class SendBackForm(DecideForm):
    """Sent back: whoever wrote it reads why."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=text_area(3),
        error_messages={"required": _("Enter the reason for sending it back.")},
    )


class WaitForm(TicketStepForm):
    """Why, until when. Says which limits stand still."""

    reason = forms.ChoiceField(
        label=_("Waiting for"),
        # Waiting for a confirmation is a state of its own, and no step leads there.
        choices=[choice for choice in WaitReason.choices if choice[0] != WaitReason.CONFIRMATION],
    )
    until = MomentField(label=_("Expected until"), required=False)
    note = forms.CharField(label=_("What exactly"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        # Before work has begun only the customer can be waited for.
        fitting = lifecycle.LIFECYCLE[Status(self.ticket.status)]
        if Move.WAIT_INTERNAL not in fitting:
            self.fields["reason"].choices = [(WaitReason.CUSTOMER.value, WaitReason.CUSTOMER.label)]

    def clean_reason(self) -> WaitReason:
        return WaitReason(self.cleaned_data["reason"])


class CooperationForm(TicketStepForm):
    """What we need from the customer, by when, and whether work waits for it."""

    contents = forms.CharField(
        label=_("What we need, one per line"),
        widget=text_area(4),
        help_text=_("After a colon: how it has to be. Remote account: administrator rights"),
    )
    need_by = MomentField(label=_("Needed by"))
    person = forms.CharField(label=_("Brought by"), max_length=60, required=False)
    is_blocking = forms.BooleanField(
        label=_("Work waits until it is there (waiting for the customer)"), required=False
    )
    sends = forms.BooleanField(label=_("Write to the contact now"), required=False, initial=True)

    def prepare(self) -> None:
        fitting = lifecycle.LIFECYCLE[Status(self.ticket.status)]
        is_waiting = self.ticket.status == Status.WAITING_CUSTOMER
        may_wait = Move.WAIT_CUSTOMER in fitting and may_move(
            self.user, Move.WAIT_CUSTOMER, self.ticket
        )
        if not (is_waiting or may_wait):
            why = _("In its current state the ticket cannot wait for the customer.")
            self.leave_out("is_blocking", why)
        if not is_reachable(self.ticket.contact, at=self.at):
            self.leave_out("sends", _("No message reaches the contact."))
        self.initial.setdefault("person", self.ticket.contact.name if self.ticket.contact else "")

    def clean_contents(self) -> list[str]:
        contents = _written_lines(self.cleaned_data["contents"])
        if any(len(content) > LONGEST_ITEM for content in contents):
            raise forms.ValidationError(
                _("A line has more than %(count)d characters."), params={"count": LONGEST_ITEM}
            )
        return contents


class ProcessForm(TicketStepForm):
    """A timed piece of work."""

    started_at = MomentField(label=pgettext_lazy("work", "From"))
    ended_at = MomentField(label=pgettext_lazy("work", "To"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ProcessKind.choices, initial=ProcessKind.REMOTE
    )
    content = forms.CharField(label=_("What was done"), widget=text_area(3))
    result = forms.CharField(label=_("Result or next step"), required=False, widget=text_area(2))


class FinishForm(TicketStepForm):
    """The problem is fixed."""

    fixed_at = MomentField(label=_("Fixed at"), required=False, help_text=_("Empty: now."))
    note = forms.CharField(label=_("Remark"), required=False, widget=text_area(2))


class ConfirmForm(TicketStepForm):
    """The customer's word."""

    result = forms.ChoiceField(
        label=_("Result"), choices=ConfirmationResult.choices, initial=ConfirmationResult.SOLVED
    )
    mode = forms.ChoiceField(
        label=_("How"),
        # Signing online is the customer's own step.
        choices=[
            choice for choice in ConfirmationMode.choices if choice[0] != ConfirmationMode.ONLINE
        ],
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
    signature = AttachmentField(
        endings=SCAN_ENDINGS, label=_("Scan of the signed paper"), required=False
    )

    def prepare(self) -> None:
        contact = self.ticket.contact
        self.initial.setdefault("signer", contact.name if contact else "")


class ReportForm(TicketStepForm):
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
        # A reopened ticket has one, which is written on; else it begins with the ticket's course.
        work = course_of_work(self.ticket)
        self.initial.update(cause=work.cause, course=work.course, lessons=work.lessons)
        report = getattr(self.ticket, "closing_report", None)
        if report:
            self.initial["cause_code"] = report.cause_code_id
        needed = parts_of_report(self.ticket.issue_type)
        self.fields["cause_code"].required = needed.cause_code
        self.fields["lessons"].required = needed.lessons


class CloseForm(TicketStepForm):
    """Close the loop. Says all that is left to do before."""

    survey_waived_reason = forms.CharField(
        label=_("If no survey was sent: why"), required=False, max_length=200
    )

    def prepare(self) -> None:
        left = open_duties(cycle_facts(self.ticket, desk_numbers(self.at)))
        if Duty.SURVEY not in left:
            self.leave_out("survey_waived_reason", _("No survey is missing."))
        self.notices = tuple({"tone": "warning", "text": DUTY_MESSAGES[duty]} for duty in left) or (
            {"tone": "success", "text": _("Nothing is left to do: it can be closed.")},
        )


class MergeForm(TicketStepForm):
    """Into which ticket."""

    into = PickedField("tickets:pick", _("Number, customer or word"), label=_("Merge into"))

    def prepare(self) -> None:
        others = Ticket.objects.visible_to(self.user).exclude(pk=self.ticket.pk)
        self.fields["into"].queryset = others
