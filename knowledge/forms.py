"""Shapes of article input."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.enums import ArticleKind
from knowledge.models import TITLE_LENGTH
from pages.forms import DeskForm, StepForm, text_area

BODY_LENGTH = 20000


class ArticleForm(DeskForm):
    """The working text; carries the version that was on the screen, none for a new article."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = forms.CharField(label=pgettext_lazy("article", "Title"), max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(label=pgettext_lazy("article", "Kind"), choices=ArticleKind.choices)
    body = forms.CharField(
        label=pgettext_lazy("article", "Text"),
        max_length=BODY_LENGTH,
        widget=text_area(20),
        help_text=_("“## ” at the start of a line makes a heading, “1. ” a step, “- ” a list."),
    )

    def clean_body(self) -> str:
        """Browsers send two signs for the end of a line; we keep one."""
        return self.cleaned_data["body"].replace("\r\n", "\n")


class VersionForm(StepForm):
    """Asks once, of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class VersionReasonForm(VersionForm):
    """As `VersionForm`; a reason is mandatory."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(3))


class VoteForm(forms.Form):
    """Did it help?"""

    is_helpful = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )
