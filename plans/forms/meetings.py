"""Minutes as whole pages: the weekly review of a plan, and the retrospective over a period."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from pages.forms import DayField, DeskForm, MomentField, set_widget_class, speak_labels, text_area
from plans.enums import ReviewKind
from plans.models import Stage

# Rows for decisions on the page of a review; saved ones make room for more.
DECISION_ROWS = 5

LONGEST_STAGE_NOTE = 300
NEEDED_OF_DECISION = {
    "task": _("Enter the decision."),
    "owner": _("Choose who carries it out."),
    "due": _("Enter a due date."),
}


class DecisionForm(forms.Form):
    """One row of decisions: empty, or whole.

    `people` and `stages` are read once for all rows of a page; without `stages` none is asked.
    """

    task = forms.CharField(label=_("Decision"), max_length=300, required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), required=False, empty_label="—"
    )
    due = DayField(label=pgettext_lazy("action", "Due"), required=False)
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=pgettext_lazy("plans", "Stage"), required=False, empty_label="—"
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[User],
        stages: Sequence[Stage] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_people(people)
        if stages is None:
            del self.fields["stage"]
        else:
            self._offer_stages(stages)

        for field in self.fields.values():
            set_widget_class(field.widget)
        speak_labels(self)

    def _offer_people(self, people: Sequence[User]) -> None:
        field = self.fields["owner"]
        field.queryset = User.objects.at_work()
        # Left to itself the field would ask for its choices once more for every row of the page.
        field.choices = [("", "—"), *((person.pk, str(person)) for person in people)]

    def _offer_stages(self, stages: Sequence[Stage]) -> None:
        field = self.fields["stage"]
        field.queryset = Stage.objects.filter(pk__in=[stage.pk for stage in stages])
        field.choices = [("", "—"), *((stage.pk, stage.code) for stage in stages)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_begun = any(cleaned.get(name) for name in NEEDED_OF_DECISION)
        if self.errors or not is_begun:
            return cleaned

        for name, message in NEEDED_OF_DECISION.items():
            if not cleaned.get(name):
                self.add_error(name, message)
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Was anything decided in this row?"""
        return bool(self.cleaned_data.get("task"))


class MeetingForm(DeskForm):
    """When, who, and what was decided. `decisions` are the rows as forms."""

    held_at = MomentField(label=_("Held at"))
    attendees = forms.CharField(label=_("Attendees"), widget=text_area(2))

    def __init__(self, *args: Any, stages: Sequence[Stage] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once here, and not once in every row.
        people = list(User.objects.at_work())
        data = self.data if self.is_bound else None

        self.decisions = [
            DecisionForm(data, prefix=f"d{number}", people=people, stages=stages)
            for number in range(DECISION_ROWS)
        ]

    def is_valid(self) -> bool:
        # All of them are asked, so that every wrong row is marked at once.
        checks = [super().is_valid(), *(row.is_valid() for row in self.decisions)]
        return all(checks)

    @property
    def has_row_errors(self) -> bool:
        return self.is_bound and any(row.errors for row in self.decisions)

    @property
    def decision_fields(self) -> list[dict[str, Any]]:
        """The filled rows: `task`, `owner`, `due`, and `stage` where it was asked."""
        return [row.cleaned_data for row in self.decisions if row.is_filled]


class ReviewForm(MeetingForm):
    """The weekly review of one plan: a remark beside each stage, matters, decisions."""

    notes = forms.CharField(
        label=_("Matters and coordination"), required=False, widget=text_area(3)
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, stages=stages, **kwargs)
        self.stage_codes = [stage.code for stage in stages]

    def note_of(self, code: str) -> str:
        """What was typed beside a stage; its field is no field of the form but of the page."""
        if not self.is_bound:
            return ""
        written = str(self.data.get(f"stage-{code}", ""))
        return written.strip()[:LONGEST_STAGE_NOTE]

    @property
    def stage_notes(self) -> dict[str, str]:
        """By the code of the stage; stages without a remark are left out."""
        notes = {}
        for code in self.stage_codes:
            note = self.note_of(code)
            if note:
                notes[code] = note
        return notes


class RetrospectiveForm(MeetingForm):
    """流程复盘 or 季度会议 over a period."""

    kind = forms.ChoiceField(
        choices=[
            (kind.value, kind.label) for kind in (ReviewKind.RETROSPECTIVE, ReviewKind.QUARTERLY)
        ],
        initial=ReviewKind.RETROSPECTIVE,
        widget=forms.HiddenInput,
    )
    period_from = DayField(label=_("Period from"))
    period_to = DayField(label=_("Period to"))
    departments = forms.CharField(label=_("Departments present"), required=False, max_length=200)
    bottleneck = forms.CharField(
        label=_("Bottleneck of the process"), required=False, widget=text_area(3)
    )
    suggestions = forms.CharField(
        label=_("Suggestions for improvement"), required=False, widget=text_area(3)
    )
