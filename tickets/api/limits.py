"""What the rules would promise for an invented ticket: the test bench of the administration."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers import InputSerializer, KeyIn, MomentIn
from api.views import HouseView
from customers.enums import Level
from customers.models import Channel, ProductModel
from tickets.limits.domain.limit_rules import TicketFacts, issue_lineage
from tickets.limits.enums import Unit
from tickets.limits.queries.explain import counted_hours
from tickets.limits.queries.limit_terms import load_rulebook
from tickets.limits.queries.trials import TriedLimit, tried_limits
from tickets.record.enums import BusinessType, Priority, Tier
from tickets.record.models import IssueType
from tickets.record.rules import has_right


class TrialIn(InputSerializer):
    """What is known of the ticket, and since when its time counts. Only `tier` has to be said; a
    rule that asks for something that is not said does not fit.
    """

    tier = serializers.ChoiceField(Tier.choices)
    priority = serializers.ChoiceField(Priority.choices, default=Priority.LOW)
    business_type = serializers.ChoiceField(BusinessType.choices, required=False)
    issue_type = KeyIn(
        queryset=IssueType.objects.filter(is_active=True), required=False, allow_null=True
    )
    channel = serializers.SlugRelatedField(
        slug_field="code", queryset=Channel.objects.all(), required=False, allow_null=True
    )
    customer_level = serializers.ChoiceField(Level.choices, required=False)
    model = serializers.SlugRelatedField(
        slug_field="code", queryset=ProductModel.objects.all(), required=False, allow_null=True
    )
    started_at = MomentIn(
        required=False, help_text=_("when its time begins to count; without it, now")
    )
    promised_at = MomentIn(
        required=False,
        allow_null=True,
        help_text=_("promised solution time; without it limits of that kind are left out"),
    )


class StepMoment(serializers.Serializer[Any]):
    """A step of escalation with its moment."""

    key = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class TriedLimitOut(serializers.Serializer[Any]):
    """A limit that would be promised."""

    kind = serializers.CharField(
        source="kind.code", help_text=_("code of the kind of limit, as `limit-kinds/` lists it")
    )
    rule = serializers.CharField(source="terms.policy_name")
    amount = serializers.IntegerField(source="terms.amount")
    unit = serializers.ChoiceField(Unit.choices, source="terms.unit")
    due_at = serializers.DateTimeField(source="clock.due_at", allow_null=True)
    hours = serializers.SerializerMethodField(
        help_text=_("which hours count, in a sentence; empty for a promised moment")
    )
    steps = serializers.SerializerMethodField()

    def get_hours(self, limit: TriedLimit) -> str:
        clock = limit.clock
        if clock.target.moment is not None:
            return ""
        end = clock.due_at or clock.started_at
        return counted_hours(clock.target.calendar, clock.target.unit, clock.started_at, end)

    @extend_schema_field(StepMoment(many=True))
    def get_steps(self, limit: TriedLimit) -> Any:
        steps = [{"key": step["key"], "at": at} for step, at in limit.steps]
        return StepMoment(steps, many=True).data


class TrialView(HouseView):
    """For whoever sees tickets."""

    house = "rules"
    # Nothing is changed: it is asked with a body.
    reads_by_post = True

    @extend_schema("try_limits", request=TrialIn, responses=TriedLimitOut(many=True))
    def post(self, request: Request) -> Response:
        """What the published rules would promise for a ticket of these facts; nothing is stored."""
        if not has_right(request.user, "view_ticket"):
            raise Http404
        given = TrialIn(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        started_at = data.get("started_at", self.at)
        limits = tried_limits(
            load_rulebook(started_at), facts_of(data), started_at, [], data.get("promised_at")
        )
        return Response(TriedLimitOut(limits, many=True).data)


def facts_of(data: dict[str, Any]) -> TicketFacts:
    """As rules look at a ticket."""
    issue_type, channel, model = (data.get(name) for name in ("issue_type", "channel", "model"))
    lineage = issue_lineage(issue_type.pk, issue_type.parent_id) if issue_type else frozenset()
    return TicketFacts(
        tier=data["tier"],
        priority=data["priority"],
        business_type=data.get("business_type", ""),
        issue_types=lineage,
        channel=channel.pk if channel else None,
        customer_level=data.get("customer_level", ""),
        product=model.pk if model else None,
    )
