"""The only place that sets the state of a plan or the status of a stage; and the plan's moves.

The moves of a stage stand in `stage_moves`.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import lock_row, store_row, store_version
from plans import rules
from plans.actions import effects, evaluations, ledger
from plans.actions.dates import require_come
from plans.domain import lifecycle
from plans.domain.windows import evaluation_window
from plans.enums import EventKind, PlanMove, PlanState, StageMove, StageStatus
from plans.models import Plan, Stage


# --- setting ----------------------------------------------------------------------------------
def set_plan_state(plan: Plan, state: PlanState, *, at: datetime) -> None:
    """Set the state, and the moments that follow from it; the caller saves."""
    plan.state = state

    # A plan that is resumed or begins a new cycle keeps the moment of its first start.
    if state == PlanState.RUNNING and plan.started_at is None:
        plan.started_at = at
    plan.paused_at = at if state == PlanState.PAUSED else None
    if state in lifecycle.ENDED:
        plan.ended_at = at


def set_stage_status(stage: Stage, status: StageStatus) -> None:
    """Set the status; the caller saves."""
    stage.status = status


def _apply_move(
    plan: Plan, move: PlanMove, *, by: User, at: datetime, note: str = "", **data: Any
) -> Plan:
    """Follow the table, write the ledger, store. Raises `IllegalMove`."""
    before = plan.state
    set_plan_state(plan, lifecycle.plan_target(before, move), at=at)
    ledger.write_line(
        plan, EventKind.MOVED, by=by, at=at, before=before, after=plan.state, note=note, **data
    )
    return store_row(plan, by=by, at=at)


def apply_stage_move(
    stage: Stage, move: StageMove, *, by: User | None, at: datetime, note: str = ""
) -> Stage:
    """The same for a stage that is locked with its plan. Nobody stands for the daily job."""
    before = stage.status
    set_stage_status(stage, lifecycle.stage_target(before, move))
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


# --- start, pause, end ------------------------------------------------------------------------
@transaction.atomic
def start_plan(plan: Plan, *, by: User, at: datetime) -> Plan:
    """执行: kick-off held, at least one stage, an owner, a goal and a core metric that can tell.

    The baselines of dates and figures are frozen.
    """
    plan = lock_row(plan)
    rules.require_lead(by, plan)

    # Asked before the guards, so that a plan that runs already is not told what it lacks.
    lifecycle.plan_target(plan.state, PlanMove.START)
    _require_ready(plan)
    for stage in plan.stages.counted():
        stage.baseline_planned_date = stage.planned_date
        store_version(stage)
    effects.freeze_all_baselines(plan, by=by, at=at)
    effects.require_measurable(plan)
    plan.frozen_at = at
    return _apply_move(plan, PlanMove.START, by=by, at=at)


def _require_ready(plan: Plan) -> None:
    if not hasattr(plan, "kick_off"):
        raise LawBroken(_("Record the kick-off meeting first."))
    _require_stages(plan)
    if not plan.core_goal.strip():
        raise LawBroken(_("Enter the core goal first."), field="core_goal")


def _require_stages(plan: Plan) -> None:
    if not plan.stages.counted().exists():
        raise LawBroken(_("A plan needs at least one stage."))


@transaction.atomic
def pause_plan(plan: Plan, *, by: User, at: datetime, note: str) -> Plan:
    """While a plan is paused, no reminders are sent and nothing becomes overdue."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.pause_reason = note
    return _apply_move(plan, PlanMove.PAUSE, by=by, at=at, note=note)


@transaction.atomic
def resume_plan(plan: Plan, *, by: User, at: datetime) -> Plan:
    """It goes on with the dates that it had."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.pause_reason = ""
    return _apply_move(plan, PlanMove.RESUME, by=by, at=at)


@transaction.atomic
def terminate_plan(plan: Plan, *, by: User, at: datetime, note: str) -> Plan:
    """已终止, for good."""
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    plan.ended_reason = note
    return _apply_move(plan, PlanMove.TERMINATE, by=by, at=at, note=note)


# --- evaluation, new cycle, summary, archive --------------------------------------------------
@transaction.atomic
def start_evaluation(
    plan: Plan, *, by: User, at: datetime, rollout_date: date | None = None
) -> Plan:
    """效果评估: every stage is done or dropped.

    The data are taken 7 to 14 days after full roll-out.
    """
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.EVALUATE)
    _require_all_done(plan)
    if not plan.metrics.filter(is_core=True).exists():
        raise LawBroken(_("Add the core metric that tells whether the goal was reached."))
    record_roll_out(plan, rollout_date or plan.rollout_date, by=by, at=at)
    plan = _apply_move(plan, PlanMove.EVALUATE, by=by, at=at)
    evaluations.ask_evaluators(plan, at=at)
    return plan


def _require_all_done(plan: Plan) -> None:
    codes = list(plan.stages.unfinished().values_list("code", flat=True))
    if codes:
        raise LawBroken(
            _("Not done yet: %(codes)s. Finish or drop these stages first.")
            % {"codes": ", ".join(codes)}
        )
    _require_stages(plan)


def record_roll_out(plan: Plan, on: date | None, *, by: User, at: datetime) -> None:
    """Note the day of full roll-out and the window it opens; the caller saves the plan.

    Raises `LawBroken` for none or a coming day.
    """
    if on is None:
        raise LawBroken(
            _("Enter the date on which the new process was rolled out."), field="rollout_date"
        )
    require_come(on, at, "rollout_date")

    # The same day again keeps the window, which the plan owner may have changed meanwhile.
    if plan.rollout_date == on and plan.evaluation_due_from:
        return
    window = evaluation_window(on)
    plan.rollout_date = on
    plan.evaluation_due_from = window.start
    plan.evaluation_due_to = window.end
    ledger.write_line(
        plan,
        EventKind.ROLLED_OUT,
        by=by,
        at=at,
        after=f"{on}",
        window=[f"{window.start}", f"{window.end}"],
    )


@transaction.atomic
def open_new_cycle(plan: Plan, *, by: User, at: datetime, note: str) -> Plan:
    """Not met: another round of the same plan.

    Values of the round that ended stay in its evaluations.
    """
    plan = lock_row(plan)
    rules.require_lead(by, plan)
    lifecycle.plan_target(plan.state, PlanMove.NEW_CYCLE)
    core = plan.metrics.filter(is_core=True)
    if not any(metric.effect.is_missed for metric in core):
        raise LawBroken(_("No core metric missed its target; there is nothing to repeat."))

    plan.cycle += 1
    plan.rollout_date = None
    plan.evaluation_due_from = None
    plan.evaluation_due_to = None
    evaluations.forget_values_after(plan)
    return _apply_move(plan, PlanMove.NEW_CYCLE, by=by, at=at, note=note, cycle=plan.cycle)


@transaction.atomic
def summarize_plan(plan: Plan, *, by: User, at: datetime, note: str = "") -> Plan:
    """已总结: every core metric has its value after, the summary is written.

    A missed goal is closed only with a reason.
    """
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
    is_missed = any(metric.effect.is_missed for metric in core)
    if is_missed and not note.strip():
        raise LawBroken(
            _("A goal was missed: open a new cycle, or say why the plan ends without it."),
            field="note",
        )
    return _apply_move(plan, PlanMove.SUMMARIZE, by=by, at=at, note=note)


def mark_archived(plan: Plan, *, by: User, at: datetime, file_no: str) -> Plan:
    """已归档: called by `closing`, which holds the lock and has stored the package."""
    return _apply_move(plan, PlanMove.ARCHIVE, by=by, at=at, after_file=file_no)
