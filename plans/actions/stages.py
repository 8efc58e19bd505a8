"""Stages of a plan: added, edited, dropped, told of. Their status is set in `moves`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row, store_version
from plans import rules
from plans.actions import journal, ledger, moves, notices
from plans.actions.dates import require_come, require_order
from plans.actions.locking import (
    lock_for_lead,
    lock_stage,
    require_at_work,
    require_counted,
    require_state,
)
from plans.domain import lifecycle
from plans.domain.progress import code_key
from plans.enums import EventKind, StageStatus
from plans.models import Plan, Stage, StageProgress, SubProject

FREE_FIELDS = ("task", "owner", "start_date", "weight", "acceptance", "is_rollout", "subproject")


@transaction.atomic
def add(
    plan: Plan,
    *,
    by: Any,
    at: datetime,
    code: str,
    task: str,
    planned_date: date,
    owner: User | None = None,
    subproject: SubProject | None = None,
    start_date: date | None = None,
    weight: int = 1,
    acceptance: str = "",
    is_rollout: bool = False,
) -> Stage:
    """A stage. In a plan that runs its first date is its baseline. A date on a rest day is taken as it is (X21)."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE - lifecycle.MEASURED)
    phase, sequence = _code_parts(plan, code)
    require_order(start_date, planned_date, "planned_date")
    stage = Stage(
        plan=plan,
        subproject=subproject,
        code=f"{phase}.{sequence}",
        phase=phase,
        sequence=sequence,
        task=task,
        owner=owner,
        start_date=start_date,
        planned_date=planned_date,
        baseline_planned_date=planned_date,
        weight=weight,
        acceptance=acceptance,
        is_rollout=is_rollout,
    )
    stage.save()
    ledger.write_line(
        plan,
        EventKind.STAGE_ADDED,
        by=by,
        at=at,
        stage=stage,
        after=f"{planned_date}",
        note=f"{stage.code} {task}",
    )
    _tell_owner(stage, by=by, at=at)
    store_row(plan, by=by, at=at)
    return stage


def _code_parts(plan: Plan, code: str, but: Stage | None = None) -> tuple[int, int]:
    try:
        phase, sequence = code_key(code.strip())
    except ValueError:
        raise LawBroken(_("Write the stage code as 1.1 or 2.10."), field="code") from None
    if max(phase, sequence) > 9999:
        raise LawBroken(_("Write the stage code as 1.1 or 2.10."), field="code")
    taken = plan.stages.counted().filter(phase=phase, sequence=sequence)
    if taken.exclude(pk=but.pk if but else None).exists():
        raise LawBroken(
            _("There is a stage %(code)s already.") % {"code": f"{phase}.{sequence}"}, field="code"
        )
    return phase, sequence


def _tell_owner(stage: Stage, *, by: Any, at: datetime) -> None:
    """A stage of a plan that has begun has a new owner, who should know."""
    if stage.plan.state in lifecycle.LIVE and stage.owner_id != by.pk:
        notices.about(
            stage.plan,
            [stage.owner],
            gettext_noop("stage %(code)s %(task)s is yours, planned for %(day)s"),
            key=f"yours:{stage.pk}:{stage.owner_id}:{stage.version}",
            at=at,
            anchor=f"#stage-{stage.code}",
            code=stage.code,
            task=stage.task,
            day=notices.day(stage.planned_date),
        )


@transaction.atomic
def edit(
    stage: Stage,
    *,
    by: Any,
    at: datetime,
    version: int,
    code: str,
    planned_date: date,
    **fields: Any,
) -> Stage:
    """The plan owner's corrections. Once the plan runs, a planned date moves only by re-planning, with reason and approval."""
    stage = lock_stage(stage, version=version)
    plan = stage.plan
    rules.require_lead(by, plan)
    require_state(plan, lifecycle.EDITABLE)
    require_counted(stage)
    if planned_date != stage.planned_date:
        if plan.state not in lifecycle.PLANNED:
            raise LawBroken(
                _(
                    "The plan runs: ask for a new date with a reason, the first date stays as baseline."
                ),
                field="planned_date",
            )
        stage.planned_date = stage.baseline_planned_date = planned_date
    stage.phase, stage.sequence = _code_parts(plan, code, but=stage)
    stage.code = f"{stage.phase}.{stage.sequence}"
    former = stage.owner_id
    for name, value in fields.items():
        if name in FREE_FIELDS:
            setattr(stage, name, value)
    require_order(stage.start_date, stage.planned_date, "planned_date")
    if stage.owner_id != former:
        stage.owner_text = ""
    store_version(stage)
    ledger.write_line(
        plan, EventKind.STAGE_EDITED, by=by, at=at, stage=stage, note=f"{stage.code} {stage.task}"
    )
    if stage.owner_id != former:
        _tell_owner(stage, by=by, at=at)
    return stage


@transaction.atomic
def drop(stage: Stage, *, by: Any, at: datetime, note: str) -> Stage:
    """A stage that will not be done; it stays in the record and counts nowhere."""
    stage = lock_stage(stage)
    rules.require_lead(by, stage.plan)
    require_state(stage.plan, lifecycle.EDITABLE - lifecycle.MEASURED)
    require_counted(stage)
    if stage.status == StageStatus.DONE:
        raise LawBroken(_("What is done cannot be dropped."))
    stage.dropped_at, stage.dropped_reason = at, note
    store_version(stage)
    ledger.write_line(stage.plan, EventKind.STAGE_DROPPED, by=by, at=at, stage=stage, note=note)
    return stage


@transaction.atomic
def tell(
    stage: Stage,
    *,
    by: Any,
    at: datetime,
    percent: int,
    text: str,
    on: date | None = None,
    uploads: Iterable[UploadedFile] = (),
) -> StageProgress:
    """The owner tells how far it is (PL-7). Telling of a stage that has not begun begins it."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    on = on or timezone.localdate(at)
    require_come(on, at, "on")
    if stage.status == StageStatus.NOT_STARTED:
        stage = moves.begin(stage, by=by, at=at, on=on)
    if stage.status not in lifecycle.WORKED_ON:
        raise LawBroken(_("This stage is done; the plan owner can reopen it."))
    line = journal.write(stage, by=by, at=at, on=on, percent=percent, text=text, uploads=uploads)
    store_version(stage)
    return line
