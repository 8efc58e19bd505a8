"""Stages of a plan: added, edited, dropped, reported on. They move in `stage_moves`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from plans.actions import journal, ledger, notices, stage_moves
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
from plans.queries.stage_codes import next_stage_code

# What the plan owner corrects without further ado.
FREE_FIELDS = ("task", "owner", "start_date", "weight", "acceptance", "is_rollout", "subproject")

# Of a stage code; the columns hold more, pages and forms do not.
LARGEST_PART = 9999


# --- added ------------------------------------------------------------------------------------
@transaction.atomic
def add_stage(
    plan: Plan,
    *,
    by: User,
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
    """A stage. In a plan that runs its first date is its baseline.

    A date on a rest day is taken as it is (X21).
    """
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE - lifecycle.MEASURED)
    phase, sequence = _free_code(plan, code)
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
    notify_new_owner(stage, by=by, at=at)
    store_row(plan, by=by, at=at)
    return stage


@transaction.atomic
def add_stages(
    plan: Plan, *, by: User, at: datetime, stages: Iterable[Mapping[str, Any]]
) -> list[Stage]:
    """Stages of a pasted table, all of them or none; each as `add_stage` takes it, and its `row`.

    A row without a code follows the one before it. Raises `LawBroken` that names the row.
    """
    added: list[Stage] = []
    for fields in stages:
        details = dict(fields)
        row = details.pop("row")
        code = details.pop("code") or next_stage_code(plan)
        try:
            added.append(add_stage(plan, by=by, at=at, code=code, **details))
        except LawBroken as broken:
            reason = _("Row %(row)d: %(reason)s") % {"row": row, "reason": broken.message}
            raise LawBroken(reason, field="table") from broken
    return added


def _free_code(plan: Plan, code: str, but: Stage | None = None) -> tuple[int, int]:
    """Phase and sequence of a code that no other stage has; `but` may have it.

    Raises `LawBroken` for what is no code, or one that is taken.
    """
    try:
        phase, sequence = code_key(code.strip())
    except ValueError:
        raise LawBroken(_("Enter the stage code as 1.1 or 2.10."), field="code") from None
    if max(phase, sequence) > LARGEST_PART:
        raise LawBroken(_("Enter the stage code as 1.1 or 2.10."), field="code")

    # Compared as numbers: 1.1 and 1.01 are one code.
    taken = plan.stages.counted().filter(phase=phase, sequence=sequence)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise LawBroken(
            _("There is a stage %(code)s already.") % {"code": f"{phase}.{sequence}"}, field="code"
        )
    return phase, sequence


def notify_new_owner(stage: Stage, *, by: User, at: datetime) -> None:
    """A stage of a plan that has begun has a new owner, who should know."""
    if stage.plan.state not in lifecycle.LIVE or stage.owner_id == by.pk:
        return
    notices.notify_about_plan(
        stage.plan,
        [stage.owner],
        gettext_noop("stage %(code)s %(task)s is yours, planned for %(day)s"),
        key=f"yours:{stage.pk}:{stage.owner_id}:{stage.version}",
        at=at,
        anchor=f"#stage-{stage.code}",
        code=stage.code,
        task=stage.task,
        day=notices.date_text(stage.planned_date),
    )


# --- edited, dropped --------------------------------------------------------------------------
@transaction.atomic
def edit_stage(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    version: int,
    code: str,
    planned_date: date,
    **fields: Any,
) -> Stage:
    """The plan owner's corrections.

    Once the plan runs, a planned date moves only by re-planning, with reason and approval.
    """
    stage = lock_stage(stage, version=version)
    plan = stage.plan
    rules.require_lead(by, plan)
    require_state(plan, lifecycle.EDITABLE)
    require_counted(stage)

    _set_planned_date(stage, planned_date)
    stage.phase, stage.sequence = _free_code(plan, code, but=stage)
    stage.code = f"{stage.phase}.{stage.sequence}"
    former_owner = stage.owner_id
    for name, value in fields.items():
        if name in FREE_FIELDS:
            setattr(stage, name, value)
    require_order(stage.start_date, stage.planned_date, "planned_date")

    has_new_owner = stage.owner_id != former_owner
    if has_new_owner:
        # The words of an imported form named the former owner.
        stage.owner_text = ""
    store_version(stage)
    ledger.write_line(
        plan, EventKind.STAGE_EDITED, by=by, at=at, stage=stage, note=f"{stage.code} {stage.task}"
    )
    if has_new_owner:
        notify_new_owner(stage, by=by, at=at)
    return stage


def _set_planned_date(stage: Stage, planned_date: date) -> None:
    """Another date moves the baseline with it, which is possible before the start only."""
    if planned_date == stage.planned_date:
        return
    if stage.plan.state not in lifecycle.PLANNED:
        raise LawBroken(
            _("The plan runs: ask for a new date with a reason, the first date stays as baseline."),
            field="planned_date",
        )
    stage.planned_date = planned_date
    stage.baseline_planned_date = planned_date


@transaction.atomic
def drop_stage(stage: Stage, *, by: User, at: datetime, note: str) -> Stage:
    """A stage that will not be done; it stays in the record and counts nowhere."""
    stage = lock_stage(stage)
    rules.require_lead(by, stage.plan)
    require_state(stage.plan, lifecycle.EDITABLE - lifecycle.MEASURED)
    require_counted(stage)
    if stage.status == StageStatus.DONE:
        raise LawBroken(_("What is done cannot be dropped."))
    stage.dropped_at = at
    stage.dropped_reason = note
    store_version(stage)
    ledger.write_line(stage.plan, EventKind.STAGE_DROPPED, by=by, at=at, stage=stage, note=note)
    return stage


# --- reported on ------------------------------------------------------------------------------
@transaction.atomic
def report_progress(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    percent: int,
    text: str,
    on: date | None = None,
    uploads: Iterable[UploadedFile[bytes]] = (),
) -> StageProgress:
    """The owner says how far it is (PL-7). Reporting on a stage that has not begun begins it."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    on = on or timezone.localdate(at)
    require_come(on, at, "on")
    if stage.status == StageStatus.NOT_STARTED:
        stage = stage_moves.begin_stage(stage, by=by, at=at, on=on)
    if stage.status not in lifecycle.WORKED_ON:
        raise LawBroken(_("This stage is done; the plan owner can reopen it."))
    line = journal.write_progress(
        stage, by=by, at=at, on=on, percent=percent, text=text, uploads=uploads
    )
    store_version(stage)
    return line
