"""Kick-off, weekly reviews and retrospectives.

Decisions become actions that somebody carries out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken, NotAllowed
from core.work.record import lock_row, store_row
from plans import rules
from plans.actions import ledger, notices
from plans.actions.dates import require_order
from plans.actions.locking import lock_for_lead, require_state
from plans.domain import lifecycle
from plans.enums import ActionState, EventKind, ReviewKind
from plans.models import KickOff, Plan, ReviewAction, ReviewMeeting, Stage


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, who carries it out by when, and for which stage."""

    task: str
    owner: User
    due: date
    stage: Stage | None = None


# --- kick-off ---------------------------------------------------------------------------------
@transaction.atomic
def record_kick_off(
    plan: Plan,
    *,
    by: User,
    at: datetime,
    held_at: datetime,
    attendees: str,
    goals: str,
    scope: str = "",
    nodes: str = "",
) -> KickOff:
    """The kick-off meeting (PL-2).

    Written again while the plan is a draft, it replaces what stood there.
    """
    plan = lock_for_lead(plan, by, lifecycle.PLANNED)
    _require_held(held_at, at)
    minutes = {
        "held_at": held_at,
        "attendees": attendees,
        "goals": goals,
        "scope": scope,
        "nodes": nodes,
        "by": by,
        "recorded_at": at,
    }
    meeting, _is_new = KickOff.objects.update_or_create(plan=plan, defaults=minutes)
    if not plan.core_goal.strip():
        plan.core_goal = goals
    ledger.write_line(
        plan,
        EventKind.KICK_OFF,
        by=by,
        at=at,
        after=f"{timezone.localtime(held_at):%Y-%m-%d %H:%M}",
        note=goals,
    )
    store_row(plan, by=by, at=at)
    return meeting


def _require_held(held_at: datetime, at: datetime) -> None:
    if held_at > at:
        raise LawBroken(_("Minutes are written after the meeting."), field="held_at")


# --- reviews ----------------------------------------------------------------------------------
@transaction.atomic
def record_review(
    plan: Plan,
    *,
    by: User,
    at: datetime,
    held_at: datetime,
    attendees: str,
    notes: str = "",
    chair: User | None = None,
    stage_notes: dict[str, str] | None = None,
    decisions: Iterable[Decision] = (),
) -> ReviewMeeting:
    """进度复盘会: how the stages stand is frozen with the minutes (WR-1).

    Each decision becomes an action of its owner. `stage_notes` are remarks by stage code.
    """
    plan = lock_for_lead(plan, by, lifecycle.LIVE)
    _require_held(held_at, at)
    meeting = ReviewMeeting.objects.create(
        plan=plan,
        held_at=held_at,
        chair=chair or by,
        attendees=attendees,
        notes=notes,
        by=by,
        recorded_at=at,
        stages=_stage_snapshots(plan, stage_notes or {}),
    )
    _create_review_actions(meeting, decisions, by=by, at=at)
    ledger.write_line(
        plan,
        EventKind.REVIEW,
        by=by,
        at=at,
        after=f"{timezone.localdate(held_at)}",
        note=notes,
        meeting=meeting.pk,
    )
    store_row(plan, by=by, at=at)
    return meeting


def _stage_snapshots(plan: Plan, notes: dict[str, str]) -> list[dict[str, str | int]]:
    """How the stages stand, in the shape of `ReviewMeeting.stages`."""
    snapshots = []
    for stage in plan.stages.counted().select_related("owner"):
        snapshot: dict[str, str | int] = {
            "code": stage.code,
            "task": stage.task,
            "owner": stage.owner_name,
            "status": stage.status,
            "percent": stage.percent,
            "planned": f"{stage.planned_date}",
            "actual": f"{stage.actual_date or ''}",
            "note": notes.get(stage.code, ""),
        }
        snapshots.append(snapshot)
    return snapshots


@transaction.atomic
def record_retrospective(
    *,
    by: User,
    at: datetime,
    held_at: datetime,
    attendees: str,
    period_from: date,
    period_to: date,
    kind: str = ReviewKind.RETROSPECTIVE,
    departments: str = "",
    bottleneck: str = "",
    suggestions: str = "",
    decisions: Iterable[Decision] = (),
) -> ReviewMeeting:
    """流程复盘 or 季度会议: over a period, of all work and not of one plan (PD-C, QR-1)."""
    rules.require_right(by, "lead_plan")
    _require_held(held_at, at)
    require_order(period_from, period_to, "period_to")
    meeting = ReviewMeeting.objects.create(
        kind=kind,
        held_at=held_at,
        chair=by,
        attendees=attendees,
        departments=departments,
        period_from=period_from,
        period_to=period_to,
        bottleneck=bottleneck,
        suggestions=suggestions,
        by=by,
        recorded_at=at,
    )
    _create_review_actions(meeting, decisions, by=by, at=at)
    return meeting


# --- decisions --------------------------------------------------------------------------------
def _create_review_actions(
    meeting: ReviewMeeting, decisions: Iterable[Decision], *, by: User, at: datetime
) -> None:
    """Each owner but the writer of the minutes is told what was decided."""
    held_on = timezone.localdate(meeting.held_at)
    for decision in decisions:
        if decision.due < held_on:
            raise LawBroken(_("A decision is due after the meeting."), field="due")
        action = ReviewAction.objects.create(
            meeting=meeting,
            task=decision.task,
            owner=decision.owner,
            due=decision.due,
            stage=decision.stage,
        )

        # A retrospective has no plan whose page could be linked.
        if meeting.plan is not None and decision.owner != by:
            notify_of_decision(meeting.plan, action, at=at)


def notify_of_decision(plan: Plan, action: ReviewAction, *, at: datetime) -> None:
    notices.notify_about_plan(
        plan,
        [action.owner],
        gettext_noop("decided in the review: %(task)s, due %(day)s"),
        key=f"action:{action.pk}",
        at=at,
        anchor="#reviews",
        task=action.task,
        day=notices.date_text(action.due),
    )


@transaction.atomic
def finish_action(
    action: ReviewAction, *, by: User, at: datetime, result: str, is_dropped: bool = False
) -> ReviewAction:
    """Carried out by its owner, or dropped by who leads the plan."""
    # The plan first, as everywhere: two who take the same rows in another order would deadlock.
    plan = lock_row(action.meeting.plan) if action.meeting.plan else None
    rows = ReviewAction.objects.select_for_update(of=("self",), no_key=True)
    action = rows.select_related("meeting").get(pk=action.pk)
    if plan is not None:
        require_state(plan, lifecycle.EDITABLE | lifecycle.WRITTEN_UP)
    _require_action_rights(action, plan, by, is_dropped=is_dropped)
    if action.state != ActionState.OPEN:
        raise LawBroken(_("This has already been carried out."))

    action.state = ActionState.DROPPED if is_dropped else ActionState.DONE
    action.result = result
    action.done_at = at
    action.done_by = by
    action.save()
    if plan is not None:
        ledger.write_line(
            plan,
            EventKind.ACTION_DONE,
            by=by,
            at=at,
            after=action.state,
            note=f"{action.task}: {result}",
        )
        store_row(plan, by=by, at=at)
    return action


def _require_action_rights(
    action: ReviewAction, plan: Plan | None, by: User, *, is_dropped: bool
) -> None:
    """Of a retrospective's decision the chair is the leader."""
    is_leader = rules.leads(by, plan) if plan else action.meeting.chair_id == by.pk
    is_own = action.owner_id == by.pk
    if is_leader or (is_own and not is_dropped):
        return
    raise NotAllowed(_("Only the owner of the decision may do this."))
