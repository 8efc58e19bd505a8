"""An execution record that comes in becomes a plan: all of it in one transaction, or nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from plans.actions import ledger, moves, numbering
from plans.actions.imported_stages import ImportContext, create_section
from plans.domain.direction import direction_of
from plans.domain.record import (
    LONGEST,
    NUMBER,
    Closing,
    MetricLine,
    Record,
    joined_names,
    split_label,
)
from plans.enums import Audited, EventKind, MetricSource, PlanState, StageStatus
from plans.models import (
    Evaluation,
    Plan,
    PlanMetric,
    PlanSummary,
)
from plans.queries.known import departments_by_name, has_number, people_by_name

# What stands in the ledger and as evidence of figures.
#
# Written once into the rows, in the language of the form.
NOTE = "由执行记录表导入"


@transaction.atomic
def import_record(record: Record, *, by: User, at: datetime) -> Plan:
    """A plan with everything the record says.

    A number of the desk's shape is kept; raises `LawBroken` when a plan has it already.
    """
    context = ImportContext(by, at, _known_people(record))
    plan = _create_plan(record, context)
    stage_count = 0
    for order, section in enumerate(record.sections):
        stage_count += create_section(plan, order, section, context)
    for order, line in enumerate(record.metrics, 1):
        _create_metric(plan, order, line, context)
    _create_summary(plan, record.closing, context)

    ledger.write_line(
        plan,
        EventKind.IMPORTED,
        by=by,
        at=at,
        after=plan.state,
        note=NOTE,
        number=record.basics.number,
        file_no=record.closing.file_no,
        stages=stage_count,
    )
    audit.write_audit_entry(
        Audited.PLAN_IMPORTED,
        by=by,
        at=at,
        target=f"plan {plan.number}",
        stages=stage_count,
        state=plan.state,
    )
    return plan


def _known_people(record: Record) -> dict[str, User]:
    """Names that mean exactly one person of the desk."""
    owners = (stage.owner for stage in record.stages)
    names = {record.basics.owner, record.closing.author, *owners}
    people = {}
    for name, namesakes in people_by_name(names).items():
        if len(namesakes) == 1:
            people[name] = namesakes[0]
    return people


# --- section one ------------------------------------------------------------------------------
def _create_plan(record: Record, context: ImportContext) -> Plan:
    """The plan with its state; departments that nobody knows stay as words."""
    basics = record.basics
    owner, owner_text = context.find_person(basics.owner)
    departments = departments_by_name(basics.departments)
    unknown = [name for name in basics.departments if name not in departments]
    plan = Plan(
        number=_plan_number(basics.number, context.at),
        name=basics.name,
        start_date=basics.start,
        end_date=basics.end,
        owner=owner or context.by,
        owner_text=owner_text,
        departments_text=joined_names(unknown),
        core_goal=basics.core_goal,
        created_at=context.at,
        created_by=context.by,
        updated_at=context.at,
        updated_by=context.by,
    )
    state = state_of(record)
    moves.set_plan_state(plan, state, at=context.at)
    plan.frozen_at = None if state == PlanState.DRAFT else context.at
    plan.save(force_insert=True)
    plan.departments.set(departments.values())
    return plan


def _plan_number(number: str, at: datetime) -> str:
    """The number of the form if it is one of ours and free; a new one for none."""
    if not NUMBER.fullmatch(number):
        return numbering.issue_number(at)

    # Reserved before it is looked up: two imports of one form then wait for each other.
    numbering.reserve_number(number, at=at)
    if has_number(number):
        raise LawBroken(
            _("There is a plan %(number)s already; nothing was imported.") % {"number": number},
            field="number",
        )
    return number


def state_of(record: Record) -> PlanState:
    """How far the plan is, by its stages, figures and summary."""
    statuses = {stage.status for stage in record.stages}
    if statuses <= {StageStatus.NOT_STARTED}:
        return PlanState.DRAFT
    if statuses != {StageStatus.DONE}:
        return PlanState.RUNNING
    is_measured = all(metric.after is not None for metric in record.metrics)
    if record.metrics and is_measured and record.closing.experience:
        return PlanState.SUMMARIZED
    return PlanState.EVALUATING


# --- section three and the summary ------------------------------------------------------------
def _create_metric(plan: Plan, order: int, line: MetricLine, context: ImportContext) -> None:
    """A figure typed by hand, with the form as its evidence.

    The value after is the first evaluation.
    """
    name, unit = split_label(line.label)

    # Two figures that differ in their unit alone keep it in their names.
    if plan.metrics.filter(name=name).exists():
        name, unit = line.label[: LONGEST["metric"]], ""
    metric = PlanMetric.objects.create(
        plan=plan,
        order=order,
        source=MetricSource.MANUAL,
        name=name,
        unit=unit,
        direction=direction_of(line),
        target=line.target,
        before=line.before,
        before_evidence=NOTE if line.before is not None else "",
        frozen_at=plan.frozen_at,
        after=line.after,
        stated_met=line.is_met,
    )
    if line.after is None:
        return
    metric.evaluated_at = context.at
    metric.evaluated_by = context.by
    metric.save()
    Evaluation.objects.create(
        metric=metric,
        cycle=plan.cycle,
        after=line.after,
        is_met=metric.effect.is_met,
        evidence=NOTE,
        at=context.at,
        by=context.by,
    )


def _create_summary(plan: Plan, closing: Closing, context: ImportContext) -> None:
    """Nothing for a form whose last section is empty, or holds its file number alone."""
    if not (closing.experience or closing.suggestions or closing.author or closing.written_on):
        return
    author, author_text = context.find_person(closing.author)
    PlanSummary.objects.create(
        plan=plan,
        experience=closing.experience,
        suggestions=closing.suggestions,
        author=author,
        author_text=author_text,
        written_on=closing.written_on,
    )
