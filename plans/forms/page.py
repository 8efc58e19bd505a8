"""Whole pages: the first page of a plan, the weekly review, the retrospective."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department, User
from core.forms import DayField, DeskForm, MomentField, set_widget_class, text_area
from customers.models import Channel
from plans.actions.meetings import Decision
from plans.enums import PlanKind, Rhythm
from plans.forms.fields import PersonField
from plans.models import Plan, Stage
from tickets.record.enums import Nature
from tickets.record.models import IssueType

DECISIONS = 5
"""Rows for decisions on the page of a review; saved ones make room for more."""

BOXES = forms.CheckboxSelectMultiple
FROZEN_FIELDS = (
    "channels",
    "issue_types",
    "scope_departments",
    "natures",
    "baseline_from",
    "baseline_to",
)


class ScopeTypeField(forms.ModelMultipleChoiceField):
    """Issue types with their parent; a parent stands for what is below it."""

    def label_from_instance(self, obj: IssueType) -> str:
        return f"{obj.parent} / {obj}" if obj.parent else str(obj)


class PlanForm(DeskForm):
    """基础信息 and what the figures are about."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Plan name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind of plan"), choices=PlanKind.choices, initial=PlanKind.ITERATION
    )
    owner = PersonField(label=_("Plan owner"))
    start_date = DayField(label=pgettext_lazy("plan", "From"))
    end_date = DayField(label=pgettext_lazy("plan", "To"))
    rhythm = forms.ChoiceField(
        label=_("Progress is told"), choices=Rhythm.choices, initial=Rhythm.WEEKLY
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Departments taking part"),
        required=False,
        widget=BOXES,
    )
    core_goal = forms.CharField(
        label=_("Core goal"),
        required=False,
        widget=text_area(2),
        help_text=_("measurable: from what to what"),
    )
    background = forms.CharField(
        label=_("Current state and reason"), required=False, widget=text_area(3)
    )
    benchmark_notes = forms.CharField(
        label=_("Gap to the benchmark"), required=False, widget=text_area(2)
    )
    practice_notes = forms.CharField(
        label=_("Practice borrowed from others"), required=False, widget=text_area(2)
    )
    scope_text = forms.CharField(label=_("Scope in words"), required=False, max_length=300)
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.filter(is_active=True),
        label=_("Channels"),
        required=False,
        widget=BOXES,
        help_text=_("none: all"),
    )
    natures = forms.MultipleChoiceField(
        label=_("Natures"),
        choices=Nature.choices,
        required=False,
        widget=BOXES,
        help_text=_("none: all"),
    )
    issue_types = ScopeTypeField(
        IssueType.objects.filter(is_active=True).select_related("parent"),
        label=_("Issue types"),
        required=False,
        widget=BOXES,
        help_text=_("none: all"),
    )
    scope_departments = forms.ModelMultipleChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Departments whose tickets count"),
        required=False,
        widget=BOXES,
        help_text=_("none: all"),
    )
    baseline_from = DayField(
        label=_("Baseline from"), required=False, help_text=_("empty: 90 days before the start")
    )
    baseline_to = DayField(label=_("Baseline to"), required=False)

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].use()
        self.is_frozen = plan is not None and plan.frozen_at is not None
        if self.is_frozen:
            for name in FROZEN_FIELDS:
                del self.fields[name]

    @staticmethod
    def initial_of(plan: Plan) -> dict[str, Any]:
        """What the form shows of a plan."""
        many = ("departments", "channels", "issue_types", "scope_departments")
        names = [name for name in PlanForm.base_fields if name not in ("submit_id", *many)]
        return {
            **{name: getattr(plan, name) for name in names},
            **{name: list(getattr(plan, name).all()) for name in many},
        }


class CopyForm(PlanForm):
    """A new plan that may take over stages, responsibilities and metrics of another."""

    copied_from = forms.ModelChoiceField(
        Plan.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, sources: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copied_from"].queryset = (
            sources if sources is not None else Plan.objects.none()
        )


class DecisionForm(forms.Form):
    """One row of decisions: empty, or whole."""

    task = forms.CharField(label=_("Decision"), max_length=300, required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), required=False, empty_label="—"
    )
    due = DayField(label=pgettext_lazy("action", "Due"), required=False)
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Stage"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, people: Any, stages: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "—"), *((person.pk, str(person)) for person in people)]
        self.fields["owner"].queryset = User.objects.at_work()
        if stages is None:
            del self.fields["stage"]
        else:
            self.fields["stage"].queryset = Stage.objects.filter(
                pk__in=[stage.pk for stage in stages]
            )
            self.fields["stage"].choices = [
                ("", "—"),
                *((stage.pk, stage.code) for stage in stages),
            ]
        for field in self.fields.values():
            set_widget_class(field.widget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors or not any(cleaned.get(name) for name in ("task", "owner", "due")):
            return cleaned
        for name, message in (
            ("task", _("Say what was decided.")),
            ("owner", _("Name who carries it out.")),
            ("due", _("Name the day it is due.")),
        ):
            if not cleaned.get(name):
                self.add_error(name, message)
        return cleaned

    @property
    def decision(self) -> Decision | None:
        """None for an empty row."""
        told = self.cleaned_data
        return (
            Decision(told["task"], told["owner"], told["due"], told.get("stage"))
            if told.get("task")
            else None
        )


class MeetingForm(DeskForm):
    """When, who, and what was decided."""

    held_at = MomentField(label=_("Held at"))
    attendees = forms.CharField(label=_("Attendees"), widget=text_area(2))

    def __init__(self, *args: Any, stages: list[Stage] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(User.objects.at_work())
        rows = {"data": self.data} if self.is_bound else {}
        self.decisions = [
            DecisionForm(prefix=f"d{n}", people=people, stages=stages, **rows)
            for n in range(DECISIONS)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.decisions)])

    @property
    def has_row_errors(self) -> bool:
        return self.is_bound and any(row.errors for row in self.decisions)

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            **self.details,
            "decisions": [row.decision for row in self.decisions if row.decision],
        }


class ReviewForm(MeetingForm):
    """The weekly review of one plan: a remark beside each stage, matters, decisions."""

    notes = forms.CharField(
        label=_("Matters and coordination"), required=False, widget=text_area(3)
    )

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, stages=stages, **kwargs)
        self.stage_codes = [stage.code for stage in stages]

    def note_of(self, code: str) -> str:
        return str(self.data.get(f"stage-{code}", "")).strip()[:300] if self.is_bound else ""

    @property
    def told(self) -> dict[str, Any]:
        notes = {code: self.note_of(code) for code in self.stage_codes}
        return {**super().told, "stage_notes": {code: note for code, note in notes.items() if note}}


class RetrospectiveForm(MeetingForm):
    """流程复盘 over a period."""

    period_from = DayField(label=_("Period from"))
    period_to = DayField(label=_("Period to"))
    departments = forms.CharField(label=_("Departments present"), required=False, max_length=200)
    bottleneck = forms.CharField(
        label=_("Bottleneck of the process"), required=False, widget=text_area(3)
    )
    suggestions = forms.CharField(
        label=_("Suggestions for improvement"), required=False, widget=text_area(3)
    )

    @staticmethod
    def first_guess() -> dict[str, Any]:
        """Last month, and now."""
        now = timezone.localtime()
        first = now.date().replace(day=1)
        last = date.fromordinal(first.toordinal() - 1)
        return {"held_at": now, "period_from": last.replace(day=1), "period_to": last}
