"""The file that somebody hands in to make a plan of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DeskForm


class RecordUploadForm(DeskForm):
    """A filled form F2."""

    file = forms.FileField(
        label=_("File (xlsx or docx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
    )
