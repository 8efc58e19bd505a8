"""Which answers are low, and who is asked. Pure (X13, SV-4)."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from feedback.enums import LowBy

MORNING, NIGHT = time(8), time(21)

# Knuth's multiplier: neighbouring keys fall far apart.
SPREAD = 2654435761


def is_low_answer(
    overall: int, scores: Collection[int], *, low_score: int, low_by: LowBy | str = LowBy.ANY
) -> bool:
    """Does an answer call for a supervisor? `scores` are those of the dimensions, 1 to 5."""
    counted = [overall] if low_by == LowBy.OVERALL else [overall, *scores]
    return min(counted) <= low_score


def is_in_sample(key: int, percent: int) -> bool:
    """Is the survey of this key among the `percent` of all? The same for the same key."""
    return key * SPREAD % 2**32 % 100 < percent


def next_daytime(local: datetime) -> datetime:
    """The first moment at which nobody is woken; `local` is in the zone of the customers."""
    if MORNING <= local.time() < NIGHT:
        return local
    day = local if local.time() < MORNING else local + timedelta(days=1)
    return day.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)


def next_look(
    at: datetime, expires_at: datetime, *, reminded: int, reminders: int, days: int
) -> datetime:
    """When a survey that was sent is looked at again: for the next reminder, at last to expire."""
    if reminded >= reminders:
        return expires_at
    return min(at + timedelta(days=days), expires_at)
