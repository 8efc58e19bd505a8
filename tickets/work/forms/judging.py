"""Forms by which a ticket is judged, promised and dispatched."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from accounts.models import Department
from pages.forms import MomentField, text_area
from tickets.record.domain.judgement import judgement_of
from tickets.record.enums import Priority, Tier
from tickets.work.forms.steps import TicketStepForm


class JudgingForm(TicketStepForm):
    """Carries what was on the screen, so that of two judges the second one notices."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", judgement_of(self.ticket))


class NamesReceiver:
    """A form that names a department or a person, who brings the own department along.

    `lacking` is the field at which it says that neither is named; None: above the form.
    """

    lacking: str | None = "department"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        assignee = cleaned.get("assignee")
        if assignee is not None and assignee.department_id:
            cleaned["department"] = assignee.department
        # Who mistyped a name has read an error already.
        if not cleaned.get("department") and not assignee and not self.errors:
            self.add_error(self.lacking, _("Choose a department or a person."))
        return cleaned


class AssignForm(NamesReceiver, JudgingForm):
    """Department, person, deadline."""

    one_of = ("department", "assignee")
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Department"),
        required=False,
        empty_label="—",
    )
    assignee = PersonField(label=_("Assignee"), required=False)
    due_at = MomentField(label=_("Deadline"), required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def prepare(self) -> None:
        self.initial.setdefault("department", self.ticket.department_id)

    def clean(self) -> dict[str, Any]:
        # A page shows the department of now beside whoever is chosen; a program means what it says.
        named = self.cleaned_data.get("department") if "department" in self.named else None
        cleaned = super().clean()
        if named is not None and cleaned["department"] != named:
            words = _("%(person)s works in %(department)s: name that department, or none.")
            facts = {"person": cleaned["assignee"], "department": cleaned["department"]}
            self.add_error("department", words % facts)
        return cleaned


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


class ReportTimeForm(TicketStepForm):
    """The report time as it should have been entered."""

    reported_at = MomentField(label=_("Reported at"))
    reason = forms.CharField(label=_("Reason"), widget=text_area(2))

    def prepare(self) -> None:
        self.initial.setdefault("reported_at", self.ticket.reported_at)
