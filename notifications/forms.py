"""The forms of a person's message settings, and of a receiver of webhooks."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.domain.addresses import NotOutside, destination_of
from notifications.enums import ALWAYS_MAILED, CHOSEN_EVENTS, TO_CUSTOMERS, Digest, Topic
from notifications.models import WebhookEndpoint
from notifications.rules import may_let_hear
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


class WebhookEndpointForm(forms.ModelForm):
    """Where to, about what, and as far as whose rights go."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("events"),
        choices=[(one.value, one.label) for one in CHOSEN_EVENTS],
        widget=forms.CheckboxSelectMultiple,
    )

    # Who sets it up; the door says so.
    by: User

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "address", "owner", "events", "is_active")
        help_texts = {
            "address": gettext_lazy(
                "https://, to a place outside the own network. What may be reached inside, whoever"
                " runs the server names in WEBHOOK_INSIDE."
            )
        }

    def clean_address(self) -> str:
        """Looked at again whenever something is sent, then with all addresses of its name."""
        address: str = self.cleaned_data["address"].strip()
        try:
            destination_of(address, settings.WEBHOOK_INSIDE)
        except NotOutside:
            words = _(
                "Enter an address that begins with https://, without a port, name or password, to"
                " a place outside the own network."
            )
            raise forms.ValidationError(words, code="not_outside") from None
        return address

    def clean_owner(self) -> User:
        """Nobody hears by a webhook what only somebody mightier may see, also not by leading
        elsewhere what somebody else has set up.
        """
        owner: User = self.cleaned_data["owner"]
        is_kept = self.instance.pk is not None and not {"owner", "address"} & set(self.changed_data)
        if not is_kept and not may_let_hear(self.by, owner):
            raise forms.ValidationError(_("You may not let a webhook see what this person sees."))
        return owner
