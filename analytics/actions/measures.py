"""Planning, carrying out, judging and ending measures. `_move` alone sets a phase."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from analytics import rules
from analytics.domain import pdca
from analytics.enums import MeasureMove, MeasurePhase
from analytics.models import Measure, MeasureCycle, MeasureEvent
from analytics.queries.measures import value_in_window
from core.actions import numbers
from core.errors import LawBroken
from core.work.record import lock_row, store_row
from metrics.domain.figures import FigureScope
from metrics.enums import Better
from metrics.queries.registry import REGISTRY
from plans.domain.effect import is_met
from plans.enums import Wanted

PREFIX = "CS-"


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What a new measure is."""

    description: str
    kind: str
    source: str
    owner: User
    metric: str
    target: Decimal
    due_on: date
    department: Department | None = None
    scope: FigureScope = field(default_factory=FigureScope)
    window_days: int = 30
    whys: Sequence[str] = ()


@transaction.atomic
def plan_measure(plan: MeasurePlan, *, by: User, at: datetime) -> Measure:
    """A new measure with its first cycle.

    Raises `NotAllowed`; `LawBroken` for a figure of which nobody can say whether it is better.
    """
    rules.require_right(by, "lead_measure")
    if plan.metric not in REGISTRY or REGISTRY[plan.metric].better is None:
        raise LawBroken(_("Choose a figure that can become better."), field="metric")
    measure = Measure.objects.create(
        number=numbers.issue_monthly_number(prefix=PREFIX, at=at),
        description=plan.description,
        kind=plan.kind,
        source=plan.source,
        whys=[why for why in plan.whys if why],
        owner=plan.owner,
        department=plan.department,
        metric=plan.metric,
        scope=plan.scope.to_json(),
        target=plan.target,
        window_days=plan.window_days,
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
    )
    MeasureCycle.objects.create(measure=measure, due_on=plan.due_on)
    _write_line(
        measure, MeasureMove.PLANNED, by, at, after=MeasurePhase.PLAN, note=plan.description
    )
    return measure


@transaction.atomic
def start_measure(measure: Measure, *, by: User, at: datetime, version: int) -> Measure:
    """Its owner, or who leads measures, begins to carry it out."""
    measure = lock_row(measure, version=version)
    rules.require_measure_move(by, MeasureMove.START, measure)
    return _move(measure, MeasureMove.START, by, at)


@transaction.atomic
def put_into_effect(
    measure: Measure, *, by: User, at: datetime, version: int, effective_on: date
) -> Measure:
    """From that day on it works; the figure of the days before is written down for good.

    Raises `LawBroken` for a day to come.
    """
    measure = lock_row(measure, version=version)
    rules.require_measure_move(by, MeasureMove.TAKE_EFFECT, measure)
    if effective_on > timezone.localdate(at):
        raise LawBroken(_("Note it on the day on which it takes effect."), field="effective_on")
    cycle = measure.cycle
    (first, last), _after = pdca.windows_around(effective_on, measure.window_days)
    cycle.effective_on = effective_on
    cycle.before, cycle.before_count = value_in_window(measure, first, last, at=at)
    cycle.save()
    return _move(measure, MeasureMove.TAKE_EFFECT, by, at, note=f"{effective_on}")


@transaction.atomic
def judge_measure(
    measure: Measure, *, by: User | None, at: datetime, version: int | None = None
) -> Measure:
    """Compare the days after with the target: effective, or a next cycle is planned.

    By a job, or by who leads measures and does not carry it out. Raises `LawBroken` before the
    window has ended, and where it holds no case.
    """
    measure = lock_row(measure, version=version)
    if by is not None:
        rules.require_measure_move(by, MeasureMove.PROVE, measure)
    cycle = measure.cycle
    check_day = cycle.check_day(measure.window_days)
    if measure.phase not in pdca.CHECKED or check_day is None or cycle.effective_on is None:
        raise LawBroken(_("It has not taken effect yet."))
    if timezone.localdate(at) < check_day:
        raise LawBroken(_("It can be judged from %(day)s on.") % {"day": check_day})
    _before, (first, last) = pdca.windows_around(cycle.effective_on, measure.window_days)
    cycle.after, cycle.after_count = value_in_window(measure, first, last, at=at)
    is_lower = REGISTRY[measure.metric].better == Better.LOWER
    wanted = Wanted.LOWER if is_lower else Wanted.HIGHER
    cycle.is_met = is_met(measure.target, cycle.after, wanted)
    if cycle.is_met is None:
        raise LawBroken(_("No ticket of these days is counted by the figure: nothing to judge."))
    cycle.checked_at = at
    cycle.save()
    if cycle.is_met:
        return _move(measure, MeasureMove.PROVE, by, at)
    # Back to the analysis: a new round, to be planned by the same owner.
    due_on = timezone.localdate(at) + measure.window_days * pdca.DAY
    MeasureCycle.objects.create(measure=measure, number=cycle.number + 1, due_on=due_on)
    return _move(measure, MeasureMove.MISS, by, at)


@transaction.atomic
def close_measure(measure: Measure, *, by: User, at: datetime, version: int, note: str) -> Measure:
    """What was proven becomes the standard: where that is written down, in words."""
    measure = lock_row(measure, version=version)
    rules.require_measure_move(by, MeasureMove.CLOSE, measure)
    return _move(measure, MeasureMove.CLOSE, by, at, note=note)


@transaction.atomic
def give_up_measure(
    measure: Measure, *, by: User, at: datetime, version: int, note: str
) -> Measure:
    """It is not followed any more, for a reason."""
    measure = lock_row(measure, version=version)
    rules.require_measure_move(by, MeasureMove.GIVE_UP, measure)
    return _move(measure, MeasureMove.GIVE_UP, by, at, note=note)


def _move(
    measure: Measure, move: MeasureMove, by: User | None, at: datetime, *, note: str = ""
) -> Measure:
    before = measure.phase
    measure.phase = pdca.phase_after(before, move)
    _write_line(measure, move, by, at, before=before, after=measure.phase, note=note)
    return store_row(measure, by=by, at=at)


def _write_line(measure: Measure, move: str, by: User | None, at: datetime, **words: Any) -> None:
    MeasureEvent.objects.create(measure=measure, move=move, at=at, actor=by, **words)
