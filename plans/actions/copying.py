"""A plan takes over what another one planned. Called within `drafting.create_plan`."""

from datetime import date, timedelta

from plans.models import Plan, PlanMetric, Responsibility, Stage, SubProject

LIST_FIELDS = ("departments", "channels", "issue_types", "scope_departments", "product_models")
COPIED_FIELDS = (
    "kind",
    "core_goal",
    "benchmark_notes",
    "practice_notes",
    "rhythm",
    "scope_text",
    "natures",
    "customer_levels",
    "departments_text",
)


def copy_contents(plan: Plan, source: Plan) -> None:
    """Everything that was planned, nothing that happened: a copy begins at nought.

    What the new plan says itself is kept.
    """
    shift = plan.start_date - source.start_date
    _copy_fields(plan, source)
    parts = _copy_subprojects(plan, source)
    stages = _copy_stages(plan, source, parts, shift)
    for line in source.responsibilities.all():
        # Also a line of a dropped stage, which then belongs to the plan as a whole.
        _copy_responsibility(line, plan, stages.get(line.stage_id), shift)
    for metric in source.metrics.all():
        _copy_metric(metric, plan)


def _copy_fields(plan: Plan, source: Plan) -> None:
    for name in COPIED_FIELDS:
        if not getattr(plan, name):
            setattr(plan, name, getattr(source, name))
    plan.save()
    for field in LIST_FIELDS:
        own = getattr(plan, field)
        if not own.exists():
            own.set(getattr(source, field).all())


def _copy_subprojects(plan: Plan, source: Plan) -> dict[int | None, SubProject | None]:
    """The new sub-project for each former primary key; None stands for the plan itself."""
    parts: dict[int | None, SubProject | None] = {None: None}
    for part in source.subprojects.all():
        parts[part.pk] = SubProject.objects.create(
            plan=plan, name=part.name, owner=part.owner, order=part.order
        )
    return parts


def _copy_stages(
    plan: Plan,
    source: Plan,
    parts: dict[int | None, SubProject | None],
    shift: timedelta,
) -> dict[int | None, Stage | None]:
    """The new stage for each former primary key; None stands for no stage."""
    copies: dict[int | None, Stage | None] = {None: None}
    for stage in source.stages.counted():
        copies[stage.pk] = _copy_stage(stage, plan, parts[stage.subproject_id], shift)
    return copies


def _copy_stage(stage: Stage, plan: Plan, part: SubProject | None, shift: timedelta) -> Stage:
    # The baseline is what was planned; the planned date may have been moved since.
    planned_date = stage.baseline_planned_date + shift
    return Stage.objects.create(
        plan=plan,
        subproject=part,
        code=stage.code,
        phase=stage.phase,
        sequence=stage.sequence,
        task=stage.task,
        owner=stage.owner,
        owner_text=stage.owner_text,
        start_date=_moved_day(stage.start_date, shift),
        planned_date=planned_date,
        baseline_planned_date=planned_date,
        weight=stage.weight,
        acceptance=stage.acceptance,
        is_rollout=stage.is_rollout,
    )


def _copy_responsibility(
    line: Responsibility, plan: Plan, stage: Stage | None, shift: timedelta
) -> None:
    Responsibility.objects.create(
        plan=plan,
        stage=stage,
        order=line.order,
        task=line.task,
        department=line.department,
        person=line.person,
        start=_moved_day(line.start, shift),
        end=_moved_day(line.end, shift),
        resources=line.resources,
        acceptance=line.acceptance,
        remark=line.remark,
    )


def _copy_metric(metric: PlanMetric, plan: Plan) -> None:
    """Without its values, which belong to the time of the other plan."""
    PlanMetric.objects.create(
        plan=plan,
        order=metric.order,
        source=metric.source,
        key=metric.key,
        name=metric.name,
        unit=metric.unit,
        direction=metric.direction,
        target=metric.target,
        is_core=metric.is_core,
        formula=metric.formula,
        min_samples=metric.min_samples,
        evaluator=metric.evaluator,
    )


def _moved_day(day: date | None, shift: timedelta) -> date | None:
    return day + shift if day else None
