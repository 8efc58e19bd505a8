"""What addresses say of months, what managers write about a report and auditors about an audit."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from accounts.models import Department
from analytics.enums import DataRule, MeasureKind, MeasureSource, Section
from analytics.models.measures import MOST_WHYS
from core.errors import LawBroken
from metrics.queries.registry import SECTIONS
from pages.forms import DayField, DeskForm, StepForm, speak_labels, text_area
from tickets.record.models import IssueType

LONGEST_REMARK = 300
LONGEST_CONCLUSION = 2000


def read_moment(written: str) -> datetime:
    """As a hidden field holds it. Raises `LawBroken` for anything else."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise LawBroken(gettext("Look at the page once more, and send it then.")) from None


MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)


def read_month(written: str, otherwise: date | None = None) -> date | None:
    """The first day of `2024-05`; what is not understood is the other one."""
    found = MONTH.fullmatch(written)
    return date(int(found[1]), int(found[2]), 1) if found else otherwise


class RemarkForm(DeskForm):
    """A remark about one part."""

    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Remark"), required=False, max_length=4000, widget=text_area(3), strip=True
    )


class ProblemsForm(DeskForm):
    """The main problems of a quarter."""

    text = forms.CharField(
        label=_("Main problems"), required=False, max_length=4000, widget=text_area(4), strip=True
    )


class IssueForm(DeskForm):
    """Issues the draft that was looked at."""

    seen_at = forms.CharField(widget=forms.HiddenInput)


class NewAuditForm(DeskForm):
    """Which days are audited, and whose records."""

    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"), help_text=_("It is audited too."))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=pgettext_lazy("departments", "All"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("name")


class ExplainForm(DeskForm):
    """Why a record is an exception; empty takes it away. Many of them stand on a page."""

    text = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST_REMARK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        speak_labels(self)


class ExplainRuleForm(ExplainForm):
    """Why all that is open of a rule is an exception."""

    rule = forms.ChoiceField(choices=DataRule.choices, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Remark"), max_length=LONGEST_REMARK)


class SignForm(DeskForm):
    """Signs the audit that was looked at."""

    seen_at = forms.CharField(widget=forms.HiddenInput)
    conclusion = forms.CharField(
        label=_("Conclusion"), max_length=LONGEST_CONCLUSION, widget=text_area(3)
    )
    leaves_open = forms.BooleanField(
        label=_("Sign with open findings: the conclusion says what becomes of them"),
        required=False,
    )


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
