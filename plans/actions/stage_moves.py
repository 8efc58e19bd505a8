"""Stages move: started, delayed, re-planned, finished, reopened (model.md C7).

The status itself is set in `moves`.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row, store_version
from notifications.enums import Topic
from plans import rules
from plans.actions import journal, moves, notices, problems
from plans.actions.dates import require_come
from plans.actions.locking import lock_stage, require_at_work
from plans.domain import lifecycle
from plans.enums import ProblemState, StageMove, StageStatus
from plans.models import Stage, StageProblem


# --- start and finish -------------------------------------------------------------------------
@transaction.atomic
def start_stage(stage: Stage, *, by: User, at: datetime, on: date | None = None) -> Stage:
    """未开始 → 进行中."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    return begin_stage(stage, by=by, at=at, on=on)


def begin_stage(stage: Stage, *, by: User, at: datetime, on: date | None = None) -> Stage:
    """The same for a stage that is locked and may move."""
    stage.started_on = on or timezone.localdate(at)
    require_come(stage.started_on, at, "on")
    return moves.apply_stage_move(stage, StageMove.START, by=by, at=at)


@transaction.atomic
def finish_stage(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    on: date | None = None,
    text: str = "",
    resolution: str = "",
) -> Stage:
    """进行中/延期 → 已完成 with the actual date and 100 %. What went wrong has its words by now."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    on = on or timezone.localdate(at)
    _require_finish_date(stage, on, at)
    problems.require_described(stage)

    # Asked before anything is written, though `apply_stage_move` would ask again.
    lifecycle.stage_target(stage.status, StageMove.FINISH)
    if text.strip():
        journal.write_progress(stage, by=by, at=at, on=on, percent=100, text=text)
    if resolution.strip():
        problems.resolve_open_problems(stage, by=by, at=at, resolution=resolution)
    stage.actual_date = on
    stage.percent = 100
    stage = moves.apply_stage_move(stage, StageMove.FINISH, by=by, at=at)
    if stage.is_rollout:
        moves.record_roll_out(stage.plan, on, by=by, at=at)
        store_row(stage.plan, by=by, at=at)
    return stage


def _require_finish_date(stage: Stage, on: date, at: datetime) -> None:
    require_come(on, at, "on")
    if stage.started_on and on < stage.started_on:
        raise LawBroken(
            _("It cannot end before it began on %(day)s.") % {"day": stage.started_on}, field="on"
        )


# --- delay ------------------------------------------------------------------------------------
@transaction.atomic
def delay_stage(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    description: str,
    impact: str,
    countermeasure: str,
) -> Stage:
    """未开始/进行中 → 延期 by hand.

    What went wrong, whom it hits and what is done first are mandatory (PL-8).
    """
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    problems.write_problem(
        stage, by=by, at=at, description=description, impact=impact, countermeasure=countermeasure
    )
    return mark_delayed(stage, by=by, at=at)


def mark_overdue(stage: Stage, *, at: datetime) -> Stage:
    """The daily job's delay of a locked stage.

    It opens the record that the owner has to put into words.
    """
    StageProblem.objects.get_or_create(
        stage=stage,
        missed_date=stage.planned_date,
        is_automatic=True,
        defaults={"raised_at": at, "state": ProblemState.OPEN},
    )
    return mark_delayed(stage, by=None, at=at)


def mark_delayed(stage: Stage, *, by: User | None, at: datetime) -> Stage:
    """→ 延期 for a locked stage. Raises `LawBroken` without a problem record, open or resolved."""
    if not stage.problems.exists():
        raise LawBroken(
            _("A delay needs a problem record: what happened, whom it hits, what is done first."),
            field="description",
        )
    stage = moves.apply_stage_move(stage, StageMove.DELAY, by=by, at=at)

    # What a date brings about waits for desk hours; what a person reports is told at once.
    notices.notify_about_plan(
        stage.plan,
        [stage.owner, stage.plan.owner],
        gettext_noop("stage %(code)s %(task)s is late, it was planned for %(day)s"),
        key=f"late:{stage.pk}:{stage.planned_date}",
        at=at,
        topic=Topic.PLAN_LATE,
        anchor=f"#stage-{stage.code}",
        is_urgent=by is not None,
        code=stage.code,
        task=stage.task,
        day=notices.date_text(stage.planned_date),
    )
    return stage


# --- new date, reopening ----------------------------------------------------------------------
def apply_new_date(stage: Stage, on: date, *, by: User, at: datetime) -> Stage:
    """An approved new date of a locked stage; a delayed one goes on. The baseline stays."""
    stage.planned_date = on
    if stage.status != StageStatus.DELAYED:
        return store_version(stage)

    # A stage that became late before anybody began it goes on as one at work.
    stage.started_on = stage.started_on or timezone.localdate(at)
    return moves.apply_stage_move(stage, StageMove.REPLAN, by=by, at=at, note=f"{on}")


@transaction.atomic
def reopen_stage(stage: Stage, *, by: User, at: datetime, note: str) -> Stage:
    """已完成 → 进行中 by the plan owner, with a reason."""
    stage = lock_stage(stage)
    rules.require_lead(by, stage.plan)
    require_at_work(stage)
    stage.actual_date = None
    stage = moves.apply_stage_move(stage, StageMove.REOPEN, by=by, at=at, note=note)
    notices.notify_about_plan(
        stage.plan,
        [stage.owner],
        gettext_noop("stage %(code)s %(task)s was reopened: %(reason)s"),
        key=f"reopened:{stage.pk}:{stage.version}",
        at=at,
        anchor=f"#stage-{stage.code}",
        code=stage.code,
        task=stage.task,
        reason=note,
    )
    return stage
