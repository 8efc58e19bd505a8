"""Optimization plans over REST: the plan with its parts, and the steps of each."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department, User
from api.serializers import DayIn, GivenFilters, InputSerializer, StepIn, StepOut
from api.steps import open_steps, run_step
from api.views import ListRows, ReadRow, StepRows
from core.queries.paging import Order
from plans.actions import drafting
from plans.enums import ActionState, PlanKind, PlanState, ProblemState, Rhythm, StageStatus
from plans.models import Plan, PlanMetric, ReviewMeeting, Stage, StageProblem
from plans.queries.detail import WITH_OWNER
from plans.rules import RIGHTS
from plans.views.plan_steps import PLAN_STEPS
from plans.views.steps import PARTS

PART = r"(?P<part>(?:stages|problems|replans|lines|metrics|changes|actions|next))"
PART_KEY = r"(?P<part_key>[0-9A-Za-z.]{1,18})"


class StageOut(serializers.Serializer[Stage]):
    """One step of a plan."""

    code = serializers.CharField()
    task = serializers.CharField()
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    start_date = serializers.DateField(allow_null=True)
    planned_date = serializers.DateField()
    baseline_planned_date = serializers.DateField()
    actual_date = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(StageStatus.choices)
    percent = serializers.IntegerField()
    weight = serializers.IntegerField()
    acceptance = serializers.CharField()
    is_rollout = serializers.BooleanField()
    version = serializers.IntegerField()


class PlanMetricOut(serializers.Serializer[PlanMetric]):
    """What the plan is measured by; numbers are exact texts."""

    id = serializers.IntegerField(source="pk")
    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.CharField()
    is_core = serializers.BooleanField()
    target = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    before = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    before_samples = serializers.IntegerField(allow_null=True)
    after = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    after_samples = serializers.IntegerField(allow_null=True)
    evaluated_at = serializers.DateTimeField(allow_null=True)


class PlanRow(serializers.Serializer[Plan]):
    """A plan as lists show it."""

    number = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(PlanKind.choices)
    state = serializers.ChoiceField(PlanState.choices)
    cycle = serializers.IntegerField()
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    owner = serializers.CharField(source="owner.username")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PlanOut(PlanRow):
    """A plan whole, with its stages and metrics."""

    core_goal = serializers.CharField()
    background = serializers.CharField()
    rhythm = serializers.ChoiceField(Rhythm.choices)
    baseline_from = serializers.DateField(allow_null=True)
    baseline_to = serializers.DateField(allow_null=True)
    rollout_date = serializers.DateField(allow_null=True)
    evaluation_due_from = serializers.DateField(allow_null=True)
    evaluation_due_to = serializers.DateField(allow_null=True)
    departments = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()
    metrics = serializers.SerializerMethodField()

    def get_departments(self, plan: Plan) -> list[str]:
        return [department.name for department in plan.departments.all()]

    @extend_schema_field(StageOut(many=True))
    def get_stages(self, plan: Plan) -> Any:
        rows = plan.stages.filter(dropped_at__isnull=True).select_related("owner")
        return StageOut(rows, many=True).data

    @extend_schema_field(PlanMetricOut(many=True))
    def get_metrics(self, plan: Plan) -> Any:
        return PlanMetricOut(plan.metrics.all(), many=True).data


class ProblemOut(serializers.Serializer[StageProblem]):
    """What went wrong on a stage, and what was done."""

    id = serializers.IntegerField(source="pk")
    stage = serializers.CharField(source="stage.code")
    description = serializers.CharField()
    impact = serializers.CharField()
    countermeasure = serializers.CharField()
    resolution = serializers.CharField()
    state = serializers.ChoiceField(ProblemState.choices)
    is_automatic = serializers.BooleanField()
    raised_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class DecisionOut(serializers.Serializer[Any]):
    """What somebody is to do after a meeting."""

    id = serializers.IntegerField(source="pk")
    task = serializers.CharField()
    state = serializers.ChoiceField(ActionState.choices)
    owner = serializers.CharField(source="owner.username")
    due = serializers.DateField(allow_null=True)


class ReviewOut(serializers.Serializer[ReviewMeeting]):
    """A meeting about the plan, with what was decided."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    held_at = serializers.DateTimeField()
    chair = serializers.CharField(source="chair.username")
    attendees = serializers.CharField()
    decisions = DecisionOut(many=True, source="actions.all")


