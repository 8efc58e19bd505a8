"""The composer: to the customer, or an internal note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Channel
from customers.rules import ContactVisibility
from documents.forms import AttachmentsField
from pages.forms import DeskForm, MomentField, text_area
from tickets.record.enums import Direction, Purpose
from tickets.record.queries.reachability import Way

# What a customer can be written: calls and scores are recorded.
WRITTEN = (
    Purpose.PROGRESS,
    Purpose.SUBSTANTIVE,
    Purpose.FEEDBACK,
    Purpose.ACK,
    Purpose.SURVEY,
    Purpose.OTHER,
)


class MessageForm(DeskForm):
    """A message that leaves for the customer."""

    body = forms.CharField(label=_("Message to the customer"), widget=text_area(5))
    to = forms.ChoiceField(label=pgettext_lazy("message", "To"))
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(purpose.value, purpose.label) for purpose in WRITTEN],
        initial=Purpose.PROGRESS,
    )
    uploads = AttachmentsField(label=_("Files"), required=False)

    def __init__(
        self, *args: Any, ways: Sequence[Way], visibility: ContactVisibility, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {f"{way.contact.pk}:{way.channel}": way for way in ways}
        self.fields["to"].choices = [
            (key, f"{visibility.contact(way.contact)} · {way.channel.label}")
            for key, way in self.ways.items()
        ]

    def clean_to(self) -> Way:
        return self.ways[self.cleaned_data["to"]]


class ContactForm(DeskForm):
    """A contact with the customer, made or received."""

    body = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}))
    direction = forms.ChoiceField(
        label=pgettext_lazy("contact", "Direction"),
        # Notes have a form of their own, so that none goes to a customer by a slip of the mouse.
        choices=[choice for choice in Direction.choices if choice[0] != Direction.NOTE],
        initial=Direction.OUT,
    )
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), empty_label=None)
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, initial=Purpose.PROGRESS
    )
    is_answered = forms.BooleanField(label=_("Customer reached"), required=False, initial=True)
    happened_at = MomentField(label=_("When"), required=False, help_text=_("Empty: now."))
    reaction = forms.CharField(label=_("Customer's reaction"), required=False)
    score = forms.TypedChoiceField(
        label=_("Score"),
        choices=[("", "—"), *[(n, str(n)) for n in range(5, 0, -1)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
    uploads = AttachmentsField(label=_("Files"), required=False)

    def __init__(self, *args: Any, is_call_due: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.filter(is_active=True)
        if is_call_due:
            # Made on the desk of call-backs, which asks for the reason and what we do about it.
            self.fields["purpose"].choices = [
                choice for choice in Purpose.choices if choice[0] != Purpose.LOW_CALLBACK
            ]


class NoteForm(DeskForm):
    """An internal note."""

    body = forms.CharField(label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 3}))
    uploads = AttachmentsField(label=_("Files"), required=False)
