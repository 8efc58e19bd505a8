"""Registering, editing, filtering, importing."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.domain import text
from customers.enums import Relation, Segment
from customers.forms import MailField, PhoneField
from customers.models import Asset, Channel, Contact, Customer, CustomerQuerySet
from documents.forms import AttachmentsField
from pages.forms import AskingForm, DeskForm, MomentField, text_area
from tickets.record.enums import BusinessType, Impact, Nature, Priority, Status, Tier
from tickets.record.models import IssueType, Ticket, TicketQuerySet

BLANK = [("", "—")]
DERIVED_SUMMARY_LENGTH = 60


class IssueTypeField(forms.ModelChoiceField):
    """The two-level tree as one indented list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "queryset", IssueType.objects.filter(is_active=True).select_related("parent")
        )
        super().__init__(**kwargs)

    def label_from_instance(self, obj: IssueType) -> str:
        if obj.parent is None:
            return str(obj)
        return f"{obj.parent} / {obj}"


class DescriptionFields(forms.Form):
    """What both registering and editing know of a problem."""

    summary = forms.CharField(label=_("Summary"), max_length=120)
    symptom = forms.CharField(label=_("Symptom"), required=False, widget=text_area(3))
    error_code = forms.CharField(label=_("Error code"), required=False, max_length=40)
    occurred_at = MomentField(label=_("Occurred at"), required=False)
    tried_steps = forms.CharField(
        label=_("Steps the customer tried"), required=False, widget=text_area(2)
    )
    nature = forms.ChoiceField(label=_("Nature"), choices=Nature.choices, initial=Nature.FAULT)
    business_type = forms.ChoiceField(
        label=_("Business type"), choices=BusinessType.choices, initial=BusinessType.SUPPORT
    )
    issue_type = IssueTypeField(label=_("Issue type"), required=False, empty_label="—")
    impact = forms.ChoiceField(label=_("Impact"), choices=Impact.choices, initial=Impact.NONE)
    customer_urgency = forms.ChoiceField(
        label=_("Customer's urgency"), choices=BLANK + Priority.choices, required=False
    )
    urgency_reason = forms.CharField(label=_("Reason of urgency"), required=False, max_length=200)
    wished_at = MomentField(label=_("Customer's wished time"), required=False)
    order_no = forms.CharField(label=_("Order number"), required=False, max_length=60)
    extra_info = forms.CharField(
        label=_("Additional information"), required=False, widget=text_area(2)
    )


