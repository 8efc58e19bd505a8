"""What addresses say of months, what managers write about a report and auditors about an audit."""

import re
from datetime import date, datetime
from typing import Any, overload

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from analytics.enums import DataRule, Section
from analytics.queries.look import Look
from analytics.queries.month_facts import TRENDS
from analytics.queries.month_tables import Asked
from analytics.queries.pareto import WEIGHTS
from core.errors import LawBroken
from metrics.domain.figures import FigureSpan
from metrics.forms import read_scope
from pages.forms import DayField, DeskForm, speak_labels, text_area
from tickets.record.models.ticket import scope_of

LONGEST_REMARK = 300
LONGEST_CONCLUSION = 2000

# What is drawn over time where nothing else is asked for.
TREND = "avg_resolution"


def read_moment(written: str) -> datetime:
    """As a hidden field holds it. Raises `LawBroken` for anything else."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise LawBroken(gettext("Look at the page once more, and send it then.")) from None


MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)


@overload
def read_month(written: str, otherwise: date) -> date: ...
@overload
def read_month(written: str, otherwise: None = None) -> date | None: ...
def read_month(written: str, otherwise: date | None = None) -> date | None:
    """The first day of `2024-05`; what is not understood is the other one."""
    found = MONTH.fullmatch(written)
    return date(int(found[1]), int(found[2]), 1) if found else otherwise


def read_look(query: QueryDict, *, by: User, at: datetime) -> Look:
    """What the address of the monthly analysis asks for; a month to come is this one."""
    this = timezone.localdate(at).replace(day=1)
    month = min(read_month(query.get("month", ""), this), this)
    weight, trend = query.get("by", ""), query.get("trend", "")
    return Look(
        asked=Asked(FigureSpan.month(month), at, read_scope(query), scope_of(by)),
        by=by,
        weight=weight if weight in WEIGHTS else WEIGHTS[0],
        trend=trend if trend in TRENDS else TREND,
    )


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
