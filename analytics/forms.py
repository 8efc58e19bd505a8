"""What addresses say of months, and what managers write about a report."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.enums import Section
from pages.forms import DeskForm, text_area

MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)


def read_month(written: str, otherwise: date | None = None) -> date | None:
    """The first day of `2024-05`; what is not understood is the other one."""
    found = MONTH.fullmatch(written)
    return date(int(found[1]), int(found[2]), 1) if found else otherwise


class RemarkForm(DeskForm):
    """A remark about one part."""

    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Remark"), required=False, max_length=4000, widget=text_area(3), strip=True
    )


class IssueForm(DeskForm):
    """Issues the draft that was looked at."""

    seen_at = forms.CharField(widget=forms.HiddenInput)
