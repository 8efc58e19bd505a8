"""What dates bring by themselves: stages become late, people are reminded.

Safe to run twice, anywhere, at once: every notice and every automatic problem record has one key.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from calendars.queries.hours import desk_hours
from notifications.enums import Topic
from plans.actions import notices, stage_moves
from plans.domain import lifecycle, reminders
from plans.domain.progress import SOON
from plans.enums import ActionState, PlanState, Rhythm
from plans.models import Plan, Responsibility, ReviewAction, Stage, StageProgress

DAY = timedelta(days=1)
Row = TypeVar("Row")


# --- late stages ------------------------------------------------------------------------------
def mark_late_stages(*, at: datetime) -> int:
    """未开始/进行中 → 延期 where the planned date has passed; how many."""
    today = timezone.localdate(at)
    past_due = Stage.objects.past_due(today).order_by("planned_date", "pk")

    # One short transaction per stage: a long one would hold every plan against its people.
    count = 0
    for pk in list(past_due.values_list("pk", flat=True)):
        with transaction.atomic():
            count += _mark_if_still_late(pk, today, at)
    return count


def _mark_if_still_late(pk: int, today: date, at: datetime) -> bool:
    """Lock plan and stage in the usual order, check again, mark; whether it was marked."""
    plan_id = Stage.objects.values_list("plan", flat=True).get(pk=pk)

    # Somebody who works on the plan is not waited for: the next run finds the stage again.
    free_plans = Plan.objects.select_for_update(no_key=True, skip_locked=True)
    plan = free_plans.filter(pk=plan_id).order_by().first()
    if plan is None:
        return False

    # Read after the lock, since the stage may have been finished or re-planned meanwhile.
    late_stages = Stage.objects.past_due(today).select_for_update(of=("self",), no_key=True)
    stage = late_stages.filter(pk=pk).order_by().first()
    if stage is None:
        return False

    stage.plan = plan
    stage_moves.mark_overdue(stage, at=at)
    return True


# --- reminders --------------------------------------------------------------------------------
def send_reminders(*, at: datetime) -> int:
    """Remind people of all plans at work; how many reasons were found, most of them told before."""
    today = timezone.localdate(at)
    return sum(remind(today, at) for remind in REMINDERS)


@transaction.atomic
def _remind_of_due_stages(today: date, at: datetime) -> int:
    """A stage is due within three days."""
    unfinished = Stage.objects.at_work().unfinished()
    due_soon = unfinished.filter(planned_date__range=(today, today + SOON))

    def notify_owner(stage: Stage) -> None:
        notices.notify_about_plan(
            stage.plan,
            [stage.owner],
            gettext_noop("stage %(code)s %(task)s is due on %(day)s"),
            key=f"due:{stage.pk}:{stage.planned_date}",
            at=at,
            anchor=f"#stage-{stage.code}",
            is_urgent=False,
            code=stage.code,
            task=stage.task,
            day=notices.date_text(stage.planned_date),
        )

    return _notify_each(due_soon.select_related("plan", "owner"), notify_owner)


@transaction.atomic
def _remind_of_silent_stages(today: date, at: datetime) -> int:
    """Nothing was said of a stage in the rhythm of its plan.

    Weekly: this week by Friday; daily: on the last working day.
    """
    count = 0
    for rhythm in Rhythm:
        since = reminders.progress_due_since(rhythm, today, desk_hours())
        if since is not None:
            count += _remind_of_silence(rhythm, since, at)
    return count


def _remind_of_silence(rhythm: Rhythm, since: date, at: datetime) -> int:
    """The stages of one rhythm that were begun by a day and have no progress line since."""
    worked_on = sorted(lifecycle.WORKED_ON)
    news = StageProgress.objects.filter(stage=OuterRef("pk"), date__gte=since)
    stages = Stage.objects.at_work().filter(status__in=worked_on, plan__rhythm=rhythm)
    silent = stages.filter(started_on__lte=since).exclude(Exists(news))

    def notify_owner(stage: Stage) -> None:
        notices.notify_about_plan(
            stage.plan,
            [stage.owner],
            gettext_noop("no progress reported on stage %(code)s %(task)s since %(day)s"),
            key=f"silent:{stage.pk}:{since}",
            at=at,
            anchor=f"#stage-{stage.code}",
            is_urgent=False,
            code=stage.code,
            task=stage.task,
            day=notices.date_text(since),
        )

    return _notify_each(silent.select_related("plan", "owner"), notify_owner)


@transaction.atomic
def _remind_of_missing_minutes(today: date, at: datetime) -> int:
    """A week went by without a review (WR-1)."""
    week = reminders.last_week(today)
    running = Plan.objects.in_states(lifecycle.AT_WORK).filter(started_at__date__lte=week.start)
    without_minutes = running.exclude(reviews__held_at__date__range=(week.start, today))

    def notify_owner(plan: Plan) -> None:
        notices.notify_about_plan(
            plan,
            [plan.owner],
            gettext_noop("no review minutes for the week from %(day)s"),
            key=f"minutes:{week.start}",
            at=at,
            anchor="#reviews",
            is_urgent=False,
            day=notices.date_text(week.start),
        )

    return _notify_each(without_minutes.select_related("owner"), notify_owner)


@transaction.atomic
def _remind_of_due_actions(today: date, at: datetime) -> int:
    """Decisions of reviews: due within three days, and late."""
    due = ReviewAction.objects.filter(
        state=ActionState.OPEN,
        due__lte=today + SOON,
        meeting__plan__state__in=sorted(lifecycle.LIVE),
    )

    def notify_owner(action: ReviewAction) -> None:
        _notify_action_owner(action, action.due < today, at)

    return _notify_each(due.select_related("meeting__plan", "owner"), notify_owner)


def _notify_action_owner(action: ReviewAction, is_late: bool, at: datetime) -> None:
    """Once before the date, once after it: the word in the key tells the two apart."""
    plan = action.meeting.plan
    if plan is None:
        return  # a retrospective's decision, which no page of a plan shows
    if is_late:
        topic, word = Topic.PLAN_LATE, "late"
        sentence = gettext_noop("the decision “%(task)s” was due on %(day)s")
    else:
        topic, word = Topic.PLAN_TASK, "due"
        sentence = gettext_noop("the decision “%(task)s” is due on %(day)s")
    notices.notify_about_plan(
        plan,
        [action.owner],
        sentence,
        key=f"action:{action.pk}:{word}:{action.due}",
        at=at,
        topic=topic,
        anchor="#reviews",
        is_urgent=False,
        task=action.task,
        day=notices.date_text(action.due),
    )


@transaction.atomic
def _remind_of_unconfirmed_tables(today: date, at: datetime) -> int:
    """A head has not confirmed the responsibilities within three days."""
    unconfirmed = Responsibility.objects.filter(
        acknowledged_at__isnull=True,
        sent_at__date__lte=today - SOON,
        plan__state__in=sorted(lifecycle.EDITABLE),
    )
    # A head is asked once per plan and department, however many lines wait.
    rows = unconfirmed.select_related("plan", "department__head")
    one_per_department = {(line.plan_id, line.department_id): line for line in rows}

    def notify_head(line: Responsibility) -> None:
        notices.notify_about_plan(
            line.plan,
            [line.department.head],
            gettext_noop("please confirm the responsibilities of your department"),
            key=f"table:again:{line.department_id}:{line.sent_at:%Y-%m-%d}",
            at=at,
            anchor="#responsibilities",
            is_urgent=False,
        )

    return _notify_each(one_per_department.values(), notify_head)


@transaction.atomic
def _remind_of_finished_plans(today: date, at: datetime) -> int:
    """Every stage is done: the owner takes the plan to its evaluation."""
    has_stages = Exists(Stage.objects.counted().filter(plan=OuterRef("pk")))
    has_open_stages = Exists(Stage.objects.unfinished().filter(plan=OuterRef("pk")))
    running = Plan.objects.in_states({PlanState.RUNNING})
    finished = running.filter(has_stages).exclude(has_open_stages)

    def notify_owner(plan: Plan) -> None:
        notices.notify_about_plan(
            plan,
            [plan.owner],
            gettext_noop("every stage is done; take the plan to its evaluation"),
            key=f"done:{plan.cycle}",
            at=at,
            is_urgent=False,
        )

    return _notify_each(finished.select_related("owner"), notify_owner)


@transaction.atomic
def _remind_of_ended_windows(today: date, at: datetime) -> int:
    """The window has ended and a metric has no value after the change."""
    measured = Plan.objects.in_states(lifecycle.MEASURED)
    ended = measured.filter(evaluation_due_to__lt=today, metrics__after__isnull=True)

    def notify_evaluators(plan: Plan) -> None:
        notices.notify_about_plan(
            plan,
            _evaluators_without_value(plan),
            gettext_noop("the evaluation window has ended; please take the figures"),
            key=f"window:{plan.cycle}:{plan.evaluation_due_to}",
            at=at,
            anchor="#effect",
            is_urgent=False,
        )

    return _notify_each(ended.distinct().select_related("owner"), notify_evaluators)


def _evaluators_without_value(plan: Plan) -> list[User]:
    """The evaluator of each metric without a value, or the owner where none is named."""
    metrics = plan.metrics.filter(after__isnull=True).select_related("evaluator")
    return [metric.evaluator or plan.owner for metric in metrics]


def _notify_each(rows: Iterable[Row], notify: Callable[[Row], None]) -> int:
    """Call `notify` with every row; how many there were."""
    count = 0
    for row in rows:
        notify(row)
        count += 1
    return count


REMINDERS: tuple[Callable[[date, datetime], int], ...] = (
    _remind_of_due_stages,
    _remind_of_silent_stages,
    _remind_of_missing_minutes,
    _remind_of_due_actions,
    _remind_of_unconfirmed_tables,
    _remind_of_finished_plans,
    _remind_of_ended_windows,
)
