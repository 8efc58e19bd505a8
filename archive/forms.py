"""Shapes of input of the archive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.forms import DayField, DeskForm, text_area


class RetentionForm(DeskForm):
    """Until which day files were to be kept."""

    until = DayField(label=_("Files that were to be kept until"))


class ReasonedForm(DeskForm):
    """Somebody asked for it, and how that is known."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=text_area(3),
        help_text=_("How the request came. No names: the audit ledger keeps it."),
    )
