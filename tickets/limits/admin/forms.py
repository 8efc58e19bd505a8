"""Forms of the rules' administration."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calendars.models import WorkCalendar
from core.forms import MomentField
from customers.enums import Level
from customers.models import Channel, ProductModel
from tickets.limits.domain.policy import Facts
from tickets.limits.models import SlaTarget
from tickets.record.enums import BusinessType, Priority, Tier, WaitReason
from tickets.record.models import IssueType

PAUSES = 3
LONGEST = 100_000
"""A limit above it is a slip of the finger in every unit."""


def usable_calendars() -> QuerySet[WorkCalendar]:
    """Those that were published: others have no hours to count by."""
    return WorkCalendar.objects.filter(versions__isnull=False).distinct()


class TargetForm(forms.ModelForm):
    """A target with its pause reasons as check boxes."""

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
    def pause_rows(self) -> list[list[Any]]:
        """The fields of each pause, for the page."""
        return [
            [self[f"pause_{n}"], self[f"pause_{n}_from"], self[f"pause_{n}_until"]]
            for n in range(1, PAUSES + 1)
        ]

    @property
    def plain_fields(self) -> list[Any]:
        """All others."""
        return [field for field in self if not field.name.startswith("pause_")]

    def clean(self) -> dict[str, Any]:
        given, last = super().clean(), self.cleaned_data.get("started_at")
        for n in range(1, PAUSES + 1):
            reason, begin, end = (
                given.get(name) for name in (f"pause_{n}", f"pause_{n}_from", f"pause_{n}_until")
            )
            if not (reason or begin or end):
                continue
            if not (reason and begin and end):
                self.add_error(f"pause_{n}", _("A pause needs its reason, its begin and its end."))
            elif end <= begin or (last and begin < last):
                self.add_error(
                    f"pause_{n}_from",
                    _("Pauses follow each other, after the creation, and end after they begin."),
                )
            else:
                last = end
        return given

    @property
    def facts(self) -> Facts:
        """The ticket as the rules see it."""
        given = self.cleaned_data
        issue_type = given.get("issue_type")
        return Facts(
            tier=given["tier"],
            priority=given["priority"],
            business_type=given["business_type"] or "support",
            issue_types=frozenset({issue_type.pk, issue_type.parent_id} - {None})
            if issue_type
            else frozenset(),
            channel=given["channel"].pk if given.get("channel") else None,
            customer_level=given["customer_level"] or "normal",
            product=given["product"].pk if given.get("product") else None,
        )

    @property
    def pauses(self) -> list[tuple[str, Any, Any]]:
        """Reason, begin, end of each pause that was given."""
        given = self.cleaned_data
        return [
            (given[f"pause_{n}"], given[f"pause_{n}_from"], given[f"pause_{n}_until"])
            for n in range(1, PAUSES + 1)
            if given.get(f"pause_{n}")
        ]
