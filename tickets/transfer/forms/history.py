"""What the columns and words of another desk mean, chosen beside what stands in the file."""

import hashlib
import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.domain import text
from core.domain.text import is_key
from customers.models import Channel
from documents.forms import TABLE_ENDINGS, ImportFileField
from pages.forms import AskingForm, DeskForm, set_widget_class
from tickets.record.domain import lifecycle
from tickets.record.enums import Status, WaitReason
from tickets.transfer.domain.history import guessing
from tickets.transfer.domain.history.mapping import (
    DEFAULTS,
    REQUIRED,
    SOURCE_LENGTH,
    TEXTS,
    WORDS,
)
from tickets.transfer.domain.history.survey import MOST_WORDS, ColumnSurvey, FileSurvey

COLUMN_LABELS = {
    "number": _("Ticket number"),
    "state": _("Status"),
    "reported_at": _("Report time"),
    "at": _("Time of the line (several lines a ticket)"),
    "recorded_at": _("Recorded at"),
    "first_responded_at": _("First response at"),
    "resolved_at": _("Solved at"),
    "closed_at": _("Closed at"),
    "promised_at": _("Promised time"),
    "customer": _("Customer"),
    "contact": _("Contact"),
    "phone": _("Phone"),
    "channel": _("Channel"),
    "accepted_by": _("Accepted by"),
    "department": _("Department"),
    "assignee": _("Assignee"),
    "by": _("Changed by"),
    "tier": _("Tier"),
    "priority": _("Priority"),
    "urgency": _("Customer's urgency"),
    "impact": _("Impact"),
    "nature": _("Nature"),
    "business_type": _("Business type"),
    "reopened": _("Times reopened"),
    "reassigned": _("Times reassigned"),
    "order": _("Order of lines"),
}
TEXT_LABELS = {
    "summary": _("Summary"),
    "original_text": _("In the customer's words"),
    "remark": _("Remark"),
}
TIME_LABELS = {
    "iso": _("2024-05-01T09:30:00 (ISO)"),
    "written": _("Year first: 2024-05-01 09:30, 2024年5月1日 9:30"),
    "day_first": _("Day first: 01/05/2024 09:30"),
    "month_first": _("Month first: 05/01/2024 09:30"),
}
OWN_TIME = "own"
KEY_LENGTH = 12
COMMAS = re.compile("[,，、]")
ZONES = ("", "UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Europe/London")


class HistoryUploadForm(DeskForm):
    """The file, and which mapping to begin with."""

    file = ImportFileField(label=_("History (csv or xlsx)"), endings=TABLE_ENDINGS)
    begins_with = forms.ChoiceField(label=_("Mapping"), required=False)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins_with"].choices = [
            ("", _("Propose one from the file")),
            *((name, name) for name in names),
        ]


