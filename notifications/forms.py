"""The form of a person's message settings."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.enums import ALWAYS_MAILED, TO_CUSTOMERS, Digest, Topic
from pages.forms import DeskForm

# How others travel, and what a person has asked for, is nobody's choice.
FIXED = (Topic.DIGEST, Topic.PASSWORD, *ALWAYS_MAILED, *TO_CUSTOMERS)
CHOOSABLE = [(topic.value, topic.label) for topic in Topic if topic not in FIXED]


class PreferenceForm(DeskForm):
    """What is also mailed, how often, and when not."""

    mail_topics = forms.MultipleChoiceField(
        label=gettext_lazy("also by mail"),
        choices=CHOOSABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    digest = forms.ChoiceField(label=gettext_lazy("mails"), choices=Digest.choices)
    quiet_from = forms.TimeField(
        label=gettext_lazy("quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, object]:
        data = super().clean()
        begin, end = data.get("quiet_from"), data.get("quiet_until")
        if (begin is None) != (end is None):
            missing = "quiet_until" if end is None else "quiet_from"
            self.add_error(missing, _("Enter both the start and the end of quiet hours."))
        elif begin is not None and begin == end:
            self.add_error("quiet_until", _("Quiet hours cannot start and end at the same time."))
        return data
