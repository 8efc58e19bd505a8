"""What addresses ask of slow cases, and what a retrospective says of them."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from analytics.enums import SlowBasis
from analytics.forms.reports import read_look
from analytics.models import SlowCause
from analytics.models.slow_cases import LONGEST_REMARK
from analytics.queries.slow_cases import UNCODED, SlowLevel, SlowLook, benchmark_level
from core.domain.text import is_key
from metrics.enums import MetricUnit
from metrics.queries.slow import TimedCase, timed_cases
from pages.forms import DeskForm

# In what a time may be typed.
UNITS = (MetricUnit.MINUTES, MetricUnit.HOURS)
LONGEST = Decimal(1_000_000)

# A ticket and the version of what was said of it: `202405-00123:2`.
SEEN = re.compile(r"([\w-]{1,32}):(\d{1,9})", re.ASCII)


def read_slow(query: QueryDict, *, by: User, at: datetime) -> tuple[SlowLook, list[TimedCase]]:
    """What the address asks for, and all times that may be asked for in its month.

    What is not understood is the usual: the first response, past its limit, every cause. Further
    pages of a list are as of the moment of the first one. Two statements at the most.
    """
    look = read_look(query, by=by, at=_moment_in(query.get("at", ""), at))
    every = timed_cases(look.asked.span)
    named = {timed.key: timed for timed in every}
    timed = named.get(query.get("metric", ""), every[0])
    level = _read_level(query, timed, look.asked.span.end)
    return SlowLook(look, timed, level, _cause_in(query.get("cause", ""))), every


def _read_level(query: QueryDict, timed: TimedCase, day: date) -> SlowLevel:
    basis = query.get("basis", "")
    if basis == SlowBasis.BENCHMARK:
        return SlowLevel(SlowBasis.BENCHMARK, benchmark_level(timed, day), timed.unit)
    if basis == SlowBasis.TIME:
        unit = query.get("unit", "")
        named = {one.value: one for one in UNITS}
        return SlowLevel(
            SlowBasis.TIME, _number_in(query.get("than", "")), named.get(unit, timed.unit)
        )
    return SlowLevel(SlowBasis.LIMIT, None, timed.unit)


def _number_in(written: str) -> Decimal | None:
    try:
        number = Decimal(written.strip()[:20])
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= LONGEST else None


def _moment_in(written: str, now: datetime) -> datetime:
    """An earlier moment; else now."""
    try:
        moment = parse_datetime(written)
    except ValueError:
        return now
    if moment is None or moment.tzinfo is None:
        return now
    return min(moment, now)


def _cause_in(written: str) -> int | None:
    """The key of a cause, `UNCODED`, or None for all."""
    if written == str(UNCODED):
        return UNCODED
    return int(written) if is_key(written) else None


class SeenField(forms.MultipleChoiceField):
    """Tickets with the versions that were seen: a mapping by number."""

    default_error_messages = {
        "required": _("Choose at least one ticket."),
        "invalid_choice": _("Look at the page once more, and send it then."),
    }

    def valid_value(self, value: Any) -> bool:
        return SEEN.fullmatch(str(value)) is not None

    def clean(self, value: Any) -> dict[str, int]:
        pairs = (str(one).rpartition(":") for one in super().clean(value))
        return {number: int(version) for number, _colon, version in pairs}


class CodeForm(DeskForm):
    """One cause for all tickets that were chosen. `is_single`: the remark of the one that was
    chosen is on the form, and an empty one takes it away; else an empty one leaves what there is.
    """

    case = SeenField()
    cause = forms.ModelChoiceField(
        SlowCause.objects.none(),
        label=pgettext_lazy("slow cases", "Cause"),
        empty_label=_("Choose the cause…"),
        error_messages={"required": _("Choose the cause.")},
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST_REMARK)
    is_single = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].queryset = SlowCause.objects.filter(is_active=True)

    @property
    def chosen(self) -> dict[str, int]:
        """The tickets with the versions that were seen."""
        found: dict[str, int] = self.cleaned_data["case"]
        return found

    @property
    def written_remark(self) -> str | None:
        """None: what there is stays."""
        written: str = self.cleaned_data["remark"]
        return written if written or self.cleaned_data["is_single"] else None

    @property
    def single_number(self) -> str:
        """The ticket that the form is about alone; empty: it is about those that are ticked."""
        if not self["is_single"].value():
            return ""
        return next(iter(sorted(self.chosen_numbers)), "")

    @property
    def chosen_numbers(self) -> set[str]:
        """What was ticked, also where the rest is wrong."""
        if not self.is_bound:
            return set(self.initial.get("numbers", ()))
        return {one.rpartition(":")[0] for one in self.data.getlist("case")}


class TakeBackForm(CodeForm):
    """Takes the cause of what was chosen away again; nothing else is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].required = False

    @property
    def written_remark(self) -> str | None:
        return ""
