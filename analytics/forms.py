"""What managers write about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.enums import Section
from pages.forms import DeskForm, text_area


class RemarkForm(DeskForm):
    """A remark about one part."""

    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Remark"), required=False, max_length=4000, widget=text_area(3), strip=True
    )


class IssueForm(DeskForm):
    """Issues the draft that was looked at."""

    seen_at = forms.CharField(widget=forms.HiddenInput)
