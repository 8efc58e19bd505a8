"""What dates bring by themselves: stages become late, people are reminded. Safe to run twice, anywhere, at once: each thing has one key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from calendars.queries.hours import desk_hours
from notifications.enums import Topic
from plans.actions import moves, notices
from plans.domain import lifecycle, reminders
from plans.domain.progress import SOON
from plans.enums import ActionState, PlanState, Rhythm
from plans.models import Plan, Responsibility, ReviewAction, Stage, StageProgress

DAY = timedelta(days=1)


@dataclass(slots=True)
class Seen:
    """What one look did; `told` counts what was found worth telling, most of it told before."""

    late: int = 0
    told: int = 0


def look(*, at: datetime) -> Seen:
    """One look over all plans that are at work."""
    seen = Seen(late=mark_late(at=at))
    today = timezone.localdate(at)
    for remind in REMINDERS:
        seen.told += remind(today, at)
    return seen


def mark_late(*, at: datetime) -> int:
    """未开始/进行中 → 延期 where the planned date has passed; how many. One that somebody holds comes with the next look."""
    today, count = timezone.localdate(at), 0
    for pk in list(
        Stage.objects.past(today).order_by("planned_date", "pk").values_list("pk", flat=True)
    ):
        with transaction.atomic():
            count += _mark_one(pk, today, at)
    return count


def _mark_one(pk: int, today: date, at: datetime) -> bool:
    """Lock plan and stage in the usual order, look again, mark."""
    plan_id = Stage.objects.values_list("plan", flat=True).get(pk=pk)
    plan = (
        Plan.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=plan_id)
        .order_by()
        .first()
    )
    if plan is None:
        return False
    stage = (
        Stage.objects.past(today)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=pk)
        .order_by()
        .first()
    )
    if stage is None:
        return False
    stage.plan = plan
    moves.mark_late(stage, at=at)
    return True


# --- reminders --------------------------------------------------------------------------------------------------------
@transaction.atomic
def _due_soon(today: date, at: datetime) -> int:
    """A stage is due within three days."""
    rows = Stage.objects.at_work().unfinished().filter(planned_date__range=(today, today + SOON))
    return _each(
        rows.select_related("plan", "owner"),
        lambda stage: notices.about(
            stage.plan,
            [stage.owner],
            gettext_noop("stage %(code)s %(task)s is due on %(day)s"),
            key=f"due:{stage.pk}:{stage.planned_date}",
            at=at,
            anchor=f"#stage-{stage.code}",
            is_urgent=False,
            code=stage.code,
            task=stage.task,
            day=notices.day(stage.planned_date),
        ),
    )


@transaction.atomic
def _silent(today: date, at: datetime) -> int:
    """Nothing was told of a stage in the rhythm of its plan: this week by Friday, or on the last working day."""
    told = 0
    for rhythm in Rhythm:
        since = reminders.silent_since(rhythm, today, desk_hours())
        if since is None:
            continue
        rows = Stage.objects.at_work().filter(
            status__in=[str(one) for one in lifecycle.WORKED_ON], plan__rhythm=rhythm
        )
        rows = rows.filter(started_on__lte=since).exclude(
            Exists(StageProgress.objects.filter(stage=OuterRef("pk"), date__gte=since))
        )
        told += _each(
            rows.select_related("plan", "owner"),
            lambda stage, since=since: notices.about(
                stage.plan,
                [stage.owner],
                gettext_noop("nothing was told of stage %(code)s %(task)s since %(day)s"),
                key=f"silent:{stage.pk}:{since}",
                at=at,
                anchor=f"#stage-{stage.code}",
                is_urgent=False,
                code=stage.code,
                task=stage.task,
                day=notices.day(since),
            ),
        )
    return told


@transaction.atomic
def _minutes_missing(today: date, at: datetime) -> int:
    """A week went by without a review (WR-1)."""
    week = reminders.last_week(today)
    rows = Plan.objects.in_states(lifecycle.AT_WORK).filter(started_at__date__lte=week.start)
    rows = rows.exclude(reviews__held_at__date__range=(week.start, today))
    return _each(
        rows.select_related("owner"),
        lambda plan: notices.about(
            plan,
            [plan.owner],
            gettext_noop("no review minutes for the week from %(day)s"),
            key=f"minutes:{week.start}",
            at=at,
            anchor="#reviews",
            is_urgent=False,
            day=notices.day(week.start),
        ),
    )


@transaction.atomic
def _actions_due(today: date, at: datetime) -> int:
    """Decisions of reviews: due within three days, and late."""
    rows = ReviewAction.objects.filter(
        state=ActionState.OPEN,
        due__lte=today + SOON,
        meeting__plan__state__in=[str(one) for one in lifecycle.LIVE],
    )
    return _each(
        rows.select_related("meeting__plan", "owner"),
        lambda action: _remind_of(action, action.due < today, at),
    )


def _remind_of(action: ReviewAction, is_late: bool, at: datetime) -> None:
    soon = gettext_noop("the decision “%(task)s” is due on %(day)s")
    late = gettext_noop("the decision “%(task)s” was due on %(day)s")
    topic, word, sentence = (
        (Topic.PLAN_LATE, "late", late) if is_late else (Topic.PLAN_TASK, "due", soon)
    )
    notices.about(
        action.meeting.plan,
        [action.owner],
        sentence,
        key=f"action:{action.pk}:{word}:{action.due}",
        at=at,
        topic=topic,
        anchor="#reviews",
        is_urgent=False,
        task=action.task,
        day=notices.day(action.due),
    )


@transaction.atomic
def _unconfirmed(today: date, at: datetime) -> int:
    """A head has not confirmed the responsibilities within three days."""
    sent = Responsibility.objects.filter(
        acknowledged_at__isnull=True, sent_at__date__lte=today - SOON
    )
    rows = sent.filter(plan__state__in=[str(one) for one in lifecycle.EDITABLE]).select_related(
        "plan", "department__head"
    )
    lines = {(line.plan_id, line.department_id): line for line in rows}
    return _each(
        lines.values(),
        lambda line: notices.about(
            line.plan,
            [line.department.head],
            gettext_noop("please confirm the responsibilities of your department"),
            key=f"table:again:{line.department_id}:{line.sent_at:%Y-%m-%d}",
            at=at,
            anchor="#responsibilities",
            is_urgent=False,
        ),
    )


@transaction.atomic
def _ready_to_evaluate(today: date, at: datetime) -> int:
    """Every stage is done: the owner takes the plan to its evaluation."""
    open_stages = Stage.objects.unfinished().filter(plan=OuterRef("pk"))
    rows = (
        Plan.objects.in_states({PlanState.RUNNING})
        .filter(Exists(Stage.objects.counted().filter(plan=OuterRef("pk"))))
        .exclude(Exists(open_stages))
    )
    return _each(
        rows.select_related("owner"),
        lambda plan: notices.about(
            plan,
            [plan.owner],
            gettext_noop("every stage is done; take the plan to its evaluation"),
            key=f"done:{plan.cycle}",
            at=at,
            is_urgent=False,
        ),
    )


@transaction.atomic
def _window_over(today: date, at: datetime) -> int:
    """The window has ended and a metric has no value after: its evaluator, or the owner where none is named."""
    rows = (
        Plan.objects.in_states(lifecycle.MEASURED)
        .filter(evaluation_due_to__lt=today, metrics__after__isnull=True)
        .distinct()
    )
    return _each(
        rows.select_related("owner"),
        lambda plan: notices.about(
            plan,
            _evaluators(plan),
            gettext_noop("the evaluation window has ended; please take the figures"),
            key=f"window:{plan.cycle}:{plan.evaluation_due_to}",
            at=at,
            anchor="#effect",
            is_urgent=False,
        ),
    )


def _evaluators(plan: Plan) -> list[object]:
    return [
        metric.evaluator or plan.owner
        for metric in plan.metrics.filter(after__isnull=True).select_related("evaluator")
    ]


def _each(rows: QuerySet | Iterable, tell: Callable) -> int:
    count = 0
    for row in rows:
        tell(row)
        count += 1
    return count


REMINDERS = (
    _due_soon,
    _silent,
    _minutes_missing,
    _actions_due,
    _unconfirmed,
    _ready_to_evaluate,
    _window_over,
)
