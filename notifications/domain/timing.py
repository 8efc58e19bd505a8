"""When a message is told: urgent ones at once, others in the hours of the desk and outside the
reader's quiet hours. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.domain import worktime
from core.domain.worktime import WorkCalendar
from notifications.enums import Digest

DIGEST_AT = time(9)

# The wait after the first, second, … failed attempt.
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1800, 7200, 28800))
MAX_ATTEMPTS = len(BACK_OFF) + 1
JITTER_PERCENT = 10


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours of a day in which a person is not disturbed; may reach over midnight.

    Equal ends mean none.
    """

    begin: time
    end: time

    def until(self, local: datetime) -> datetime | None:
        """The end of the quiet hours that `local` lies in; None outside them."""
        now = local.time()
        is_over_midnight = self.begin > self.end
        if is_over_midnight:
            is_quiet = now >= self.begin or now < self.end
        else:
            is_quiet = self.begin <= now < self.end
        if not is_quiet:
            return None

        day = local
        if is_over_midnight and now >= self.begin:
            day += timedelta(days=1)
        return day.replace(hour=self.end.hour, minute=self.end.minute, second=0)


def moment_to_tell(
    at: datetime, *, is_urgent: bool, desk: WorkCalendar, quiet: QuietHours | None
) -> datetime:
    """The first moment from `at` on that suits both desk and reader; `at` itself for what is
    urgent.

    Quiet hours that leave no open time of the desk are not honoured for longer than a fortnight.
    """
    if is_urgent:
        return at
    moment = worktime.next_open(desk, at)
    for _day in range(14):
        end = quiet.until(moment.astimezone(desk.zone)) if quiet else None
        if end is None:
            return moment
        moment = worktime.next_open(desk, end)
    return worktime.next_open(desk, at)


def digest_at(moment: datetime, digest: str, desk: WorkCalendar) -> datetime:
    """When the digest that takes up a message of `moment` leaves."""
    local = moment.astimezone(desk.zone)
    if digest == Digest.HOURLY:
        return worktime.whole_second(local.replace(minute=0, second=0) + timedelta(hours=1))
    morning = worktime.first_instant(local.date(), DIGEST_AT, desk.zone)
    if morning >= moment:
        return morning
    return worktime.first_instant(local.date() + timedelta(days=1), DIGEST_AT, desk.zone)


def next_attempt(at: datetime, attempts: int, *, salt: int) -> datetime:
    """When to try again after so many attempts; `salt` spreads the messages of one outage by up to
    `JITTER_PERCENT` either way.
    """
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    percent = (salt * 37 + attempts * 17) % (2 * JITTER_PERCENT + 1) - JITTER_PERCENT
    return at + wait * (100 + percent) / 100
