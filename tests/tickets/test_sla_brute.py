"""The clock law against a second one that only counts: minute after minute, is it open, does it stand still, is the time used up?

The model knows nothing of instants in the future: it reads what happened so far and finds the due time when the last minute of the limit is
spent (spec: sla.md, Arithmetic and Life of a clock). All moments are whole minutes here; `test_worktime_brute` asks for seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.domain.worktime import WorkCalendar
from tickets.domain import sla
from tickets.enums import ClockState, Unit

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
SEED = 20260316
CASES = 450
DAYS = 8
MONDAYS = {
    "Asia/Shanghai": (date(1986, 5, 5), date(1988, 9, 12), date(2026, 2, 9)),
    "America/New_York": (date(2026, 3, 9), date(2026, 11, 2), date(2026, 7, 6)),
    "Europe/Berlin": (date(2026, 3, 30), date(2026, 10, 26)),
    "Europe/London": (date(2026, 3, 30), date(2025, 10, 27)),
    "Australia/Lord_Howe": (date(2026, 4, 6), date(2026, 10, 5)),
    "Asia/Kathmandu": (date(1986, 1, 6), date(2026, 3, 16)),
    "America/St_Johns": (date(2026, 3, 9), date(2026, 11, 2)),
}
"""Mondays after the clocks were changed on the Sunday before, and plain ones; a case begins some days earlier."""

WEEKS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((540, 1080),), ((540, 720), (810, 1080)), ((0, 120), (1200, 1440)), ((0, 1440),), ((480, 1440),), ((600, 601),), ((0, 30), (1410, 1440)),
)  # fmt: skip


# --- hours --------------------------------------------------------------------------------------------------------


@dataclass
class Hours:
    """Opening hours in both tellings; `minutes[n]` says whether the n-th minute since `first` is open, `days[n]` its date."""

    law: WorkCalendar
    minutes: bytearray
    days: list[date]


def any_hours(dice: random.Random, zone: ZoneInfo, first: datetime) -> Hours:
    usual, open_days = dice.choice(WEEKS), dice.choice([range(5), range(7), range(6)])
    week = dict.fromkeys(open_days, usual)
    exceptions = {
        (first + dice.randrange(DAYS) * DAY).date(): dice.choice([(), (), *WEEKS]) for _n in range(dice.choice([0, 0, 1, 3]))
    }  # fmt: skip
    if not exceptions and len(open_days) == 7 and usual == ((0, 1440),):
        exceptions = {}
    latest, minutes, days = (first - DAY).astimezone(zone).replace(tzinfo=None), bytearray(), []
    for n in range(-180, DAYS * 1440):
        latest = max(latest, (first + n * MINUTE).astimezone(zone).replace(tzinfo=None))
        if n >= 0:
            at = latest.hour * 60 + latest.minute
            hours = exceptions.get(latest.date(), week.get(latest.weekday(), ()))
            minutes.append(any(opens <= at < closes for opens, closes in hours))
            days.append(latest.date())
    return Hours(WorkCalendar(zone, _written(week), _written(exceptions)), minutes, days)


def _written(hours: dict[Any, tuple[tuple[int, int], ...]]) -> dict[Any, tuple[tuple[time, time], ...]]:
    ends = {1440: time.max}
    return {key: tuple((time(*divmod(a, 60)), ends.get(b) or time(*divmod(b, 60))) for a, b in pairs) for key, pairs in hours.items()}


# --- the model ----------------------------------------------------------------------------------------------------


@dataclass
class Terms:
    """What is promised: so many minutes, hours or working days under these hours."""

    amount: int
    unit: Unit
    hours: Hours

    def budget(self, start: int) -> int | None:
        """Minutes of open time granted to a clock that starts at minute `start`; None when the walk is too short to tell."""
        if self.unit != Unit.WORKDAY:
            return self.amount * (60 if self.unit == Unit.HOUR else 1)
        minutes, days, seen, granted, left = self.hours.minutes, self.hours.days, set[date](), 0, self.amount
        for n in range(start, len(minutes)):
            if not minutes[n]:
                continue
            if days[n] > days[start] and days[n] not in seen:
                if len(seen) == left:
                    return granted
                seen.add(days[n])
            granted += 1
        return None

    def law(self, steps: tuple[sla.Step, ...]) -> sla.Target:
        return sla.Target(self.amount, self.unit, self.hours.law, steps=steps)


@dataclass
class Counter:
    """A clock that is only counted: one call of `tick` per minute that passes."""

    terms: Terms
    start: int
    budget: int
    spent: int = 0
    stands: bool = False
    due: int | None = None
    """The minute at whose beginning the limit is used up."""
    is_missed: bool = False
    is_over: bool = False
    granted_by_grace: bool = False
    pauses: list[list[int]] = field(default_factory=list)

    def tick(self, n: int) -> None:
        """Minute n passes."""
        if self.is_over or self.stands:
            return
        self.spent += self.terms.hours.minutes[n]
        self.notice(n + 1)

    def notice(self, n: int) -> None:
        """At the beginning of minute n: is the limit used up now?"""
        if self.due is None and self.spent >= self.budget and not self.stands:
            self.due = n

    def _see(self, n: int) -> None:
        """It is looked at while it runs: later than due is missed for ever."""
        self.is_missed |= not self.stands and self.due is not None and n > self.due

    def pause(self, n: int) -> None:
        if not self.stands and not self.is_over:
            self._see(n)
            self.stands = True
            self.due = self.due if self.is_missed else None
            self.pauses.append([n, -1])

    def resume(self, n: int) -> None:
        if self.stands and not self.is_over:
            self.stands = False
            self.pauses[-1][1] = n
            self.notice(n)

    def stop(self, n: int) -> None:
        self._see(n)
        self.is_over = True

    def sweep(self, n: int) -> None:
        self._see(n)

    def retarget(self, n: int, terms: Terms, budget: int) -> None:
        """Start and pauses stay; at least the grace is left: 15 minutes or a quarter."""
        self._see(n)
        self.terms = terms
        if self.is_missed:
            return
        self._count_again(n, terms)
        left = max(budget - self.spent, -(-max(15 * 60, budget * 60 // 4) // 60) if budget * 15 % 1 == 0 else 0)
        self.granted_by_grace = left > budget - self.spent
        self.budget, self.due = self.spent + left, None
        self.notice(n)

    def _count_again(self, n: int, terms: Terms) -> None:
        def stood(minute: int) -> bool:
            return any(begin <= minute and (end < 0 or minute < end) for begin, end in self.pauses)

        self.spent = sum(terms.hours.minutes[minute] for minute in range(self.start, n) if not stood(minute))


# --- both, side by side -------------------------------------------------------------------------------------------


@dataclass
class Pair:
    """The same clock in both tellings."""

    told: list[str]
    first: datetime
    count: Counter
    clock: sla.Clock
    ended: list[tuple[datetime, datetime]] = field(default_factory=list)

    def at(self, n: int) -> datetime:
        return self.first + n * MINUTE

    def agree(self, n: int) -> None:
        """At minute n."""
        count, clock, said = self.count, self.clock, "\n".join(self.told)
        at = self.at(n)
        assert clock.is_breached == count.is_missed, f"{said}\nmissed at {n}: law {clock.is_breached}, counted {count.is_missed}"
        if count.is_missed and count.due is not None:
            assert clock.breached_at == self.at(count.due), said
        if not count.is_missed or not self.mixed:
            assert sla.spent_at(clock, at) == count.spent * MINUTE, f"{said}\nspent at {n}: {sla.spent_at(clock, at)}, counted {count.spent} min"
        assert clock.state == self.state, f"{said}\nat {n}: {clock.state}"
        if count.due is not None:
            assert clock.due_at == self.at(count.due), f"{said}\ndue {clock.due_at}, counted {self.at(count.due)}"
        elif clock.due_at is not None and not count.is_over:
            assert clock.due_at > at, f"{said}\ndue {clock.due_at} already at {n}, counted not yet"
        if count.stands and not count.is_missed:
            assert clock.due_at is None, said
        assert clock.is_retargeted_late == count.granted_by_grace, said

    mixed: bool = False
    """Its hours were changed after it was missed: what had been spent stays as it was counted."""

    @property
    def state(self) -> ClockState:
        if self.count.is_over:
            return ClockState.BREACHED_STOPPED if self.count.is_missed else ClockState.MET
        if self.count.is_missed:
            return ClockState.BREACHED_RUNNING
        return ClockState.PAUSED if self.count.stands else ClockState.RUNNING


def any_terms(dice: random.Random, hours: Hours) -> Terms:
    unit = dice.choice([Unit.MINUTE, Unit.HOUR, Unit.HOUR, Unit.WORKDAY])
    amount = {Unit.MINUTE: dice.choice([1, 15, 20, 60, 120]), Unit.HOUR: dice.choice([1, 2, 4, 8, 16])}.get(unit, dice.randint(1, 3))
    return Terms(amount, unit, hours)


def live(seed: int) -> int:
    """Play one clock through random pauses, looks, changed terms and its end; compare after each. The number of comparisons."""
    dice = random.Random(seed)
    zone_name = dice.choice(list(MONDAYS))
    zone = ZoneInfo(zone_name)
    monday = dice.choice(MONDAYS[zone_name])
    first = datetime.combine(monday - dice.randint(0, 4) * DAY, time.min, tzinfo=zone).astimezone(UTC)
    hours = any_hours(dice, zone, first)
    others = [hours, any_hours(dice, zone, first)]
    terms, start = any_terms(dice, hours), dice.randrange(2 * 1440)
    budget = terms.budget(start)
    if budget is None:
        return 0
    count = Counter(terms, start, budget)
    count.notice(start)
    told = [f"seed {seed} {zone_name} from {first}: {hours.law.week} {hours.law.exceptions}", f"{terms.amount} {terms.unit} from {start}"]
    pair = Pair(told, first, count, sla.start(terms.law(()), first + start * MINUTE))
    moments = sorted(dice.sample(range(start, DAYS * 1440), dice.randint(2, 12)))
    if dice.random() < 0.3 and pair.clock.due_at:
        due = int((pair.clock.due_at - first) / MINUTE)
        moments = sorted({*moments, *(n for n in (due - 1, due, due + 1) if start <= n < DAYS * 1440)})
    compared, now = 0, start
    for place, n in enumerate(moments):
        for minute in range(now, n):
            count.tick(minute)
        now = n
        pair.agree(n)
        act(pair, dice, n, others, is_last=place == len(moments) - 1)
        pair.agree(n)
        compared += 2
    return compared


def act(pair: Pair, dice: random.Random, n: int, others: list[Hours], *, is_last: bool) -> None:
    """One thing that happens to a clock at minute n."""
    count, at = pair.count, pair.at(n)
    if is_last:
        verb = "stop"
    else:
        verb = dice.choice(["resume", "resume", "sweep", "retarget"] if count.stands else ["pause", "pause", "sweep", "retarget"])
    pair.told.append(f"{n} {verb}")
    if verb == "retarget":
        retarget(pair, any_terms(dice, dice.choice(others)), n)
    elif verb == "sweep":
        count.sweep(n)
        pair.clock = sla.breach(pair.clock, at)
    elif verb == "pause":
        count.pause(n)
        pair.clock = sla.pause(pair.clock, at)
    elif verb == "resume":
        count.resume(n)
        pair.clock = sla.resume(pair.clock, at)
        pair.ended = [(pair.at(begin), pair.at(end)) for begin, end in count.pauses]
    else:
        count.stop(n)
        pair.clock = sla.stop(pair.clock, at)


def retarget(pair: Pair, terms: Terms, n: int) -> None:
    """New terms; nothing happens when they promise the same, or when the walk is too short to tell."""
    count, budget = pair.count, terms.budget(pair.count.start)
    is_same = (terms.amount, terms.unit, terms.hours) == (count.terms.amount, count.terms.unit, count.terms.hours)
    if budget is None or is_same or terms.hours.law == count.terms.hours.law != terms.hours.law:
        return
    if budget * 60 % 4:
        return
    pair.told.append(f"   {terms.amount} {terms.unit} {terms.hours.law.week} {terms.hours.law.exceptions}")
    before = count.terms.hours
    count.retarget(n, terms, budget)
    pair.mixed |= count.is_missed and before is not terms.hours
    pair.clock = sla.retarget(pair.clock, terms.law(()), pair.at(n), pauses=pair.ended)
