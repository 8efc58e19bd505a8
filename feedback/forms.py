"""What a customer answers, and what a caller writes down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.enums import Level, Segment
from feedback.actions.calls import Call
from feedback.actions.campaigns import CampaignAnswer
from feedback.actions.surveys import Answer
from feedback.enums import REACHED, SCORE_WORDS, CallKind, CallOutcome, Dimension, Expectation
from feedback.models import LowScoreReason
from pages.forms import DayField, DeskForm, text_area

LONGEST = 2000
OVERALL = "overall"
ALL = pgettext_lazy("group of customers", "All")


def score_field(label: Any, *, required: bool) -> forms.TypedChoiceField:
    """A score from 5 to 1, each with its word."""
    return forms.TypedChoiceField(
        label=label,
        choices=[(score, word) for score, word in SCORE_WORDS.items()],
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five.")},
    )


class ReasonsField(forms.ModelMultipleChoiceField):
    """Why, coded; none is fine."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LowScoreReason.objects.filter(is_active=True), required=False, **kwargs)


class ScoresForm(DeskForm):
    """Five scores, and why."""

    are_required = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = {
            dimension.value: score_field(dimension.label, required=self.are_required)
            for dimension in Dimension
        }
        overall = {OVERALL: score_field(_("All in all"), required=self.are_required)}
        self.fields = {**overall, **scores, **self.fields}

    @property
    def score_fields(self) -> list[forms.BoundField]:
        """The scores in their order: the whole first."""
        return [self[OVERALL], *(self[dimension.value] for dimension in Dimension)]

    def scores(self) -> dict[Dimension, int]:
        """Those that were given."""
        given = {dimension: self.cleaned_data.get(dimension.value) for dimension in Dimension}
        return {dimension: score for dimension, score in given.items() if score}


class SurveyForm(ScoresForm):
    """How it was, said by the customer (F7)."""

    reasons = ReasonsField(label=_("What should be better?"))
    comment = forms.CharField(
        label=_("Tell us more (optional)"),
        required=False,
        max_length=LONGEST,
        widget=text_area(4),
    )
    recommends = forms.TypedChoiceField(
        label=_("Would you recommend us? 0: never, 10: certainly"),
        choices=[(score, str(score)) for score in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_recommendation: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_recommendation:
            del self.fields["recommends"]

    @property
    def answer(self) -> Answer:
        """What a valid form says."""
        data = self.cleaned_data
        return Answer(
            overall=data[OVERALL],
            scores=self.scores(),
            recommends=data.get("recommends"),
            comment=data["comment"],
            reasons=list(data["reasons"]),
        )


class CampaignForm(DeskForm):
    """Whom a campaign asks, and until when."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("Customers read it."))
    closes_on = DayField(label=_("Answers until"))
    segment = forms.ChoiceField(
        label=_("Segment"), required=False, choices=[("", ALL), *Segment.choices]
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", ALL), *Level.choices])
    region = forms.CharField(
        label=_("Region"), required=False, max_length=40, help_text=_("Empty: all.")
    )


class CampaignAnswerForm(DeskForm):
    """What a customer expects, why it is not met, what should change."""

    overall = score_field(_("How satisfied are you with our service, all in all?"), required=True)
    speed = score_field(Expectation.SPEED.label, required=True)
    quality = score_field(Expectation.QUALITY.label, required=True)
    manner = score_field(Expectation.MANNER.label, required=True)
    reasons = ReasonsField(label=_("What should be better?"))
    suggestion = forms.CharField(
        label=_("Your suggestions (optional)"),
        required=False,
        max_length=LONGEST,
        widget=text_area(4),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def expectation_fields(self) -> list[forms.BoundField]:
        """Are the expectations met? One field each."""
        return [self[expectation.value] for expectation in Expectation]

    @property
    def answer(self) -> CampaignAnswer:
        """What a valid form says."""
        data = self.cleaned_data
        return CampaignAnswer(
            overall=data["overall"],
            expectations={one: data[one.value] for one in Expectation},
            reasons=list(data["reasons"]),
            suggestion=data["suggestion"],
        )


def takes_scores(kind: CallKind) -> bool:
    """Is the customer asked for scores in a call of this kind?"""
    return kind == CallKind.RESULT


class CallForm(ScoresForm):
    """What came of a call (F8)."""

    are_required = False

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=CallOutcome.choices, widget=forms.RadioSelect
    )
    said = forms.CharField(
        label=_("What was said"), max_length=LONGEST, required=False, widget=text_area(3)
    )
    reason = forms.ModelChoiceField(
        LowScoreReason.objects.none(),
        label=_("Why the customer was dissatisfied"),
        required=False,
        empty_label="",
    )
    recovery = forms.CharField(
        label=_("What we do about it"), max_length=LONGEST, required=False, widget=text_area(2)
    )

    def __init__(self, *args: Any, kind: CallKind, asks_scores: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.asks_scores = kind, asks_scores
        if not asks_scores:
            for name in (OVERALL, *Dimension.values):
                del self.fields[name]
        if kind == CallKind.LOW:
            self.fields["reason"].queryset = LowScoreReason.objects.filter(is_active=True)
        else:
            del self.fields["reason"], self.fields["recovery"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_reached = data.get("outcome") in REACHED
        if is_reached and not data.get("said", "").strip():
            self.add_error("said", _("Write what was said."))
        if not self.asks_scores:
            return data
        if self.scores() and not data.get(OVERALL):
            self.add_error(OVERALL, _("Choose how it was all in all too."))
        if data.get(OVERALL) and data.get("outcome") == CallOutcome.NO_ANSWER:
            self.add_error(OVERALL, _("Nobody was reached: leave the scores empty."))
        return data

    @property
    def call(self) -> Call:
        """What a valid form says."""
        data = self.cleaned_data
        overall = data.get(OVERALL)
        return Call(
            kind=self.kind,
            outcome=CallOutcome(data["outcome"]),
            said=data["said"],
            reason=data.get("reason"),
            recovery=data.get("recovery", ""),
            answer=Answer(overall=overall, scores=self.scores()) if overall else None,
        )
