"""Plans begin here: new, from a ticket, from a proposal, from another plan; and their first page is edited."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from plans import rules
from plans.actions import ledger, notices, numbering
from plans.actions.dates import require_order
from plans.actions.locking import lock_for_lead
from plans.domain import lifecycle
from plans.enums import EventKind, LinkKind
from plans.models import Plan, PlanLink, PlanMetric, Responsibility, Stage, SubProject
from tickets.record.models import Ticket

MANY = ("departments", "channels", "issue_types", "scope_departments")
COPIED = (
    "kind",
    "core_goal",
    "benchmark_notes",
    "practice_notes",
    "rhythm",
    "scope_text",
    "natures",
    "departments_text",
)
DAY = timedelta(days=1)


@transaction.atomic
def create(
    *,
    by: Any,
    at: datetime,
    name: str,
    start_date: date,
    end_date: date,
    owner: User | None = None,
    ticket: Ticket | None = None,
    copied_from: Plan | None = None,
    **fields: Any,
) -> Plan:
    """A draft. With `copied_from` it takes over stages, responsibilities and metrics, their dates moved to the new start."""
    rules.require_right(by, "lead_plan")
    many = {field: fields.pop(field, ()) for field in MANY}
    _require_spans(start_date, end_date, fields)
    plan = Plan(
        number=numbering.issue(at),
        name=name,
        start_date=start_date,
        end_date=end_date,
        owner=owner or by,
        copied_from=copied_from,
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
        **fields,
    )
    plan.save()
    _set_many(plan, many)
    ledger.write_line(
        plan,
        EventKind.CREATED,
        by=by,
        at=at,
        after=plan.number,
        note=name,
        copied_from=copied_from.number if copied_from else "",
    )
    if copied_from is not None:
        _take_over(plan, copied_from)
    if ticket is not None:
        link(plan, ticket, kind=LinkKind.ORIGIN, by=by, at=at)
    if plan.owner_id != by.pk:
        notices.about(
            plan,
            [plan.owner],
            gettext_noop("you are its owner"),
            key=f"owner:{plan.owner_id}",
            at=at,
        )
    return plan


@transaction.atomic
def edit(plan: Plan, *, by: Any, at: datetime, version: int, **fields: Any) -> Plan:
    """The first page. What the figures were frozen with does not change once the plan has begun. Raises `StaleVersion`."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE, version=version)
    many = {field: fields.pop(field) for field in MANY if field in fields}
    if plan.frozen_at:
        many = {"departments": many["departments"]} if "departments" in many else {}
        for name in ("baseline_from", "baseline_to", "natures"):
            fields.pop(name, None)
    _require_spans(
        fields.get("start_date", plan.start_date), fields.get("end_date", plan.end_date), fields
    )
    former = plan.owner_id
    changed = [name for name, value in fields.items() if getattr(plan, name) != value]
    for name, value in fields.items():
        setattr(plan, name, value)
    if plan.owner_id != former:
        plan.owner_text = ""
        notices.about(
            plan,
            [plan.owner],
            gettext_noop("you are its owner"),
            key=f"owner:{plan.owner_id}:{plan.version}",
            at=at,
        )
    _set_many(plan, many)
    ledger.write_line(plan, EventKind.EDITED, by=by, at=at, fields=changed)
    return store_row(plan, by=by, at=at)


def _require_spans(start: date, end: date, fields: dict[str, Any]) -> None:
    require_order(start, end, "end_date")
    first, last = fields.get("baseline_from"), fields.get("baseline_to")
    if bool(first) != bool(last):
        raise LawBroken(_("Name both ends of the baseline, or neither."), field="baseline_to")
    require_order(first, last, "baseline_to")


def _set_many(plan: Plan, many: dict[str, Iterable[Any]]) -> None:
    for field, rows in many.items():
        getattr(plan, field).set(rows)


@transaction.atomic
def add_subproject(
    plan: Plan, *, by: Any, at: datetime, name: str, owner: User | None = None
) -> SubProject:
    """A part with stages of its own (PL-6)."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    if plan.subprojects.filter(name=name.strip()).exists():
        raise LawBroken(_("The plan has a sub-project of this name."), field="name")
    part = SubProject.objects.create(
        plan=plan, name=name.strip(), owner=owner, order=plan.subprojects.count() + 1
    )
    ledger.write_line(plan, EventKind.EDITED, by=by, at=at, after=part.name[:60])
    store_row(plan, by=by, at=at)
    return part


def link(plan: Plan, ticket: Ticket, *, kind: LinkKind, by: Any, at: datetime) -> PlanLink:
    """Tie a ticket to a plan, once."""
    return PlanLink.objects.get_or_create(
        plan=plan, ticket=ticket, defaults={"kind": kind, "at": at, "by": by}
    )[0]


@transaction.atomic
def tie(plan: Plan, *, by: Any, at: datetime, ticket: Ticket) -> PlanLink:
    """Somebody says that a plan touches a ticket."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    return link(plan, ticket, kind=LinkKind.TOUCHES, by=by, at=at)


# --- copying --------------------------------------------------------------------------------------------------------
def _take_over(plan: Plan, source: Plan) -> None:
    """Everything that was planned, nothing that happened: a copy begins at nought."""
    shift = plan.start_date - source.start_date
    for name in COPIED:
        if not getattr(plan, name):
            setattr(plan, name, getattr(source, name))
    plan.save()
    for field in MANY:
        if not getattr(plan, field).exists():
            getattr(plan, field).set(getattr(source, field).all())
    parts = {None: None}
    for part in source.subprojects.all():
        parts[part.pk] = SubProject.objects.create(
            plan=plan, name=part.name, owner=part.owner, order=part.order
        )
    copies = {None: None}
    for stage in source.stages.counted():
        copies[stage.pk] = _copy_stage(stage, plan, parts[stage.subproject_id], shift)
    for line in source.responsibilities.all():
        _copy_line(line, plan, copies.get(line.stage_id), shift)
    for metric in source.metrics.all():
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


def _copy_stage(stage: Stage, plan: Plan, part: SubProject | None, shift: timedelta) -> Stage:
    planned = stage.baseline_planned_date + shift
    return Stage.objects.create(
        plan=plan,
        subproject=part,
        code=stage.code,
        phase=stage.phase,
        sequence=stage.sequence,
        task=stage.task,
        owner=stage.owner,
        owner_text=stage.owner_text,
        start_date=stage.start_date + shift if stage.start_date else None,
        planned_date=planned,
        baseline_planned_date=planned,
        weight=stage.weight,
        acceptance=stage.acceptance,
        is_rollout=stage.is_rollout,
    )


def _copy_line(line: Responsibility, plan: Plan, stage: Stage | None, shift: timedelta) -> None:
    Responsibility.objects.create(
        plan=plan,
        stage=stage,
        order=line.order,
        task=line.task,
        department=line.department,
        person=line.person,
        start=line.start + shift if line.start else None,
        end=line.end + shift if line.end else None,
        resources=line.resources,
        acceptance=line.acceptance,
        remark=line.remark,
    )
