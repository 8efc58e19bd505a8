"""Shapes of input that several houses share."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.domain.text import is_key
from core.errors import BadFile, LawBroken


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of date and time, in the desk's zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # in steps of a minute: with seconds the browser shows a second box
        super().__init__(attrs={"step": 60, **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment with minute precision, typed or picked."""

    widget = MomentInput
    input_formats = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
    ]
    default_error_messages = {"invalid": _("Enter the time as 2026-03-16 12:50.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", self.input_formats)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime | None:
        """Only years of our times: others are slips of the hand."""
        try:
            moment: datetime | None = super().clean(value)
        except OverflowError:
            # year 1 has no instant in UTC east of Greenwich
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if moment is not None and not 2000 <= moment.year < 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime) or value.tzinfo is None:
            return value
        return timezone.localtime(value).replace(second=0, microsecond=0)


class DayInput(forms.DateInput):
    """The browser's own picker of a date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A date of the desk, typed or picked."""

    widget = DayInput
    default_error_messages = {"invalid": _("Enter the date as 2026-03-16.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        """Only years of our times: others are slips of the hand."""
        day: date | None = super().clean(value)
        if day is not None and not 2000 <= day.year < 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def text_area(rows: int) -> forms.Textarea:
    """A text area of a few lines."""
    return forms.Textarea(attrs={"rows": rows})


# What differs between two sendings of the same content.
NOT_CONTENT = ("submit_id", "csrfmiddlewaretoken")


class DeskForm(forms.Form):
    """Our look, a one-time id, and errors tied to their fields for screen readers."""

    submit_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    required_css_class = "required"
    sent_before = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("submit_id", uuid.uuid4())
        for field in self.fields.values():
            set_widget_class(field.widget)
            if isinstance(field, PickedField):
                field.widget.field = field

    def full_clean(self) -> None:
        """Clean, and mark what is wrong."""
        # not in the constructor: a form may still set its choices after this class made it
        super().full_clean()
        for name in self.errors:
            self.mark_wrong(name)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field:
            self.mark_wrong(field)

    def mark_wrong(self, name: str) -> None:
        """Show a field as wrong, to eyes and to screen readers."""
        if name not in self.fields:
            return
        attrs = self.fields[name].widget.attrs
        # a field may be marked twice: by `clean` and by what the action says
        classes = attrs.get("class", "").replace(" is-invalid", "")
        attrs["class"] = f"{classes} is-invalid"
        attrs["aria-invalid"] = "true"

    def refuse(self, error: LawBroken | BadFile) -> None:
        """Put what was refused beside the field it names, or above the form."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, error.message)

    def carry_version(self, current: int) -> None:
        """Let what was typed be saved, knowingly, over the version that is stored now."""
        # what was posted is read-only
        self.data = self.data.copy()
        self.data["version"] = str(current)

    @property
    def submit_key(self) -> str:
        """The one-time id of a valid form; empty for one that came without."""
        return str(self.cleaned_data["submit_id"] or "")

    @property
    def content_digest(self) -> str:
        """What a bound form says, in 64 letters; the same for the same fields and files."""
        said: list[tuple[str, list[str]]] = []
        for name, values in sorted(self.data.lists()):
            if name not in NOT_CONTENT:
                said.append((name, values))
        for name, uploads in sorted(self.files.lists()):
            said.append((name, [f"{upload.name} {upload.size}" for upload in uploads]))
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def ask_again(self, sent_before: str) -> None:
        """A new one-time id: what is typed may be sent, knowingly, a second time.

        `sent_before` is the page where the first sending led.
        """
        # what was posted is read-only
        self.data = self.data.copy()
        self.data["submit_id"] = str(uuid.uuid4())
        self.sent_before = sent_before

    @property
    def details(self) -> dict[str, Any]:
        """The cleaned fields without the one-time id."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submit_id"}


def question_key(question: str) -> str:
    """What a form remembers of a question that it asked."""
    return hashlib.sha256(question.encode()).hexdigest()[:16]


# Whatever is asked: of a program, which remembers no questions.
MEANT = "all"


class AskingForm(DeskForm):
    """A form that may ask back: sent a second time as it is, it is meant so.

    `is_meant` holds which questions were asked; another question is asked again.
    """

    is_meant = forms.CharField(required=False, widget=forms.HiddenInput)

    # How one says that it is meant so.
    way_to_mean_it: Any = _("Send it again if it is meant so.")

    def ask_once(self, field: str, question: str) -> None:
        """Show the form again with a question, unless this very one was asked before."""
        asked = self.data.get("is_meant", "").split()
        key = question_key(question)
        if key in asked or MEANT in asked:
            return
        self.add_error(field, f"{question} {self.way_to_mean_it}")
        self.data = self.data.copy()
        self.data["is_meant"] = " ".join([*asked, key])

    @property
    def details(self) -> dict[str, Any]:
        """What the action is called with."""
        return {name: value for name, value in super().details.items() if name != "is_meant"}


class StepForm(DeskForm):
    """The form of one step: knows the thing it is about, the person, and the moment it is shown.

    `notices` stand above it: `{tone, text}`.
    """

    notices: tuple[dict[str, Any], ...] = ()

    # Of these fields a program has to send one: whoever sees the page sees what they hold.
    one_of: tuple[str, ...] = ()

    # Fields that a program has named with a value; a page sends all that it shows.
    named: frozenset[str] = frozenset()

    def __init__(self, *args: Any, thing: Any, user: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing = thing
        self.user = user
        self.at = at
        # Why fields of the step are not asked for now, by their names.
        self.left_out: dict[str, Any] = {}
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the thing."""

    def leave_out(self, name: str, why: Any) -> None:
        """Do not ask for a field now; a program that sends it all the same is told why."""
        del self.fields[name]
        self.left_out[name] = why


class ConfirmForm(StepForm):
    """Nothing to fill in: asks once."""


class ReasonForm(StepForm):
    """A reason is mandatory."""

    note = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(3))


def set_widget_class(widget: forms.Widget) -> None:
    """The classes of the design system."""
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.RadioSelect):
        widget.attrs.setdefault("class", "form-selectgroup-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif not isinstance(widget, forms.HiddenInput):
        widget.attrs.setdefault("class", "form-control")


def speak_labels(form: forms.BaseForm) -> None:
    """Fields of a row say their labels: the head of a column names them to the eye alone."""
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = field.label


class Picker(forms.Widget):
    """A search box that fills a hidden id.

    People and tickets are picked by search, never from a list of all.
    """

    template_name = "core/picker.html"

    def __init__(
        self, url_name: str, placeholder: Any = "", attrs: dict[str, Any] | None = None
    ) -> None:
        self.url_name = url_name
        self.placeholder = placeholder
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "url": reverse(self.url_name),
            "placeholder": self.placeholder,
            "label": self.chosen_label(value),
        }
        return context

    def chosen_label(self, value: Any) -> str:
        """What the box shows for a chosen id; the field knows its row."""
        field: PickedField | None = getattr(self, "field", None)
        if field is None or not value:
            return ""
        chosen = field.find_row(value)
        return str(chosen) if chosen else ""


class PickedField(forms.Field):
    """One row found by a picker; only rows of the queryset the form sets can be chosen."""

    default_error_messages = {"unknown": _("Choose one of the suggestions.")}

    def __init__(self, url_name: str, placeholder: Any = "", **kwargs: Any) -> None:
        super().__init__(widget=Picker(url_name, placeholder), **kwargs)
        self.queryset: models.QuerySet[Any] | None = None
        self.widget.field = self

    def find_row(self, value: Any) -> models.Model | None:
        """The row of an id; a row itself. None when there is none."""
        if isinstance(value, models.Model):
            return value
        if self.queryset is None or not is_key(str(value)):
            return None
        row: models.Model | None = self.queryset.filter(pk=int(value)).first()
        return row

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, models.Model) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        row = self.find_row(value)
        if row is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return row
