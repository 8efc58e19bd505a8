"""What is written about a measure."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonField
from accounts.models import Department
from analytics.enums import MeasureKind, MeasureSource
from analytics.models.measures import MOST_WHYS
from metrics.domain.figures import FigureScope
from metrics.forms import read_scope
from metrics.queries.registry import SECTIONS
from pages.forms import DayField, DeskForm, StepForm, text_area
from tickets.record.models import IssueType


class MetricField(forms.ChoiceField):
    """A figure that can become better, by its section."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=improvable_metrics, **kwargs)


def improvable_metrics() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The figures of the registry of which one can say what is better."""
    sections = (
        (name, [(one.key, one.name) for one in metrics if one.better is not None])
        for name, metrics in SECTIONS
    )
    return [(name, metrics) for name, metrics in sections if metrics]


class MeasureForm(DeskForm):
    """A measure: against which cause, by whom until when, and what is to become how good."""

    description = forms.CharField(label=_("Measure"), max_length=300, widget=text_area(2))
    kind = forms.ChoiceField(
        label=pgettext_lazy("measure", "Kind"), choices=MeasureKind.choices, initial="process"
    )
    source = forms.ChoiceField(label=_("Source"), choices=MeasureSource.choices)
    owner = PersonField(label=_("Owner"))
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Department"),
        required=False,
        empty_label="—",
    )
    due_on = DayField(label=pgettext_lazy("measure", "Planned for"))
    metric = MetricField(label=_("Figure"))
    target = forms.DecimalField(
        label=_("Target"), max_digits=12, decimal_places=3, help_text=_("in the unit of the figure")
    )
    window_days = forms.IntegerField(
        label=_("Days compared"),
        min_value=7,
        max_value=366,
        initial=30,
        help_text=_("as many before it takes effect as after"),
    )
    # The address that the page was opened with: it may have narrowed more than the type.
    scope = forms.CharField(required=False, widget=forms.HiddenInput)
    issue_type = forms.ModelChoiceField(
        IssueType.objects.filter(is_active=True),
        label=_("Issue type"),
        required=False,
        empty_label=_("Every issue type"),
    )
    why_1 = forms.CharField(label=_("Why does it happen?"), required=False, max_length=300)
    why_2 = forms.CharField(label=_("And why is that?"), required=False, max_length=300)
    why_3 = forms.CharField(label=_("And why is that?"), required=False, max_length=300)
    why_4 = forms.CharField(label=_("And why is that?"), required=False, max_length=300)
    why_5 = forms.CharField(label=_("Root cause"), required=False, max_length=300)

    def clean_scope(self) -> FigureScope:
        return read_scope(QueryDict(self.cleaned_data["scope"]))

    @property
    def figure_scope(self) -> FigureScope:
        """Which tickets the figure is about."""
        kind = self.cleaned_data["issue_type"]
        return replace(self.cleaned_data["scope"], issue_types=(kind.pk,) if kind else ())

    @property
    def whys(self) -> list[str]:
        """The answers from the first on; the last is the root cause."""
        return [self.cleaned_data[f"why_{n}"] for n in range(1, MOST_WHYS + 1)]


class MeasureStepForm(StepForm):
    """Asks once, of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class EffectiveForm(MeasureStepForm):
    """The day on which it takes effect."""

    effective_on = DayField(label=_("Takes effect on"))


class MeasureNoteForm(MeasureStepForm):
    """In words where it stands, or why not."""

    note = forms.CharField(label=_("Remark"), max_length=300, widget=text_area(3))
