"""Forms of the rules' administration."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calendars.models import WorkCalendar
from customers.enums import Level
from customers.models import Channel, ProductModel
from pages.forms import MomentField
from tickets.limits.domain.limit_rules import TicketFacts, issue_lineage
from tickets.limits.enums import Unit
from tickets.limits.models import SlaTarget
from tickets.record.enums import BusinessType, Priority, Tier, WaitReason
from tickets.record.models import IssueType

# So many can be tried on an invented ticket.
PAUSES = 3
# A limit above it is a slip of the finger in every unit.
LONGEST = 100_000
# Stored with a limit that ends at the promised time, where it is not looked at.
SHORTEST = 1


def usable_calendars() -> QuerySet[WorkCalendar]:
    """Those that were published: others have no hours to count by."""
    return WorkCalendar.objects.filter(versions__isnull=False).distinct()


class NoLength(forms.Widget):
    """Words in the place of a length that nobody is asked for; what is stored goes along."""

    template_name = "admin/widgets/no_length.html"

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "words": self.words}

    def id_for_label(self, id_: str) -> str:
        """Nothing that a label could stand for."""
        return ""


class TargetForm(forms.ModelForm):
    """A target with its pause reasons as check boxes.

    One that ends at the promised time has no length of its own, and none is shown.
    """

    pause_reasons = forms.MultipleChoiceField(
        label=gettext_lazy("stands still for"),
        choices=WaitReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SlaTarget
        fields = ("kind", "amount", "unit", "reopen_amount", "calendar", "pause_reasons")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "calendar" in self.fields:
            self.fields["calendar"].queryset = usable_calendars()
        for name in {"amount", "reopen_amount"} & set(self.fields):
            self.fields[name].validators.append(MaxValueValidator(LONGEST))
            self.fields[name].widget.attrs["max"] = LONGEST
        if "amount" in self.fields:
            self.fields["amount"].required = False
        if self.instance.pk and self.instance.kind.is_moment:
            self._hide_length()

    def _hide_length(self) -> None:
        words = {"amount": self.instance.amount_in_words, "unit": "—", "reopen_amount": "—"}
        for name in words.keys() & self.fields.keys():
            self.fields[name].widget = NoLength(words[name])
        if "kind" in self.fields:
            # another kind would need a length
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind is not None and kind.is_moment:
            cleaned.update(amount=SHORTEST, unit=Unit.MINUTE, reopen_amount=None)
        elif cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        return cleaned


class PublishForm(forms.Form):
    """Why, and whether limits that run follow."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    apply_running = forms.BooleanField(
        label=gettext_lazy("Apply to limits that run now"), required=False
    )


class TrialForm(forms.Form):
    """An invented ticket."""

    which = forms.ChoiceField(
        label=gettext_lazy("Rules"),
        choices=[
            ("draft", gettext_lazy("Draft")),
            ("published", pgettext_lazy("rules", "Published")),
        ],
    )
    started_at = MomentField(label=pgettext_lazy("trial", "Created"))
    tier = forms.ChoiceField(label=gettext_lazy("tier"), choices=Tier.choices)
    priority = forms.ChoiceField(label=gettext_lazy("priority"), choices=Priority.choices)
    business_type = forms.ChoiceField(
        label=gettext_lazy("business type"),
        choices=[("", "—"), *BusinessType.choices],
        required=False,
    )
    channel = forms.ModelChoiceField(
        label=gettext_lazy("channel"),
        queryset=Channel.objects.all(),
        required=False,
        empty_label="—",
    )
    issue_type = forms.ModelChoiceField(
        label=gettext_lazy("issue type"),
        queryset=IssueType.objects.all(),
        required=False,
        empty_label="—",
    )
    customer_level = forms.ChoiceField(
        label=gettext_lazy("customer level"), choices=[("", "—"), *Level.choices], required=False
    )
    product = forms.ModelChoiceField(
        label=gettext_lazy("product model"),
        queryset=ProductModel.objects.all(),
        required=False,
        empty_label="—",
    )
    promised_at = MomentField(label=gettext_lazy("Promised time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, PAUSES + 1):
            self.fields[f"pause_{n}"] = forms.ChoiceField(
                label=_("Waits for"), choices=[("", "—"), *WaitReason.choices], required=False
            )
            self.fields[f"pause_{n}_from"] = MomentField(label=_("from"), required=False)
            self.fields[f"pause_{n}_until"] = MomentField(label=_("until"), required=False)

    @property
    def pause_rows(self) -> list[list[BoundField]]:
        """The fields of each pause, for the page."""
        return [[self[name] for name in pause_fields(n)] for n in range(1, PAUSES + 1)]

    @property
    def plain_fields(self) -> list[BoundField]:
        """All others."""
        return [field for field in self if not field.name.startswith("pause_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        last = data.get("started_at")
        for n in range(1, PAUSES + 1):
            last = self._clean_pause(n, last)

        return data

    def _clean_pause(self, n: int, last: datetime | None) -> datetime | None:
        """Check one pause against the moment before it; returns the moment for the next."""
        reason_field, begin_field, end_field = pause_fields(n)
        reason = self.cleaned_data.get(reason_field)
        begin = self.cleaned_data.get(begin_field)
        end = self.cleaned_data.get(end_field)
        if not (reason or begin or end):
            return last

        if not (reason and begin and end):
            self.add_error(reason_field, _("A pause needs its reason, its begin and its end."))
            return last

        if end <= begin or (last and begin < last):
            self.add_error(
                begin_field,
                _("Pauses follow each other, after the creation, and end after they begin."),
            )
            return last

        return end

    @property
    def facts(self) -> TicketFacts:
        """The ticket as the rules see it."""
        data = self.cleaned_data
        channel = data.get("channel")
        product = data.get("product")
        issue_type = data.get("issue_type")
        issue_types: frozenset[int] = frozenset()
        if issue_type is not None:
            issue_types = issue_lineage(issue_type.pk, issue_type.parent_id)

        return TicketFacts(
            tier=data["tier"],
            priority=data["priority"],
            business_type=data["business_type"] or BusinessType.SUPPORT,
            issue_types=issue_types,
            channel=channel.pk if channel else None,
            customer_level=data["customer_level"] or Level.NORMAL,
            product=product.pk if product else None,
        )

    @property
    def pauses(self) -> list[tuple[str, datetime, datetime]]:
        """Reason, begin, end of each pause that was given."""
        pauses = []
        for n in range(1, PAUSES + 1):
            reason, begin, end = (self.cleaned_data.get(name) for name in pause_fields(n))
            if reason:
                pauses.append((reason, begin, end))

        return pauses


def pause_fields(n: int) -> tuple[str, str, str]:
    """The names of the fields of a pause: reason, begin, end."""
    return f"pause_{n}", f"pause_{n}_from", f"pause_{n}_until"
