"""Optimization plans with their stages and metrics; no words of theirs but names."""

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from analytics.queries.bi.views import BiColumn, BiView, code_with_words, is_so
from plans.enums import MetricSource, PlanKind, PlanState, StageStatus, Wanted
from plans.models import Plan, PlanMetric, Stage


def plan_view() -> BiView:
    return BiView(
        "plans",
        "An optimization plan.",
        Plan.objects.all(),
        {
            "plan_key": BiColumn("pk", "joins `plan_stages` and `plan_metrics`"),
            "number": BiColumn("number", "number of the plan on the screen"),
            "name": BiColumn("name", "name of the plan"),
            **code_with_words("kind", "kind", PlanKind, "kind of plan"),
            **code_with_words("state", "state", PlanState, "state"),
            "cycle": BiColumn("cycle", "1, one more with each new cycle"),
            "start_date": BiColumn("start_date", "planned begin"),
            "end_date": BiColumn("end_date", "planned end"),
            "baseline_from": BiColumn("baseline_from", "first day of the window before"),
            "baseline_to": BiColumn("baseline_to", "last day of the window before"),
            "rollout_date": BiColumn("rollout_date", "when the change was rolled out"),
            "evaluation_from": BiColumn("evaluation_due_from", "first day of the window after"),
            "evaluation_to": BiColumn("evaluation_due_to", "last day of the window after"),
            "created_at": BiColumn("created_at", "when it was drafted"),
            "started_at": BiColumn("started_at", "when it was started"),
            "ended_at": BiColumn("ended_at", "when it was terminated"),
        },
    )


def plan_stage_view() -> BiView:
    return BiView(
        "plan_stages",
        "A stage of a plan, dropped ones too: `is_counted` tells which of them count.",
        Stage.objects.all(),
        {
            "stage_key": BiColumn("pk", "one row each"),
            "plan_key": BiColumn("plan", "joins `plans`"),
            "code": BiColumn("code", "code of the stage on the screen"),
            "is_counted": BiColumn(is_so(Q(dropped_at__isnull=True)), "false for dropped stages"),
            **code_with_words("status", "status", StageStatus, "status"),
            "percent": BiColumn("percent", "per cent done"),
            "weight": BiColumn("weight", "weight within the plan"),
            "planned_date": BiColumn("planned_date", "planned finish as it stands"),
            "baseline_planned_date": BiColumn(
                "baseline_planned_date", "planned finish when the plan started"
            ),
            "started_on": BiColumn("started_on", "actual start"),
            "finished_on": BiColumn("actual_date", "actual finish"),
        },
    )


def plan_metric_view() -> BiView:
    return BiView(
        "plan_metrics",
        "A metric of a plan: before, target, after, and whether the target was met.",
        PlanMetric.objects.annotate(judging=_judging_target()),
        {
            "plan_metric_key": BiColumn("pk", "one row each"),
            "plan_key": BiColumn("plan", "joins `plans`"),
            "name": BiColumn("name", "name of the metric"),
            **code_with_words("source", "source", MetricSource, "who finds the values"),
            "figure": BiColumn("key", "key of the figure, where tickets are counted"),
            "unit": BiColumn("unit", "unit of the values"),
            **code_with_words("direction", "direction", Wanted, "which way is better"),
            "is_core": BiColumn("is_core", "is it a core metric?"),
            "value_before": BiColumn("before", "value before the change, in `unit`"),
            "cases_before": BiColumn("before_samples", "cases that it stands on"),
            "target": BiColumn("judging", "target by which it is judged, in `unit`"),
            "value_after": BiColumn("after", "value after the change, in `unit`"),
            "cases_after": BiColumn("after_samples", "cases that it stands on"),
            "is_met": BiColumn(_is_met(), "was the target met? Empty: not decided"),
            "evaluated_at": BiColumn("evaluated_at", "when the value after was taken"),
        },
    )


def _judging_target() -> Case:
    """The one that stood when the value after was taken, as `PlanMetric.judging_target`."""
    return Case(
        When(after__isnull=False, then=Coalesce(F("judged_target"), F("target"))),
        default=F("target"),
    )


def _is_met() -> Case:
    """As `plans.domain.effect`: by direction and bound; without a target what a form says."""
    lower = Q(direction=Wanted.LOWER, after__lte=F("judging"))
    higher = Q(direction=Wanted.HIGHER, after__gte=F("judging"))
    return Case(
        When(judging__isnull=True, then=F("stated_met")),
        When(after__isnull=True, then=None),
        When(lower | higher, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
