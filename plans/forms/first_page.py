"""The first page of a plan: its basics, and what its figures are about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonField
from accounts.models import Department
from customers.enums import Level
from customers.models import Channel, ProductModel
from pages.forms import DayField, DeskForm, text_area
from plans.enums import PlanKind, Rhythm
from plans.models import Plan, PlanQuerySet
from tickets.record.enums import Nature
from tickets.record.models import IssueType

BOXES = forms.CheckboxSelectMultiple

# Before and after are compared on one scope (EV-2): once a value is frozen, its scope is.
FROZEN_FIELDS = (
    "channels",
    "issue_types",
    "scope_departments",
    "natures",
    "product_models",
    "customer_levels",
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
        label=_("Progress update interval"), choices=Rhythm.choices, initial=Rhythm.WEEKLY
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
    product_models = forms.ModelMultipleChoiceField(
        ProductModel.objects.all(),
        label=_("Product models"),
        required=False,
        widget=BOXES,
        help_text=_("none: all"),
    )
    customer_levels = forms.MultipleChoiceField(
        label=_("Customer levels"),
        choices=Level.choices,
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
        self.is_frozen = plan is not None and plan.frozen_at is not None
        if self.is_frozen:
            for name in FROZEN_FIELDS:
                del self.fields[name]


class CopyForm(PlanForm):
    """A new plan that may take over stages, responsibilities and metrics of another."""

    copied_from = forms.ModelChoiceField(
        Plan.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, sources: PlanQuerySet, **kwargs: Any) -> None:
        """`sources` are the plans that the person may copy."""
        super().__init__(*args, **kwargs)
        # The field is hidden, not safe: a number of a plan of others must not be copied either.
        self.fields["copied_from"].queryset = sources
