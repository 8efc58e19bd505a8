"""What a customer may send."""

import base64
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.domain.text import comparable_text
from customers.domain.phones import LONGEST_PHONE, is_phone
from documents.forms import AttachmentsField
from pages.forms import DeskForm, text_area

LONGEST = 4000
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
SIGNATURE_NAME = "signature.png"


def pictures_field() -> AttachmentsField:
    """Pictures, on a phone straight from its camera."""
    return AttachmentsField(
        label=gettext_lazy("Pictures or files"),
        required=False,
        help_text=gettext_lazy("From the camera or the album of your phone; up to 30 MB together."),
    )


class DeviceRequestForm(DeskForm):
    """A problem of the device that one stands before."""

    body = forms.CharField(
        label=gettext_lazy("What is wrong?"), max_length=LONGEST, widget=text_area(5)
    )
    uploads = pictures_field()
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("Your phone"),
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    consents = forms.BooleanField(
        label=gettext_lazy(
            "I agree that my name, phone and pictures are used to deal with this problem."
        )
    )
    # Nobody sees it: what is written there was written by a machine.
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if not is_phone(phone):
            raise forms.ValidationError(_("Enter a phone number on which we reach you."))
        return comparable_text(phone)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""

    @property
    def report(self) -> dict[str, Any]:
        """What is reported, by whom."""
        asked = ("consents", "website")
        return {name: value for name, value in self.details.items() if name not in asked}


class RequestForm(DeviceRequestForm):
    """A problem of anybody."""

    company = forms.CharField(
        label=gettext_lazy("Your company (optional)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    serial = forms.CharField(
        label=gettext_lazy("Serial number (optional)"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("On the plate of the device."),
    )


class DrawingField(forms.CharField):
    """A signature drawn on the page, as `static/js/signature.js` sends it: a picture in Base64.
    Becomes an upload, or None where nothing was drawn.
    """

    widget = forms.HiddenInput
    PREFIX = "data:image/png;base64,"
    LONGEST_DRAWING = 400_000

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=self.LONGEST_DRAWING, **kwargs)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            body = base64.b64decode(written.removeprefix(self.PREFIX), validate=True)
        except ValueError:
            body = b""
        if not (written.startswith(self.PREFIX) and body.startswith(PNG_BEGINS)):
            raise forms.ValidationError(
                _("The drawing did not arrive whole. Draw it once more, or leave it out.")
            )
        return SimpleUploadedFile(SIGNATURE_NAME, body, content_type="image/png")


class ConfirmationForm(DeskForm):
    """Does it work again? Signed with a name (F6)."""

    SOLVED, NOT_SOLVED = "solved", "not_solved"
    result = forms.ChoiceField(
        label=gettext_lazy("Does everything work again?"),
        choices=[
            (SOLVED, gettext_lazy("Yes, it is solved")),
            (NOT_SOLVED, gettext_lazy("No, not yet")),
        ],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=gettext_lazy("What should we know? If it is not solved: what is still wrong?"),
        required=False,
        max_length=LONGEST,
        widget=text_area(4),
    )
    uploads = pictures_field()
    signer = forms.CharField(
        label=gettext_lazy("Your name, as your signature"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    drawing = DrawingField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_open = data.get("result") == self.NOT_SOLVED
        if is_open and not data.get("remark", "").strip():
            self.add_error("remark", _("Tell us what is still wrong."))
        return data


class AnswerForm(DeskForm):
    """A message, pictures, or both."""

    body = forms.CharField(
        label=gettext_lazy("Your message"),
        required=False,
        max_length=LONGEST,
        widget=text_area(4),
    )
    uploads = pictures_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("body") and not data.get("uploads"):
            self.add_error("body", _("Write something, or add a picture."))
        return data
