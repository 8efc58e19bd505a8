"""Shapes of customer input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from customers.domain.phones import LONGEST_PHONE, is_phone
from customers.enums import ConsentPurpose, Level, Relation, Segment
from customers.models import LONGEST_EMAIL, Channel, ProductModel
from pages.forms import DeskForm, MomentField, speak_labels


class ChannelRow(forms.ModelForm):
    """A channel in the list of all, where some fields are edited in place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_labels(self)


class CustomerForm(DeskForm):
    """What may be edited of a customer; carries the version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Customer name"), max_length=120)
    segment = forms.ChoiceField(label=_("Segment"), choices=Segment.choices)
    relation = forms.ChoiceField(label=_("Customer type"), choices=Relation.choices)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    region = forms.CharField(label=_("Region"), required=False, max_length=40)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)


class PhoneField(forms.CharField):
    """A phone as people write it, if there is one."""

    default_error_messages = {"no_phone": _("Enter a phone number on which we reach the contact.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_PHONE, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_phone(value):
            raise forms.ValidationError(self.error_messages["no_phone"], code="no_phone")


class MailField(forms.EmailField):
    """A mail address that can be kept, if there is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_EMAIL, **kwargs)


class NewContactForm(DeskForm):
    """A new contact."""

    name = forms.CharField(label=_("Contact"), max_length=60)
    phone = PhoneField(label=_("Phone"))
    email = MailField(label=_("Mail"))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ZH)


class ContactForm(DeskForm):
    """How a contact is reached. What is known is not shown: showing it is a click of its own."""

    phone = PhoneField(label=_("New phone"), help_text=_("Empty: stays as it is."))
    email = MailField(label=_("New mail address"), help_text=_("Empty: stays as it is."))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    preferred_channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Preferred channel"), required=False, empty_label="—"
    )

    ends_wechat = forms.BooleanField(
        label=_("End messages by WeChat"),
        required=False,
        help_text=_("The contact bound a WeChat account on the customer's page."),
    )

    def __init__(self, *args: Any, is_bound: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_channel"].queryset = Channel.objects.filter(is_active=True)
        if not is_bound:
            del self.fields["ends_wechat"]


class ConsentForm(DeskForm):
    """That a person agreed to something."""

    purpose = forms.ChoiceField(label=_("Agrees to"), choices=ConsentPurpose.choices)
    scope = forms.CharField(
        label=_("For what"), required=False, max_length=200, help_text=_("Empty: in general.")
    )
    evidence = forms.CharField(
        label=_("How it is known"),
        max_length=300,
        help_text=_("Mail, recorded call, signed paper…"),
    )
    given_at = MomentField(label=_("When"), required=False, help_text=_("Empty: now."))


class AssetForm(DeskForm):
    """A new device."""

    serial = forms.CharField(label=_("Serial number"), max_length=60)
    model = forms.ModelChoiceField(ProductModel.objects.all(), label=_("Product model"))
    sold_on = forms.DateField(
        label=_("Sold on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
