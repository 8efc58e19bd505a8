"""Shapes of input of the calendars' own pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calendars.domain.year_import import COMPANY, STATUTORY
from calendars.enums import DayKind
from calendars.models import validate_hours
from documents.forms import TABLE_ENDINGS, ImportFileField

BUILT_IN = "built_in"
OWN_LIST = "list"


class DayForm(forms.Form):
    """What a date of the grid is. `place` names calendar and day in what is wrong."""

    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[("", gettext_lazy("as the weekly hours")), *DayKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    hours = forms.CharField(
        label=gettext_lazy("hours"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "For make-up workdays (empty: the usual hours) and special hours, as 09:00-12:00,"
            " 13:30-18:00."
        ),
    )
    name = forms.CharField(label=gettext_lazy("name"), max_length=60, required=False)

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place

    def clean(self) -> dict[str, Any]:
        """Hours are looked at only where they count."""
        data = super().clean()
        if data.get("kind") in (DayKind.MAKEUP, DayKind.SPECIAL):
            self._check_hours(data["kind"], data.get("hours", ""))
        return data

    def _check_hours(self, kind: str, hours: str) -> None:
        try:
            if kind == DayKind.SPECIAL and not hours:
                raise ValidationError(_("A make-up workday or special day needs hours."))
            validate_hours(hours)
        except ValidationError as error:
            message = " ".join(error.messages)
            in_place = {"place": self.place, "message": message}
            self.add_error("hours", _("%(place)s: %(message)s") % in_place)


class YearImportForm(forms.Form):
    """Where a year's days come from.

    `seen` and `wanted` are the fingerprints of the draft before and after the preview.
    """

    source = forms.ChoiceField(
        label=pgettext_lazy("import", "from"),
        choices=[
            (OWN_LIST, gettext_lazy("a file or a pasted list")),
            (BUILT_IN, gettext_lazy("the built-in days of mainland China")),
        ],
        widget=forms.RadioSelect,
    )
    file = ImportFileField(
        label=gettext_lazy("file"),
        endings=TABLE_ENDINGS,
        required=False,
        help_text=gettext_lazy("xlsx or csv with the columns date, kind, name, hours"),
    )
    text = forms.CharField(
        label=pgettext_lazy("import", "list"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(
            attrs={"rows": 12, "cols": 60, "spellcheck": "false", "class": "days-text"}
        ),
        help_text=gettext_lazy(
            "One line for a date or a range, for instance 2027-01-01 休 元旦, 2027-02-05~2027-02-11"
            " 休 春节, 2027-02-13 班 调休上班."
        ),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("these are"),
        choices=[
            (
                STATUTORY,
                gettext_lazy("the statutory days of the year: they replace those of the draft"),
            ),
            (COMPANY, gettext_lazy("the company's own days: they replace only such days")),
        ],
        widget=forms.RadioSelect,
    )
    is_provisional = forms.BooleanField(
        label=gettext_lazy("not officially published yet: keep the year provisional"),
        required=False,
    )
    file_name = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    wanted = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        has_list = data.get("file") or data.get("text", "").strip()
        # a file that was refused says what is wrong with it itself
        if data.get("source") == OWN_LIST and not has_list and "file" not in self.errors:
            self.add_error("text", _("Choose a file or paste a list."))
        return data


class PublishForm(forms.Form):
    """Why a draft becomes the calendar that counts.

    `seen` is the fingerprint of the draft that was checked.
    """

    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    apply_running = forms.BooleanField(
        label=gettext_lazy("Apply to limits that run now"), required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
