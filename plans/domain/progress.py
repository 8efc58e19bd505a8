"""How far a plan is, what is late, and the traffic light (model.md C7, vectors.md E3).

Dates are the desk's dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from plans.domain.lifecycle import UNFINISHED, WATCHED
from plans.enums import Light, StageStatus

# A stage is due soon this long before its date (expectations.md 19).
SOON = timedelta(days=3)

# So long after its window an evaluation is still in time.
EVALUATION_TIME = timedelta(days=7)


class TrackedStage(Protocol):
    """What progress needs to know of a stage; rows have it."""

    status: str
    percent: int
    weight: int
    planned_date: date
    baseline_planned_date: date
    actual_date: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` stages; `weighted_pct` by weight and percent; `on_time` of those done.

    In time is who kept the first date; `on_time_replanned` counts by the dates of today. Shares are
    None where there is nothing to share.
    """

    done: int
    total: int
    weighted_pct: Decimal | None
    on_time: int
    on_time_replanned: int
    overdue: int

    @property
    def completion_pct(self) -> Decimal | None:
        """Stages that are done, in per cent of all."""
        return _share_pct(self.done, self.total)

    @property
    def on_time_pct(self) -> Decimal | None:
        """Stages that were done by their first date, in per cent of those done."""
        return _share_pct(self.on_time, self.done)

    @property
    def on_time_replanned_pct(self) -> Decimal | None:
        """The same by the dates that were planned anew."""
        return _share_pct(self.on_time_replanned, self.done)


def progress_of(stages: Iterable[TrackedStage], today: date) -> Progress:
    """The figures of a plan's stages; dropped ones are not handed in."""
    stages = list(stages)
    done = [stage for stage in stages if stage.status == StageStatus.DONE]
    return Progress(
        done=len(done),
        total=len(stages),
        weighted_pct=weighted_pct(stages),
        on_time=sum(is_done_by(stage, stage.baseline_planned_date) for stage in done),
        on_time_replanned=sum(is_done_by(stage, stage.planned_date) for stage in done),
        overdue=sum(is_overdue(stage, today) for stage in stages),
    )


def weighted_pct(stages: Sequence[TrackedStage]) -> Decimal | None:
    """Sum(weight x percent) / sum(weight); None without weight."""
    weight = sum(stage.weight for stage in stages)
    if not weight:
        return None
    reached = sum(stage.weight * stage.percent for stage in stages)
    return Decimal(reached) / weight


def is_overdue(stage: TrackedStage, today: date) -> bool:
    """Unfinished after its planned date; the date itself is still in time."""
    return stage.status in UNFINISHED and today > stage.planned_date


def is_done_by(stage: TrackedStage, day: date) -> bool:
    """Done, and not after the day."""
    return stage.actual_date is None or stage.actual_date <= day


def delay_days(stage: TrackedStage, today: date) -> int:
    """Days after the planned date: until it was done, or until today; 0 when in time."""
    end = today
    if stage.status == StageStatus.DONE and stage.actual_date:
        end = stage.actual_date
    return max(0, (end - stage.planned_date).days)


def is_due_soon(stage: TrackedStage, today: date) -> bool:
    """Unfinished, and its date is today or within three days."""
    return stage.status in UNFINISHED and today <= stage.planned_date <= today + SOON


def light_of(
    state: str,
    stages: Iterable[TrackedStage],
    today: date,
    *,
    end: date | None,
    open_problems: int = 0,
    window_end: date | None = None,
) -> Light:
    """The traffic light of a plan.

    Red: something is late. Amber: something is due soon, or a problem is open. Grey: nobody works
    on it. `window_end` is that of an evaluation that still has to be made.
    """
    stages = list(stages)

    # Dates of a plan at rest press nobody, however long they have passed.
    if state not in WATCHED:
        return Light.GREY
    if _is_any_late(stages, today) or _is_period_over(stages, today, end):
        return Light.RED
    if is_evaluation_late(window_end, today):
        return Light.RED
    if open_problems or is_evaluation_due(window_end, today):
        return Light.AMBER
    if any(is_due_soon(stage, today) for stage in stages):
        return Light.AMBER
    return Light.GREEN


def is_evaluation_due(window_end: date | None, today: date) -> bool:
    """The window is over, and the value after the change can be taken."""
    return window_end is not None and today > window_end


def is_evaluation_late(window_end: date | None, today: date) -> bool:
    """The window has been over for more than a week."""
    return window_end is not None and today > window_end + EVALUATION_TIME


def _is_any_late(stages: Sequence[TrackedStage], today: date) -> bool:
    """A stage is past its date, or somebody reported it as delayed before that."""
    return any(is_overdue(stage, today) or stage.status == StageStatus.DELAYED for stage in stages)


def _is_period_over(stages: Sequence[TrackedStage], today: date, end: date | None) -> bool:
    """The plan's period has ended with a stage unfinished."""
    if end is None or today <= end:
        return False
    return any(stage.status in UNFINISHED for stage in stages)


def code_key(code: str) -> tuple[int, int]:
    """Stage codes sort as numbers: 1.10 comes after 1.9. Raises ValueError for what is no code."""
    phase, _dot, number = code.partition(".")

    # `isdigit` alone takes ² and ٣ for digits, which `int` refuses or reads.
    if not all(part.isascii() and part.isdigit() for part in (phase, number)):
        raise ValueError(code)
    return int(phase), int(number)


def _share_pct(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None
