"""The only place that sets the state of a plan or the status of a stage."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import LawBroken
from core.work.record import lock_row, store_row, store_version
from notifications.enums import Topic
from plans import rules
from plans.actions import effects, journal, ledger, notices, problems
from plans.actions.dates import require_come
from plans.actions.locking import lock_stage, require_at_work
from plans.domain import lifecycle
from plans.domain.windows import evaluation_window
from plans.enums import EventKind, PlanMove, PlanState, ProblemState, StageMove, StageStatus
from plans.models import Plan, Stage, StageProblem


# --- setting --------------------------------------------------------------------------------------------------------
def place(plan: Plan, state: PlanState, *, at: datetime) -> None:
    """Set the state, and the moments that follow from it; the caller saves."""
    plan.state = state
    if state == PlanState.RUNNING and plan.started_at is None:
        plan.started_at = at
    plan.paused_at = at if state == PlanState.PAUSED else None
    if state in lifecycle.ENDED:
        plan.ended_at = at


def stand(stage: Stage, status: StageStatus) -> None:
    """Set the status; the caller saves."""
    stage.status = status


def _move(
    plan: Plan, move: PlanMove, *, by: Any, at: datetime, note: str = "", **data: object
) -> Plan:
    before = plan.state
    place(plan, lifecycle.plan_target(before, move), at=at)
    ledger.write_line(
        plan, EventKind.MOVED, by=by, at=at, before=before, after=plan.state, note=note, **data
    )
    return store_row(plan, by=by, at=at)


def _move_stage(stage: Stage, move: StageMove, *, by: Any, at: datetime, note: str = "") -> Stage:
    before = stage.status
    stand(stage, lifecycle.stage_target(before, move))
    ledger.write_line(
        stage.plan,
        EventKind.STAGE_MOVED,
        by=by,
        at=at,
        stage=stage,
        before=before,
        after=stage.status,
        note=note,
    )
    return store_version(stage)


# --- the plan -------------------------------------------------------------------------------------------------------
@transaction.atomic
def start(plan: Plan, *, by: Any, at: datetime) -> Plan:
    """执行: kick-off held, at least one stage, an owner and a goal. The baselines of dates and figures are frozen."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.START)
    _require_ready(plan)
    for stage in plan.stages.counted():
        stage.baseline_planned_date = stage.planned_date
        store_version(stage)
    effects.freeze_all(plan, by=by, at=at)
    plan.frozen_at = at
    return _move(plan, PlanMove.START, by=by, at=at)


def _require_ready(plan: Plan) -> None:
    if not hasattr(plan, "kick_off"):
        raise LawBroken(_("Record the kick-off meeting first."))
    if not plan.stages.counted().exists():
        raise LawBroken(_("A plan needs at least one stage."))
    if not plan.core_goal.strip():
        raise LawBroken(_("Write down the core goal first."), field="core_goal")


@transaction.atomic
def pause(plan: Plan, *, by: Any, at: datetime, note: str) -> Plan:
    """While a plan rests nobody is reminded and nothing becomes late."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.pause_reason = note
    return _move(plan, PlanMove.PAUSE, by=by, at=at, note=note)


@transaction.atomic
def resume(plan: Plan, *, by: Any, at: datetime) -> Plan:
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.pause_reason = ""
    return _move(plan, PlanMove.RESUME, by=by, at=at)


@transaction.atomic
def evaluate(plan: Plan, *, by: Any, at: datetime, rollout_date: date | None = None) -> Plan:
    """效果评估: every stage is done or dropped. The data are taken 7 to 14 days after full roll-out."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.EVALUATE)
    _require_all_done(plan)
    if not plan.metrics.filter(is_core=True).exists():
        raise LawBroken(_("Add the core metric that tells whether the goal was reached."))
    roll_out(plan, rollout_date or plan.rollout_date, by=by, at=at)
    plan = _move(plan, PlanMove.EVALUATE, by=by, at=at)
    effects.ask_evaluators(plan, at=at)
    return plan


def _require_all_done(plan: Plan) -> None:
    left = list(plan.stages.unfinished().values_list("code", flat=True))
    if left:
        raise LawBroken(
            _("Not done yet: %(codes)s. Finish or drop these stages first.")
            % {"codes": ", ".join(left)}
        )
    if not plan.stages.counted().exists():
        raise LawBroken(_("A plan needs at least one stage."))


def roll_out(plan: Plan, on: date | None, *, by: Any, at: datetime) -> None:
    """Note the day of full roll-out and the window it opens; the caller saves the plan. Raises `LawBroken` for none or a coming day."""
    if on is None:
        raise LawBroken(_("Say on which day the new process was rolled out."), field="rollout_date")
    require_come(on, at, "rollout_date")
    if plan.rollout_date == on and plan.evaluation_due_from:
        return
    window = evaluation_window(on)
    plan.rollout_date, plan.evaluation_due_from, plan.evaluation_due_to = (
        on,
        window.start,
        window.end,
    )
    ledger.write_line(
        plan,
        EventKind.ROLLED_OUT,
        by=by,
        at=at,
        after=f"{on}",
        window=[f"{window.start}", f"{window.end}"],
    )


