"""New dates: the stage owner asks with a reason, the plan owner decides.

The baseline is never touched.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from plans import rules
from plans.actions import ledger, notices, problems, stage_moves
from plans.actions.dates import require_order
from plans.actions.locking import lock_stage, require_at_work
from plans.domain import lifecycle
from plans.enums import EventKind, ReplanState, StageStatus
from plans.models import Replan, Stage


@transaction.atomic
def ask_for_new_date(stage: Stage, *, by: User, at: datetime, to_date: date, reason: str) -> Replan:
    """Ask for a new planned finish. Who leads the plan decides at once by asking."""
    stage = lock_stage(stage)
    is_leader = rules.leads(by, stage.plan)
    if not is_leader:
        rules.require_update(by, stage)
    require_at_work(stage)
    _require_possible_date(stage, to_date, at)
    if stage.replans.filter(state=ReplanState.ASKED).exists():
        raise LawBroken(
            _("A new date has already been requested and is waiting for the plan owner.")
        )
    if stage.status == StageStatus.DELAYED:
        problems.require_described(stage)

    replan = Replan.objects.create(
        stage=stage,
        from_date=stage.planned_date,
        to_date=to_date,
        reason=reason,
        asked_at=at,
        asked_by=by,
    )
    ledger.write_line(
        stage.plan,
        EventKind.REPLAN_ASKED,
        by=by,
        at=at,
        stage=stage,
        before=f"{stage.planned_date}",
        after=f"{to_date}",
        note=reason,
    )
    # The record keeps both lines, asked and decided, also where one person does both.
    if is_leader:
        return _store_decision(replan, stage, by=by, at=at, is_approved=True)
    _notify_plan_owner(replan, stage, by=by, at=at)
    return replan


def _notify_plan_owner(replan: Replan, stage: Stage, *, by: User, at: datetime) -> None:
    notices.notify_about_plan(
        stage.plan,
        [stage.plan.owner],
        gettext_noop("%(name)s requests %(day)s as the new date of stage %(code)s"),
        key=f"replan:{replan.pk}",
        at=at,
        anchor=f"#stage-{stage.code}",
        name=by,
        day=notices.date_text(replan.to_date),
        code=stage.code,
    )


def _require_possible_date(stage: Stage, to_date: date, at: datetime) -> None:
    """The stage is unfinished; the date is another one, not past, and not before the start."""
    if stage.status not in lifecycle.UNFINISHED:
        raise LawBroken(_("This stage is done; the plan owner can reopen it."))
    if to_date < timezone.localdate(at):
        raise LawBroken(_("The new date is in the past."), field="to_date")
    if to_date == stage.planned_date:
        raise LawBroken(_("This is the date it has now."), field="to_date")
    require_order(stage.start_date, to_date, "to_date")


@transaction.atomic
def decide_new_date(
    replan: Replan, *, by: User, at: datetime, is_approved: bool, comment: str = ""
) -> Replan:
    """The plan owner's word. An approved date that has passed meanwhile is refused."""
    stage = lock_stage(replan.stage)
    replan = Replan.objects.select_for_update(no_key=True).get(pk=replan.pk)
    rules.require_lead(by, stage.plan)
    require_at_work(stage)
    if replan.state != ReplanState.ASKED:
        raise LawBroken(_("This has already been decided."))
    # The date was possible when it was asked for, but days may have gone by since.
    if is_approved:
        _require_possible_date(stage, replan.to_date, at)
    elif not comment.strip():
        raise LawBroken(_("Enter the reason for rejecting the date."), field="comment")
    return _store_decision(replan, stage, by=by, at=at, is_approved=is_approved, comment=comment)


def _store_decision(
    replan: Replan,
    stage: Stage,
    *,
    by: User,
    at: datetime,
    is_approved: bool,
    comment: str = "",
) -> Replan:
    replan.state = ReplanState.APPROVED if is_approved else ReplanState.REFUSED
    replan.decided_at = at
    replan.decided_by = by
    replan.comment = comment
    replan.save()
    ledger.write_line(
        stage.plan,
        EventKind.REPLAN_DECIDED,
        by=by,
        at=at,
        stage=stage,
        before=f"{replan.from_date}",
        after=f"{replan.to_date}",
        note=comment or replan.reason,
        is_approved=is_approved,
    )
    if is_approved:
        stage_moves.apply_new_date(stage, replan.to_date, by=by, at=at)
    if replan.asked_by_id != by.pk:
        _notify_asker(replan, stage, is_approved=is_approved, at=at)
    return replan


def _notify_asker(replan: Replan, stage: Stage, *, is_approved: bool, at: datetime) -> None:
    if is_approved:
        sentence = gettext_noop("the new date %(day)s of stage %(code)s was approved")
    else:
        sentence = gettext_noop("the new date %(day)s of stage %(code)s was refused")
    notices.notify_about_plan(
        stage.plan,
        [replan.asked_by],
        sentence,
        key=f"replan:{replan.pk}:decided",
        at=at,
        anchor=f"#stage-{stage.code}",
        day=notices.date_text(replan.to_date),
        code=stage.code,
    )