class HistoryMappingForm(AskingForm):
    """A mapping over the columns of one file; `data` of a valid one is that of `mapping_of`.

    Built from a survey and the data of a mapping: words that stand in other files only are kept.
    """

    source = forms.CharField(
        label=_("Name of the other desk"),
        max_length=SOURCE_LENGTH,
        help_text=_("its next file finds the same customers by it"),
    )
    time = forms.ChoiceField(label=_("How times are written"))
    zone = forms.ChoiceField(label=_("Zone of times that name none"), required=False)
    unknown = forms.CharField(
        label=_("Marks that say “not known”"), required=False, help_text=_("with commas between")
    )
    keeps_others = forms.BooleanField(
        label=_("Keep all columns that nothing names in the remark"), required=False
    )
    kept_as = forms.CharField(
        label=_("Keep the mapping as"), required=False, max_length=60, help_text=_("optional")
    )

    def __init__(
        self, *args: Any, survey: FileSurvey, mapping: dict[str, Any], **kwargs: Any
    ) -> None:
        self.survey = survey
        self.mapping = mapping
        super().__init__(*args, initial=self._initial(), **kwargs)
        self._add_columns()
        self._add_texts()
        self._add_defaults()
        self._add_words()
        self.fields["time"].choices = self._time_choices()
        self.fields["zone"].choices = [(name, name or settings.TIME_ZONE) for name in ZONES]
        for field in self.fields.values():
            set_widget_class(field.widget)

    def clean(self) -> dict[str, Any]:
        """A column whose words are to be translated has not too many of them."""
        cleaned = super().clean() or self.cleaned_data
        for name in self._wordy_choices():
            self.add_error(f"column_{name}", self.too_many_words)
        self._check_marks()
        self._check_lines()
        return cleaned

    def _check_marks(self) -> None:
        """A word that means something is no mark of what is not known."""
        marks = set(map(text.comparable_text, self._unknown_marks()))
        for words in self.word_fields.values():
            for word, key in words:
                if word in marks and self.cleaned_data.get(key):
                    sentence = _("“%(word)s” has a meaning below: take it out of these marks.")
                    self.add_error("unknown", sentence % {"word": word})

    def _check_lines(self) -> None:
        """Several rows of one ticket without a time of their own: only the last one would count."""
        number = self.chosen_column("number")
        if number is not None and number.comes_again and self.chosen_column("at") is None:
            question = _(
                "Numbers come again: of several rows of a ticket only the last one counts."
            )
            self.ask_once("column_at", str(question))

    @property
    def too_many_words(self) -> str:
        """What is said of a column of texts where one of a few words is needed."""
        sentence = _("holds texts and not a few words (at most %(most)d): choose another column.")
        return sentence % {"most": MOST_WORDS}

    @property
    def wordy_columns(self) -> list[ColumnSurvey]:
        """Columns of texts that are chosen where one of a few words is needed."""
        return list(self._wordy_choices().values())

    def _wordy_choices(self) -> dict[str, ColumnSurvey]:
        chosen = {name: self.chosen_column(name) for name in ("state", *WORDS)}
        return {name: column for name, column in chosen.items() if column and column.words is None}

    def _initial(self) -> dict[str, Any]:
        about = self.mapping.get("file", {})
        return {
            "source": about.get("source", ""),
            "time": self._time_family(),
            "zone": about.get("zone", ""),
            "unknown": ", ".join(about.get("unknown", [])),
        }

    def _time_family(self) -> str:
        named = self.mapping.get("file", {}).get("time", ["iso"])
        formats = (named,) if isinstance(named, str) else tuple(named)
        for name, family in guessing.TIME_FORMS.items():
            if formats == family:
                return name
        return OWN_TIME

    def _time_choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = list(TIME_LABELS.items())
        if self._time_family() == OWN_TIME:
            choices.append((OWN_TIME, _("as the mapping says")))
        return choices

    def _add_columns(self) -> None:
        headings = [(str(n), _with_example(each)) for n, each in enumerate(self.survey.columns)]
        for name, label in COLUMN_LABELS.items():
            column = self.survey.column(self.mapping.get("columns", {}).get(name, ""))
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label,
                choices=[("", "—"), *headings],
                required=name in REQUIRED,
                initial=self._place_of(column),
            )

    def _add_texts(self) -> None:
        headings = [(str(n), each.heading) for n, each in enumerate(self.survey.columns)]
        for name in TEXTS:
            named = self.mapping.get("texts", {}).get(name, [])
            columns = map(self.survey.column, named)
            chosen = [self._place_of(column) for column in columns if column]
            self.fields[f"text_{name}"] = forms.MultipleChoiceField(
                label=TEXT_LABELS[name],
                choices=headings,
                required=False,
                initial=chosen,
                widget=forms.CheckboxSelectMultiple,
            )

    def _place_of(self, column: ColumnSurvey | None) -> str:
        """What is sent for a column: headings may hold line breaks, which browsers rewrite."""
        return "" if column is None else str(self.survey.columns.index(column))

    def _heading_at(self, place: str) -> str:
        return self.survey.columns[int(place)].heading if place else ""

    def _add_defaults(self) -> None:
        defaults = {
            **DEFAULTS,
            "channel": guessing.UNNAMED_CHANNEL,
            **self.mapping.get("defaults", {}),
        }
        for name in ("channel", *DEFAULTS):
            choices = self.meanings_of(name)
            if str(defaults[name]) not in dict(choices):
                # A channel that is no longer in use: a browser would choose the first one untold.
                choices = [("", "—"), *choices]
            self.fields[f"default_{name}"] = forms.ChoiceField(
                label=COLUMN_LABELS[name],
                choices=choices,
                initial=str(defaults[name]),
            )
        self.fields["default_customer"] = forms.CharField(
            label=_("Customer"), required=False, max_length=120, initial=defaults.get("customer")
        )

    def _add_words(self) -> None:
        """A choice for each word of the columns that are chosen now."""
        self.word_fields: dict[str, list[tuple[str, str]]] = {}
        for name in ("state", *WORDS):
            column = self.chosen_column(name)
            if column is None or column.words is None:
                continue
            known = self._known_words(name)
            guessed = {**guessing.guess_words(name, column), **known}
            choices = [
                ("", _("— not decided: its tickets are refused")),
                *self.meanings_of(name),
            ]
            for word in column.words_by_count:
                key = _word_key(name, column, word)
                self.fields[key] = forms.ChoiceField(
                    label=word,
                    choices=choices,
                    required=False,
                    initial=guessed.get(word, ""),
                )
                self.word_fields.setdefault(name, []).append((word, key))

    @property
    def word_keys(self) -> list[str]:
        """The fields of all words."""
        return [key for words in self.word_fields.values() for _word, key in words]

    def _known_words(self, name: str) -> dict[str, str]:
        """What the mapping says, each word as the survey writes it; channels that are none go."""
        if name == "state":
            known = self.mapping.get("states", {})
        else:
            known = self.mapping.get("words", {}).get(name, {})
        meanings = dict(self.meanings_of(name))
        return {
            text.comparable_text(word): meaning
            for word, meaning in known.items()
            if meaning in meanings
        }

    def chosen_column(self, name: str) -> ColumnSurvey | None:
        """The column that is chosen for a field of ours, in the form as it was sent or begins."""
        field = f"column_{name}"
        place = self.data.get(field) if self.is_bound else self.fields[field].initial
        if not is_key(place or "") or int(place) >= len(self.survey.columns):
            return None
        return self.survey.columns[int(place)]

    @cached_property
    def _channel_meanings(self) -> list[tuple[str, Any]]:
        return [(one.code, str(one)) for one in Channel.objects.filter(is_active=True)]

    def meanings_of(self, name: str) -> list[tuple[str, Any]]:
        """What a word may mean as our field: code and label."""
        if name == "state":
            return state_meanings()
        if name == "channel":
            return self._channel_meanings
        choices = WORDS[name]
        return list(choices.choices) if choices else []

    def mapping_data(self) -> dict[str, Any]:
        """The valid form as the data of a mapping."""
        cleaned = self.cleaned_data
        columns = {name: self._heading_at(cleaned[f"column_{name}"]) for name in COLUMN_LABELS}
        columns = {name: heading for name, heading in columns.items() if heading}
        texts = {name: list(map(self._heading_at, cleaned[f"text_{name}"])) for name in TEXTS}
        if cleaned["keeps_others"]:
            used = {*columns.values(), *texts["summary"], *texts["original_text"]}
            texts["remark"] = [
                column.heading for column in self.survey.columns if column.heading not in used
            ]
        about = {
            "name": cleaned["source"],
            "source": cleaned["source"],
            "unknown": self._unknown_marks(),
            "time": self._time_formats(),
        }
        if cleaned["zone"]:
            about["zone"] = cleaned["zone"]
        defaults = {name: cleaned[f"default_{name}"] for name in ("channel", *DEFAULTS)}
        defaults["customer"] = cleaned["default_customer"]
        segment = self.mapping.get("defaults", {}).get("segment")
        if segment:
            defaults["segment"] = segment
        return {
            "file": about,
            "columns": columns,
            "states": self._meanings("state"),
            "words": {name: self._meanings(name) for name in WORDS if name in columns},
            "texts": {name: named for name, named in texts.items() if named},
            "defaults": defaults,
        }

    def _unknown_marks(self) -> list[str]:
        marks = COMMAS.split(self.cleaned_data.get("unknown", ""))
        return [mark.strip() for mark in marks if mark.strip()]

    def _time_formats(self) -> list[str]:
        family = self.cleaned_data["time"]
        if family != OWN_TIME:
            return list(guessing.TIME_FORMS[family])
        named = self.mapping["file"]["time"]
        return [named] if isinstance(named, str) else list(named)

    def _meanings(self, name: str) -> dict[str, str]:
        meanings = dict(self._known_words(name))
        for word, key in self.word_fields.get(name, []):
            meanings.pop(word, None)
            if self.cleaned_data[key]:
                meanings[word] = self.cleaned_data[key]
        return meanings


def _word_key(name: str, column: ColumnSurvey, word: str) -> str:
    """The field of a word: another column's words are other fields, whatever their order."""
    digest = hashlib.sha256(f"{column.heading}\0{word}".encode()).hexdigest()
    return f"word_{name}_{digest[:KEY_LENGTH]}"


def _with_example(column: ColumnSurvey) -> str:
    """`opened_at · 2026-03-16 12:50`: what stands there says more than its heading."""
    return " · ".join([column.heading, *column.examples[:1]])


def state_meanings() -> list[tuple[str, Any]]:
    """Our states, of those that wait one for each reason."""
    meanings: list[tuple[str, Any]] = []
    for status in Status:
        if status == Status.MERGED:
            continue
        if status not in lifecycle.WAITING:
            meanings.append((str(status), status.label))
            continue
        for reason in WaitReason:
            if reason in lifecycle.PAUSE_REASONS[status]:
                meanings.append((f"{status}/{reason}", f"{status.label} · {reason.label}"))
    return meanings