@transaction.atomic
def new_cycle(plan: Plan, *, by: Any, at: datetime, note: str) -> Plan:
    """Not met: another round of the same plan. Values of the round that ended stay in its evaluations."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.NEW_CYCLE)
    core = list(plan.metrics.filter(is_core=True))
    if not any(metric.effect.is_met is False for metric in core):
        raise LawBroken(_("No core metric missed its target; there is nothing to repeat."))
    plan.cycle += 1
    plan.rollout_date = plan.evaluation_due_from = plan.evaluation_due_to = None
    effects.forget_after(plan)
    return _move(plan, PlanMove.NEW_CYCLE, by=by, at=at, note=note, cycle=plan.cycle)


@transaction.atomic
def summarize(plan: Plan, *, by: Any, at: datetime, note: str = "") -> Plan:
    """已总结: every core metric has its value after, the summary is written; a missed goal is closed only with a reason."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.SUMMARIZE)
    core = list(plan.metrics.filter(is_core=True))
    missing = [metric.name for metric in core if metric.after is None]
    if missing:
        raise LawBroken(
            _("No value after the change yet: %(names)s.") % {"names": ", ".join(missing)}
        )
    summary = getattr(plan, "summary", None)
    if summary is None or not summary.experience.strip():
        raise LawBroken(_("Write the summary first."))
    if any(metric.effect.is_met is False for metric in core) and not note.strip():
        raise LawBroken(
            _("A goal was missed: open a new cycle, or say why the plan ends without it."),
            field="note",
        )
    return _move(plan, PlanMove.SUMMARIZE, by=by, at=at, note=note)


@transaction.atomic
def terminate(plan: Plan, *, by: Any, at: datetime, note: str) -> Plan:
    """已终止, for good."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.ended_reason = note
    return _move(plan, PlanMove.TERMINATE, by=by, at=at, note=note)


def archive(plan: Plan, *, by: Any, at: datetime, file_no: str) -> Plan:
    """已归档: called by `closing`, which holds the lock and has stored the package."""
    return _move(plan, PlanMove.ARCHIVE, by=by, at=at, after_file=file_no)


# --- stages ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_stage(stage: Stage, *, by: Any, at: datetime, on: date | None = None) -> Stage:
    """未开始 → 进行中."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    return begin(stage, by=by, at=at, on=on)


def begin(stage: Stage, *, by: Any, at: datetime, on: date | None = None) -> Stage:
    """The same for a stage that is locked and may move."""
    stage.started_on = on or timezone.localdate(at)
    require_come(stage.started_on, at, "on")
    return _move_stage(stage, StageMove.START, by=by, at=at)


@transaction.atomic
def finish_stage(
    stage: Stage,
    *,
    by: Any,
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
    require_come(on, at, "on")
    if stage.started_on and on < stage.started_on:
        raise LawBroken(
            _("It cannot end before it began on %(day)s.") % {"day": stage.started_on}, field="on"
        )
    problems.require_described(stage)
    lifecycle.stage_target(stage.status, StageMove.FINISH)
    if text.strip():
        journal.write(stage, by=by, at=at, on=on, percent=100, text=text)
    if resolution.strip():
        problems.resolve_all(stage, by=by, at=at, resolution=resolution)
    stage.actual_date, stage.percent = on, 100
    stage = _move_stage(stage, StageMove.FINISH, by=by, at=at)
    if stage.is_rollout:
        roll_out(stage.plan, on, by=by, at=at)
        store_row(stage.plan, by=by, at=at)
    return stage


@transaction.atomic
def delay_stage(
    stage: Stage, *, by: Any, at: datetime, description: str, impact: str, countermeasure: str
) -> Stage:
    """未开始/进行中 → 延期 by hand: what went wrong, whom it hits and what is done first are mandatory (PL-8)."""
    stage = lock_stage(stage)
    rules.require_update(by, stage)
    require_at_work(stage)
    problems.write(
        stage, by=by, at=at, description=description, impact=impact, countermeasure=countermeasure
    )
    return delay(stage, by=by, at=at)


def delay(stage: Stage, *, by: Any, at: datetime) -> Stage:
    """→ 延期 for a locked stage. Raises `LawBroken` without a problem record, open or resolved."""
    if not stage.problems.exists():
        raise LawBroken(
            _("A delay needs a problem record: what happened, whom it hits, what is done first."),
            field="description",
        )
    stage = _move_stage(stage, StageMove.DELAY, by=by, at=at)
    notices.about(
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
        day=notices.day(stage.planned_date),
    )
    return stage


def mark_late(stage: Stage, *, at: datetime) -> Stage:
    """The daily job's delay of a locked stage: it opens the record that the owner has to put into words."""
    StageProblem.objects.get_or_create(
        stage=stage,
        missed_date=stage.planned_date,
        is_automatic=True,
        defaults={"raised_at": at, "state": ProblemState.OPEN},
    )
    return delay(stage, by=None, at=at)


def to_new_date(stage: Stage, on: date, *, by: Any, at: datetime) -> Stage:
    """An approved new date of a locked stage; a delayed one goes on. The baseline stays."""
    stage.planned_date = on
    if stage.status == StageStatus.DELAYED:
        stage.started_on = stage.started_on or timezone.localdate(at)
        return _move_stage(stage, StageMove.REPLAN, by=by, at=at, note=f"{on}")
    return store_version(stage)


@transaction.atomic
def reopen_stage(stage: Stage, *, by: Any, at: datetime, note: str) -> Stage:
    """已完成 → 进行中 by the plan owner, with a reason."""
    stage = lock_stage(stage)
    rules.require_lead(by, stage.plan)
    require_at_work(stage)
    stage.actual_date = None
    stage = _move_stage(stage, StageMove.REOPEN, by=by, at=at, note=note)
    notices.about(
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
