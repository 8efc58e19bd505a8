"""Shapes of input of what goes out and comes in as a file. A form never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.forms import TABLE_ENDINGS, ImportFileField
from pages.forms import DeskForm


class UnmaskForm(forms.Form):
    """Why contact data leave in full, and the person's own password, where they have one."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reader.has_usable_password():
            del self.fields["password"]


class ImportForm(DeskForm):
    """A register to bring in."""

    file = ImportFileField(label=_("Register (xlsx or csv)"), endings=TABLE_ENDINGS)
