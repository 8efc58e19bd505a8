"""Which backups are kept: so many days, weeks and months that have one, the newest of each."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Several backups of one day stay until the next: the earlier one may be what somebody just made.
UNTOUCHED = timedelta(hours=24)

Bucket = Callable[[datetime], Hashable]

WRITTEN = (
    "{text!r} does not say which backups are kept: write three numbers, for days, weeks and"
    ' months, such as "7 4 12" or "7 daily, 4 weekly, 12 monthly".'
)
UNITS = ("daily", "weekly", "monthly")


class BadKeepRule(ValueError):
    """A rule that cannot be read; its text says how one is written."""


@dataclass(frozen=True, slots=True)
class KeepRule:
    """How many days, weeks and months keep their newest backup."""

    daily: int
    weekly: int
    monthly: int

    def __str__(self) -> str:
        return f"{self.daily} daily, {self.weekly} weekly, {self.monthly} monthly"


def keep_rule_of(text: str) -> KeepRule:
    """The rule that a text writes; a unit that is not named keeps nothing.

    Raises `BadKeepRule`.
    """
    if numbers := re.fullmatch(r"\s*(\d{1,5})[\s,]+(\d{1,5})[\s,]+(\d{1,5})\s*", text):
        return KeepRule(*map(int, numbers.groups()))
    counts = dict.fromkeys(UNITS, 0)
    named: set[str] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,5})\s*(daily|weekly|monthly)\s*", part)
        if match is None or match[2] in named:
            raise BadKeepRule(WRITTEN.format(text=text))
        named.add(match[2])
        counts[match[2]] = int(match[1])
    return KeepRule(**counts)


def kept_moments(moments: Iterable[datetime], rule: KeepRule) -> set[datetime]:
    """Of the moments at which backups were made, in the desk's zone, those that stay.

    The newest always does, and whatever is less than a day older than it. Periods without a backup
    do not count: a machine that was off for a month loses nothing by it.
    """
    newest_first = sorted(set(moments), reverse=True)
    kept = {moment for moment in newest_first if newest_first[0] - moment < UNTOUCHED}
    for bucket, count in (
        (_day, rule.daily),
        (_week, rule.weekly),
        (_month, rule.monthly),
    ):
        kept |= _newest_of_each(newest_first, bucket, count)
    return kept


def _newest_of_each(newest_first: list[datetime], bucket: Bucket, count: int) -> set[datetime]:
    newest: dict[Hashable, datetime] = {}
    for moment in newest_first:
        newest.setdefault(bucket(moment), moment)
    return set(list(newest.values())[:count])


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return (moment.year, moment.month)
