"""The composer: to the customer, or an internal note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Channel, Contact
from customers.rules import ContactVisibility
from documents.forms import AttachmentsField
from pages.forms import DeskForm, MomentField, text_area
from tickets.record.enums import Direction, Purpose
from tickets.record.models import Ticket
from tickets.record.queries.reachability import contacts_to_write_to

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
    person = forms.ModelChoiceField(
        Contact.objects.none(), label=pgettext_lazy("message", "To"), empty_label=None
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(purpose.value, purpose.label) for purpose in WRITTEN],
        initial=Purpose.PROGRESS,
    )
    uploads = AttachmentsField(label=_("Files"), required=False)

    def __init__(
        self, *args: Any, ticket: Ticket, visibility: ContactVisibility, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        person.queryset = contacts_to_write_to(ticket)
        person.label_from_instance = visibility.contact
        person.initial = ticket.contact_id


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.filter(is_active=True)


class NoteForm(DeskForm):
    """An internal note."""

    body = forms.CharField(label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 3}))
    uploads = AttachmentsField(label=_("Files"), required=False)