class RegisterForm(AskingForm, DescriptionFields):
    """A call in under a minute: who, what, how bad; the rest can follow."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), required=False, widget=forms.HiddenInput
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), required=False, widget=forms.HiddenInput
    )
    asset = forms.ModelChoiceField(
        Asset.objects.none(), required=False, label=_("Device"), empty_label="—"
    )
    new_customer = forms.CharField(label=_("Customer name"), required=False, max_length=120)
    new_segment = forms.ChoiceField(
        label=_("Segment"), choices=Segment.choices, initial=Segment.ENTERPRISE, required=False
    )
    new_contact = forms.CharField(label=_("Contact"), required=False, max_length=60)
    new_phone = PhoneField(label=_("Phone"))
    new_email = MailField(label=_("Mail"))
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), empty_label=None)
    reported_at = MomentField(label=_("Reported at"), required=False, help_text=_("Empty: now."))
    is_synchronous = forms.BooleanField(
        label=_("Customer is on the line (counts as an immediate response)"), required=False
    )
    first_responded_at = MomentField(label=_("First response time"), required=False)
    original_text = forms.CharField(
        label=_("The customer's own words"), required=False, widget=text_area(4)
    )
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, initial=Tier.GENERAL)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.LOW
    )
    promised_at = MomentField(label=_("Promised solution time"), required=False)
    is_verified = forms.BooleanField(
        label=_("Customer's data checked"), required=False, initial=True
    )
    unverified_reason = forms.CharField(
        label=_("If not checked: why"), required=False, max_length=300
    )
    is_repeat_of = forms.ModelChoiceField(
        Ticket.objects.none(), required=False, widget=forms.HiddenInput
    )
    # The mail of the tray that it is registered from.
    mail = forms.IntegerField(required=False, widget=forms.HiddenInput)
    uploads = AttachmentsField(label=_("Files"), required=False)

    field_order = ("channel", "reported_at")

    def __init__(
        self, *args: Any, customers: CustomerQuerySet, tickets: TicketQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_repeat_of"].queryset = tickets
        self.fields["channel"].queryset = Channel.objects.filter(is_active=True).exclude(
            direction="out"
        )
        self.fields["customer"].queryset = customers
        # Contacts and devices of nobody else can be chosen, whatever a browser sends.
        chosen = self["customer"].value()
        if str(chosen or "").isdecimal():
            assets = Asset.objects.filter(customer_id=chosen)
            self.fields["contact"].queryset = Contact.objects.filter(customer_id=chosen)
            self.fields["asset"].queryset = assets.select_related("model")
        # The first words of the customer stand for a summary that nobody wrote.
        self.fields["summary"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("summary"):
            words = cleaned.get("original_text") or ""
            first_line, *_rest = words.strip().split("\n")
            cleaned["summary"] = first_line[:DERIVED_SUMMARY_LENGTH]
        if not cleaned["summary"]:
            self.add_error("summary", _("Briefly describe the problem."))
        if (
            not cleaned.get("customer")
            and not cleaned.get("new_customer")
            and "customer" not in self.errors
        ):
            self.add_error("new_customer", _("Find a customer, or enter a name."))
        # A time that was typed says more than the box that is ticked by default.
        if cleaned.get("first_responded_at"):
            cleaned["is_synchronous"] = False
        if (
            cleaned.get("tier") == Tier.URGENT
            and not cleaned.get("promised_at")
            and "promised_at" not in self.errors
        ):
            self.add_error("promised_at", _("An urgent ticket needs a promised solution time."))
        return cleaned

    @property
    def new_customer_details(self) -> dict[str, Any]:
        """What a new customer is created with."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["new_customer"],
            "contact_name": cleaned["new_contact"],
            "phone": cleaned["new_phone"],
            "email": cleaned["new_email"],
            "segment": cleaned["new_segment"] or Segment.ENTERPRISE,
            "relation": Relation.NEW,
        }

    @property
    def ticket_details(self) -> dict[str, Any]:
        """The fields of the ticket itself."""
        other = {
            "customer",
            "contact",
            "new_customer",
            "new_segment",
            "new_contact",
            "new_phone",
            "new_email",
            "submit_id",
            "is_meant",
            "is_verified",
            "unverified_reason",
            "uploads",
            "mail",
        }
        return {name: value for name, value in self.cleaned_data.items() if name not in other}


class EditForm(DeskForm, DescriptionFields):
    """The description; carries the version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact"), required=False, empty_label="—"
    )
    asset = forms.ModelChoiceField(
        Asset.objects.none(), label=_("Device"), required=False, empty_label="—"
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=text_area(2))
    measure_note = forms.CharField(
        label=_("Improvement measure"), required=False, widget=text_area(2)
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = customer.contacts.all()
        self.fields["asset"].queryset = customer.assets.select_related("model")


def within_reach(day: date) -> None:
    """A day of our times; others would overflow."""
    if not 2000 <= day.year < 2100:
        raise forms.ValidationError("out of reach")


class FilterForm(forms.Form):
    """What the address may narrow a list to; other parameters are none of a list's."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.MultipleChoiceField(choices=Status.choices, required=False)
    tier = forms.MultipleChoiceField(choices=Tier.choices, required=False)
    priority = forms.MultipleChoiceField(choices=Priority.choices, required=False)
    channel = forms.CharField(required=False)
    department = forms.CharField(required=False)
    issue_type = forms.CharField(required=False)
    assignee = forms.CharField(required=False, max_length=150)
    reported_from = forms.DateField(required=False, validators=[within_reach])
    reported_until = forms.DateField(required=False, validators=[within_reach])

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        if text.is_too_short(words):
            raise forms.ValidationError(_("Type at least two characters."))
        return words if text.is_searchable(words) else ""