class PlanIn(InputSerializer):
    """The first page of a new plan. The owner leads it; without one it is the caller."""

    name = serializers.CharField(max_length=120)
    start_date = DayIn()
    end_date = DayIn()
    owner = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.at_work(), required=False
    )
    kind = serializers.ChoiceField(PlanKind.choices, required=False)
    core_goal = serializers.CharField(required=False, allow_blank=True)
    background = serializers.CharField(required=False, allow_blank=True)
    rhythm = serializers.ChoiceField(Rhythm.choices, required=False)
    baseline_from = DayIn(required=False, allow_null=True)
    baseline_to = DayIn(required=False, allow_null=True)
    departments = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Department.objects.filter(is_active=True),
        many=True,
        required=False,
    )


class PlanFilter(GivenFilters):
    """By state, kind and owner."""

    state = django_filters.MultipleChoiceFilter(choices=PlanState.choices)
    kind = django_filters.ChoiceFilter(choices=PlanKind.choices)
    owner = django_filters.CharFilter(field_name="owner__username", max_length=150)

    class Meta:
        model = Plan
        fields: list[str] = []


class PlanView(ListRows, ReadRow, StepRows):
    """Plans, by number; the newest first."""

    house = "plans"
    order = Order("created_at", descending=True)
    filterset_class = PlanFilter
    serializer_class = PlanOut
    steps_of_row = PLAN_STEPS

    def rows(self) -> QuerySet[Plan]:
        return WITH_OWNER.visible_to(self.person)

    def row_data(self, row: Any, *, many: bool = False) -> Any:
        serializer = PlanRow if many else PlanOut
        return serializer(row, many=many, context=self.context()).data

    @extend_schema(responses=PlanRow(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of plans."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=PlanIn, responses={201: PlanOut})
    def create(self, request: Request) -> Response:
        """A draft."""
        RIGHTS.require_right(self.person, "lead_plan")
        data = self.read_input(PlanIn)

        def act() -> Response:
            plan = drafting.create_plan(by=self.person, at=self.at, **data)
            location = reverse("api:plan-detail", args=[plan.number])
            row = self.rows().get(pk=plan.pk)
            return self.answer_row(row, status=201, location=location)

        return self.act_once(act)

    @extend_schema(responses=ProblemOut(many=True))
    @action(detail=True, methods=["get"])
    def problems(self, request: Request, number: str) -> Response:
        """What went wrong on its stages."""
        rows = StageProblem.objects.filter(stage__plan=self.find_row()).select_related("stage")
        return Response(ProblemOut(rows, many=True).data)

    @extend_schema(responses=ReviewOut(many=True))
    @action(detail=True, methods=["get"])
    def reviews(self, request: Request, number: str) -> Response:
        """The meetings about it."""
        rows = self.find_row().reviews.select_related("chair").prefetch_related("actions__owner")
        return Response(ReviewOut(rows, many=True).data)

    @extend_schema("list_plan_part_steps", responses=StepOut(many=True))
    @action(detail=True, methods=["get"], url_path=rf"{PART}/{PART_KEY}/steps")
    def part_steps(self, request: Request, number: str, part: str, part_key: str) -> Response:
        """The steps of a stage, a problem, a metric, … that are open to the caller now."""
        kind = PARTS[part]
        thing = kind.find(self.find_row(), part_key)
        return Response(open_steps(kind.steps, thing, self.person, self.at))

    @extend_schema("take_plan_part_step", request=StepIn, responses=PlanOut)
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"{PART}/{PART_KEY}/steps/(?P<key>[a-z_]{{1,40}})",
    )
    def part_step(
        self, request: Request, number: str, part: str, part_key: str, key: str
    ) -> Response:
        """Take a step of a part, such as a progress update of a stage. Answers with the plan."""
        kind = PARTS[part]

        def act() -> Response:
            plan = self.find_row()
            self.require_match(plan)
            thing = kind.find(plan, part_key)
            run_step(kind.steps, key, thing, request.data, user=self.person, at=self.at)
            return self.answer_after_step()

        return self.act_once(act)
