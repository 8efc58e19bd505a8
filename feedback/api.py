"""Surveys and call-backs over REST."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import in_both_languages
from api.kinds import InputByKind
from api.serializers import FlagFilter, GivenFilters, KeyIn, MomentFilter, WholeNumberIn
from api.shapes import OutputSerializer
from api.views import ListRows, ReadRow
from core.queries.paging import Order
from customers.api.shapes import visibility_of
from customers.api.views import PeopleView
from feedback.actions.calls import Call, record_call
from feedback.actions.surveys import Answer
from feedback.enums import TALKED, AnswerWay, CallKind, CallOutcome, Dimension, SurveyState
from feedback.forms import OVERALL, CallForm, takes_scores
from feedback.models import LowScoreReason, Survey
from feedback.rules import faults_of_call, kinds_of, require_caller
from tickets.record.models import Ticket

# What may be scored beside the whole.
DIMENSIONS = ", ".join(Dimension.values)

ANSWERED = {
    "id": 7,
    "ticket": "202603-00042",
    "cycle": 1,
    "state": "answered",
    "skip_reason": "",
    "made_at": "2026-03-18T09:00:00+08:00",
    "sent_at": "2026-03-18T09:00:05+08:00",
    "expires_at": "2026-03-25T09:00:00+08:00",
    "overall": 2,
    "scores": {"timeliness": 1, "effect": 3},
    "recommends": 6,
    "comment": "等了两天才有人来。",
    "reasons": ["响应慢"],
    "is_low": True,
    "answered_at": "2026-03-18T10:12:00+08:00",
    "way": "link",
}
SURVEY = in_both_languages(
    "Survey",
    zh=("低分评价", ANSWERED),
    en=(
        "a low score",
        {**ANSWERED, "comment": "Nobody came for two days.", "reasons": ["Slow response"]},
    ),
)
TALKED_OVER = {"kind": "low", "outcome": "solved", "reason": 1}
CALL = in_both_languages(
    "Call",
    zh=(
        "低分回访",
        {**TALKED_OVER, "said": "客户接受致歉。", "recovery": "更换备件，三天内到货。"},
    ),
    en=(
        "a call about a low score",
        {
            **TALKED_OVER,
            "said": "The customer accepts our apology.",
            "recovery": "The part is replaced within three days.",
        },
    ),
)


@extend_schema_serializer(examples=SURVEY)
class SurveyOut(serializers.Serializer[Survey]):
    """The question how it was, and its answer."""

    id = serializers.IntegerField(source="pk")
    ticket = serializers.CharField(source="ticket.number")
    cycle = serializers.IntegerField()
    state = serializers.ChoiceField(SurveyState.choices)
    skip_reason = serializers.CharField()
    made_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    overall = serializers.IntegerField(allow_null=True)
    scores = serializers.SerializerMethodField()
    recommends = serializers.IntegerField(allow_null=True)
    comment = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    is_low = serializers.BooleanField()
    answered_at = serializers.DateTimeField(allow_null=True)
    way = serializers.ChoiceField([("", "—"), *AnswerWay.choices])

    def get_scores(self, survey: Survey) -> dict[str, int]:
        return {one.dimension: one.score for one in survey.scores.all()}

    def get_comment(self, survey: Survey) -> str:
        shown = visibility_of(self)
        return shown.shown_text(survey.comment, shown.known_names(survey.ticket.customer))

    def get_reasons(self, survey: Survey) -> list[str]:
        return [str(reason) for reason in survey.reasons.all()]


# Said of both, by the table that asks for them.
NEEDED = format_lazy(
    gettext_lazy("needed where `outcome` is {outcomes}"),
    outcomes=", ".join(f"`{one.value}`" for one in TALKED),
)


@extend_schema_serializer(examples=CALL)
class CallIn(InputByKind):
    """What came of a call-back."""

    kind = serializers.ChoiceField(CallKind.choices)
    outcome = serializers.ChoiceField(CallOutcome.choices)
    said = serializers.CharField()
    reason = KeyIn(
        queryset=LowScoreReason.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        help_text=NEEDED,
    )
    recovery = serializers.CharField(required=False, allow_blank=True, help_text=NEEDED)
    overall = WholeNumberIn(min_value=1, max_value=5, required=False, allow_null=True)
    scores = serializers.DictField(
        child=WholeNumberIn(min_value=1, max_value=5),
        required=False,
        help_text=format_lazy(
            gettext_lazy("scores of parts, by their names: {names}"),
            names=", ".join(f"`{one}`" for one in Dimension.values),
        ),
    )
    comment = serializers.CharField(required=False, allow_blank=True)

    @classmethod
    def members_by_kind(cls) -> Mapping[str, Collection[str]]:
        return {kind.value: members_of_call(kind) for kind in CallKind}

    def validate_scores(self, scores: dict[str, int]) -> dict[str, int]:
        unknown = sorted(set(scores) - set(Dimension.values))
        if unknown:
            words = _("There is no such dimension. There are: %(names)s.") % {"names": DIMENSIONS}
            raise serializers.ValidationError({name: [words] for name in unknown})
        return scores

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a call comes with, as the page asks for it."""
        data = super().validate(data)
        faults = dict(self.faults_of(data))
        if faults:
            found = {name: [ErrorDetail(words, code="invalid")] for name, words in faults.items()}
            raise serializers.ValidationError(found)
        return data

    @staticmethod
    def faults_of(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with a member, beside what others say."""
        is_scored = "overall" in data
        if "scores" in data and not is_scored:
            yield "overall", _("Scores of parts come with an overall score.")
        elif "comment" in data and not is_scored:
            yield "overall", _("A comment comes with an overall score.")
        yield from faults_of_call(
            CallKind(data["kind"]),
            CallOutcome(data["outcome"]),
            reason=data.get("reason"),
            recovery=data.get("recovery", ""),
            is_scored=is_scored,
        )


def members_of_call(kind: CallKind) -> set[str]:
    """What the form of a call asks for; our name for the scores of parts is `scores`."""
    form = CallForm(kind=kind, asks_scores=takes_scores(kind))
    of_scores = {"scores", "comment"} if OVERALL in form.fields else set()
    return form.fields.keys() | of_scores


class CallOut(serializers.Serializer[Any]):
    """An attempt that was kept."""

    id = serializers.IntegerField(source="pk")
    ticket = serializers.CharField(source="ticket.number")
    kind = serializers.ChoiceField(CallKind.choices)
    outcome = serializers.ChoiceField(CallOutcome.choices)
    at = serializers.DateTimeField()


class SurveyFilter(GivenFilters):
    """By ticket, state, and whether the answer is low."""

    ticket = django_filters.CharFilter(field_name="ticket__number", max_length=16)
    state = django_filters.MultipleChoiceFilter(choices=SurveyState.choices)
    is_low = FlagFilter()
    answered_from = MomentFilter(field_name="answered_at", lookup_expr="gte")
    answered_until = MomentFilter(field_name="answered_at", lookup_expr="lt")

    class Meta:
        model = Survey
        fields: list[str] = []


class SurveyView(ListRows, ReadRow, PeopleView):
    """Surveys of the tickets that the caller may see; the newest first."""

    house = "feedback"
    order = Order("made_at", descending=True)
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    filterset_class = SurveyFilter
    serializer_class = SurveyOut

    def rows(self) -> QuerySet[Survey]:
        seen = Ticket.objects.visible_to(self.person).values("pk")
        rows = Survey.objects.filter(ticket__in=seen).select_related("ticket__customer")
        return rows.prefetch_related("scores", "reasons", "ticket__customer__contacts")


def answer_in(data: Mapping[str, Any]) -> Answer | None:
    """What the customer scored on the phone."""
    if "overall" not in data:
        return None
    scores = {Dimension(name): score for name, score in data.get("scores", {}).items()}
    return Answer(data["overall"], scores, comment=data.get("comment", ""))


class LowScoreReasonOut(OutputSerializer):
    """Why a customer was dissatisfied."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    name_en = serializers.CharField()


class LowScoreReasonView(ListRows):
    """Coded reasons, for whoever calls back; for everybody else there are none."""

    house = "feedback"
    order = Order("order", kind=int)
    serializer_class = LowScoreReasonOut

    def rows(self) -> QuerySet[LowScoreReason]:
        reasons = LowScoreReason.objects.filter(is_active=True)
        return reasons if kinds_of(self.person) else reasons.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the reasons of low scores: what `reason` of a call-back may name."""
        return super().list(request, *args, **kwargs)


class CallView(PeopleView):
    """Call-backs about a ticket."""

    house = "feedback"
    lookup_field = "number"

    def rows(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.person)

    @extend_schema(request=CallIn, responses={201: CallOut})
    @action(detail=True, methods=["post"])
    def calls(self, request: Request, number: str) -> Response:
        """Write down an attempt. Whom we reached has been called back."""
        ticket = self.find_row()
        require_caller(self.person)
        data = self.read_input(CallIn)
        call = Call(
            kind=CallKind(data["kind"]),
            outcome=CallOutcome(data["outcome"]),
            said=data["said"],
            reason=data.get("reason"),
            recovery=data.get("recovery", ""),
            answer=answer_in(data),
        )

        def act() -> Response:
            kept = record_call(ticket, call, by=self.person, at=self.at)
            return Response(CallOut(kept.attempt).data, status=201)

        return self.act_once(act)
