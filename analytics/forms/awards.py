"""What is written about an award, and what an address says of a list of them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from analytics.domain.awards import AwardPeriod, recent_periods
from analytics.enums import AwardKind, PeriodKind
from analytics.queries.award_figures import figure_line, figures_for_award, seen_figures
from core.errors import BadFile, LawBroken
from pages.forms import DeskForm, StepForm, text_area

LONGEST_BASIS, LONGEST_REASON = 1000, 500
MONTHS, QUARTERS = 13, 5

Options = list[tuple[str, list[tuple[str, str]]]]


def read_period(written: str) -> AwardPeriod | None:
    """`2026-10` or `2026-Q3`; None for anything else."""
    try:
        return AwardPeriod.named(written)
    except ValueError:
        return None


def read_kind(written: str) -> AwardKind | None:
    """A kind by its code; None for anything else."""
    return AwardKind(written) if written in AwardKind.values else None


def first_period(today: date) -> AwardPeriod:
    """The month that is over: what an award is mostly proposed for."""
    return AwardPeriod.month_of(today).before


def period_options(today: date, chosen: AwardPeriod) -> Options:
    """The last months and quarters, and the chosen one wherever it lies; by their kind."""
    recent = recent_periods(today, months=MONTHS, quarters=QUARTERS)
    return options_of([*recent, *([] if chosen in recent else [chosen])])


def options_of(periods: Iterable[AwardPeriod]) -> Options:
    """Months and quarters as the groups of a list; a group that has none is left out."""
    names: dict[PeriodKind, list[tuple[str, str]]] = {kind: [] for kind in PeriodKind}
    for period in periods:
        names[period.kind].append((period.name, period.name))
    return [(str(kind.label), options) for kind, options in names.items() if options]


class AwardForm(DeskForm):
    """Who is to get which award for the period that the page shows, why, and how much with it."""

    period = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=pgettext_lazy("award", "Award"), choices=AwardKind.choices)
    name = forms.CharField(
        label=_("Name of the award"),
        required=False,
        max_length=60,
        help_text=_("only of another award"),
    )
    staff = PersonField(label=pgettext_lazy("award", "Awarded person"))
    basis = forms.CharField(
        label=pgettext_lazy("award", "Basis"),
        max_length=LONGEST_BASIS,
        widget=text_area(5),
        help_text=_("What the person did; the person reads it. It is kept for ever."),
    )
    amount = forms.DecimalField(
        label=pgettext_lazy("award", "Amount"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        help_text=settings.CURRENCY,
    )

    def clean_period(self) -> AwardPeriod:
        period = read_period(self.cleaned_data["period"])
        if period is None:
            raise forms.ValidationError(gettext("This is no month and no quarter."))
        return period

    def clean_kind(self) -> AwardKind:
        return AwardKind(self.cleaned_data["kind"])


class AwardStepForm(StepForm):
    """Asks once, of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class GrantForm(AwardStepForm):
    """Shows the figures that are kept, and carries which ones were seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def prepare(self) -> None:
        data = figures_for_award(self.thing.staff_id, self.thing.period, at=self.at)
        self.newest = self.initial["seen"] = seen_figures(data)
        self.notices = ({"tone": "info", "text": figure_line(data)},)

    def refuse(self, error: LawBroken | BadFile) -> None:
        """What is shown now is what is seen from now on."""
        self.data = self.data.copy()
        self.data["seen"] = self.newest
        super().refuse(error)


class WithdrawForm(AwardStepForm):
    """A reason is mandatory."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=text_area(3))
