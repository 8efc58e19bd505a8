"""A second clock that only counts: minute after minute, is it open, does it stand still, is the time used up?

The model knows nothing of instants in the future: it reads what happened so far and finds the due
time when the last minute of the limit is spent (spec: sla.md, Arithmetic and Life of a clock). All
moments are whole minutes here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.worktime import WorkCalendar
from tests.support.worktime_by_minute import Counted
from tests.tickets.law import next_check
from tickets.limits.domain import sla
from tickets.limits.enums import ClockState, Unit

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)

SEED = 20260316

WORLDS, LIVES = 3, 50

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
    ((540, 1080),),
    ((540, 720), (810, 1080)),
    ((0, 120), (1200, 1440)),
    ((0, 1440),),
    ((480, 1440),),
    ((600, 601),),
    ((0, 30), (1410, 1440)),
)


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
        (first + dice.randrange(DAYS) * DAY).date(): dice.choice([(), (), *WEEKS])
        for _n in range(dice.choice([0, 0, 1, 3]))
    }
    intervals = {day: list(hours) for day, hours in week.items()}
    counted = Counted.walk(
        zone, intervals, {day: list(hours) for day, hours in exceptions.items()}, first, DAYS
    )
    days = [wall.date() for wall in counted.walls]
    return Hours(
        WorkCalendar(zone, _written(week), _written(exceptions)), bytearray(counted.is_open), days
    )


def _written(
    hours: dict[Any, tuple[tuple[int, int], ...]],
) -> dict[Any, tuple[tuple[time, time], ...]]:
    ends = {1440: time.max}
    return {
        key: tuple((time(*divmod(a, 60)), ends.get(b) or time(*divmod(b, 60))) for a, b in pairs)
        for key, pairs in hours.items()
    }


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
        minutes, days, seen, granted, until_close = (
            self.hours.minutes,
            self.hours.days,
            set[date](),
            0,
            0,
        )
        for n in range(start, len(minutes)):
            if minutes[n] and days[n] > days[start] and days[n] not in seen:
                if len(seen) == self.amount:
                    return until_close
                seen.add(days[n])
            granted += minutes[n]
            until_close = granted if len(seen) == self.amount else until_close
        return None

    def law(self, steps: tuple[sla.EscalationStep, ...] = ()) -> sla.LimitTarget:
        return sla.LimitTarget(self.amount, self.unit, self.hours.law, steps=steps)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit} week {self.hours.law.week} exceptions {self.hours.law.exceptions}"


@dataclass
class Counter:
    """A clock that is only counted: `tick` says that a minute passes."""

    terms: Terms
    start: int
    budget: int
    spent: int = 0
    stands: bool = False
    due: int | None = None
    """The minute at whose beginning the limit is used up, once it is."""
    is_missed: bool = False
    is_over: bool = False
    granted_by_grace: bool = False
    pauses: list[list[int]] = field(default_factory=list)

    def tick(self, n: int) -> None:
        """Minute n passes."""
        if not self.is_over and not self.stands:
            self.spent += self.terms.hours.minutes[n]
            self.notice(n + 1)

    def notice(self, n: int) -> None:
        """Is the limit used up at the beginning of minute n?"""
        if self.due is None and self.spent >= self.budget:
            self.due = n

    def sweep(self, n: int) -> None:
        """It is looked at: running later than due is missed for ever."""
        self.is_missed |= (
            not self.stands and not self.is_over and self.due is not None and n > self.due
        )

    def pause(self, n: int) -> None:
        self.sweep(n)
        self.stands = True
        self.due = self.due if self.is_missed else None
        self.pauses.append([n, n])

    def resume(self, n: int) -> None:
        self.stands, self.pauses[-1][1] = False, n
        self.notice(n)

    def stop(self, n: int) -> None:
        self.sweep(n)
        self.is_over = True

    def retarget(self, n: int, terms: Terms, budget: int) -> None:
        """What was spent was spent by the hours of then; the grace is left at the least: 15 minutes or a quarter. A miss and its due time stay."""
        self.sweep(n)
        self.terms = terms
        if self.is_missed:
            return
        left = max(budget - self.spent, 15, budget // 4)
        self.granted_by_grace = left > budget - self.spent
        self.budget, self.due = self.spent + left, None


# --- both, side by side -------------------------------------------------------------------------------------------


@dataclass
class Pair:
    """The same clock in both tellings, and what was done to it."""

    told: list[str]
    first: datetime
    count: Counter
    clock: sla.Clock
    acts: list[tuple[int, str]] = field(default_factory=list)

    def at(self, n: int) -> datetime:
        return self.first + n * MINUTE

    def agree(self, n: int) -> None:
        """At minute n."""
        count, clock, said = self.count, self.clock, "\n".join([*self.told, f"at {n}"])
        assert (clock.state, clock.is_retargeted_late) == (self.state, count.granted_by_grace), said
        if count.is_missed:
            assert clock.breached_at == clock.due_at == self.at(count.due or 0), said
        elif count.is_over:
            assert clock.breached_at is None or clock.is_corrected, said
        elif count.due is not None:
            assert clock.due_at == self.at(count.due), (
                f"{said}: due {clock.due_at}, counted {self.at(count.due)}"
            )
        elif count.stands:
            assert clock.due_at is None, said
        else:
            assert clock.due_at is not None and clock.due_at > self.at(n), (
                f"{said}: due {clock.due_at}, counted not yet"
            )
        spent = sla.spent_at(clock, self.at(n))
        assert spent == count.spent * MINUTE, f"{said}: spent {spent}, counted {count.spent}"

    @property
    def state(self) -> ClockState:
        if self.count.is_over:
            return ClockState.BREACHED_STOPPED if self.count.is_missed else ClockState.MET
        if self.count.is_missed:
            return ClockState.BREACHED_RUNNING
        return ClockState.PAUSED if self.count.stands else ClockState.RUNNING

    @property
    def ended(self) -> list[tuple[datetime, datetime]]:
        pauses = self.count.pauses[:-1] if self.count.stands else self.count.pauses
        return [(self.at(begin), self.at(end)) for begin, end in pauses]


def any_terms(dice: random.Random, hours: Hours) -> Terms:
    unit = dice.choice([Unit.MINUTE, Unit.HOUR, Unit.HOUR, Unit.WORKDAY])
    amount = {
        Unit.MINUTE: dice.choice([1, 15, 20, 60, 120]),
        Unit.HOUR: dice.choice([1, 2, 4, 8, 16]),
    }.get(unit, dice.randint(1, 3))
    return Terms(amount, unit, hours)


@dataclass
class World:
    """A stretch of time in a zone, and three calendars of it."""

    told: str
    first: datetime
    hours: list[Hours]


def any_world(seed: int) -> World:
    dice = random.Random(f"world {seed}")
    zone_name = dice.choice(list(MONDAYS))
    zone, monday = ZoneInfo(zone_name), dice.choice(MONDAYS[zone_name])
    first = datetime.combine(monday - dice.randint(0, 4) * DAY, time.min, tzinfo=zone).astimezone(
        UTC
    )
    return World(
        f"world {seed} {zone_name} from {first}",
        first,
        [any_hours(dice, zone, first) for _n in range(3)],
    )


def any_pair(world: World, dice: random.Random, told: str) -> Pair | None:
    """A clock that starts on one of the first two days. None when its limit is longer than the walk."""
    terms, start = any_terms(dice, dice.choice(world.hours)), dice.randrange(2 * 1440)
    budget = terms.budget(start)
    if budget is None:
        return None
    count = Counter(terms, start, budget)
    count.notice(start)
    told = f"{world.told} {told}: {terms} from {start}"
    return Pair(
        [told], world.first, count, sla.start_clock(terms.law(), world.first + start * MINUTE)
    )


def moments(pair: Pair, dice: random.Random) -> list[int]:
    """Some minutes of the walk, often those round the due time."""
    found = {*dice.sample(range(pair.count.start, DAYS * 1440), dice.randint(2, 10))}
    if dice.random() < 0.4 and pair.clock.due_at:
        due = int((pair.clock.due_at - pair.first) / MINUTE)
        found |= {n for n in (due - 1, due, due + 1) if pair.count.start <= n < DAYS * 1440}
    return sorted(found)


def live(world: World, seed: int) -> int:
    """One clock through random pauses, looks, changed terms and its end; compared before and after each. How often it was compared."""
    dice = random.Random(f"{world.told} {seed}")
    pair = any_pair(world, dice, f"life {seed}")
    if pair is None:
        return 0
    now, *plan = pair.count.start, *moments(pair, dice)
    for n in plan:
        for minute in range(now, n):
            pair.count.tick(minute)
        now = n
        pair.agree(n)
        act(pair, dice, n, world.hours, is_last=n == plan[-1])
        pair.agree(n)
    return 2 * len(plan)


def act(pair: Pair, dice: random.Random, n: int, others: list[Hours], *, is_last: bool) -> None:
    """One thing that happens to the clock at minute n."""
    count, at = pair.count, pair.at(n)
    verb = dice.choice(
        ["resume", "resume", "sweep", "retarget"]
        if count.stands
        else ["pause", "pause", "sweep", "retarget"]
    )
    verb = "stop" if is_last else verb
    pair.told.append(f"{n} {verb}")
    if verb == "retarget":
        retarget(pair, any_terms(dice, dice.choice(others)), n)
        return
    if verb == "stop" and dice.random() < 0.4:
        stop_late(pair, dice, n)
        return
    getattr(count, verb)(n)
    pair.acts.append((n, verb))
    pair.clock = {
        "sweep": sla.record_breach,
        "pause": sla.pause_clock,
        "resume": sla.resume_clock,
        "stop": sla.stop_clock,
    }[verb](pair.clock, at)


def retarget(pair: Pair, terms: Terms, n: int) -> None:
    """New terms. Left out when they promise the same, when the walk is too short for them, or a quarter is no whole minute."""
    count, budget = pair.count, terms.budget(pair.count.start)
    is_same = (terms.amount, terms.unit, terms.hours.law) == (
        count.terms.amount,
        count.terms.unit,
        count.terms.hours.law,
    )
    if budget is None or is_same or (budget > 60 and budget % 4):
        return
    pair.told.append(f"   to {terms}")
    count.retarget(n, terms, budget)
    pair.clock = sla.retarget_clock(pair.clock, terms.law(), pair.at(n))
    pair.acts.append((n, "retarget"))


def stop_late(pair: Pair, dice: random.Random, n: int) -> None:
    """The event is entered at minute n and happened earlier: judged as if it had been known then. Under changed terms it is not late."""
    count = pair.count
    if any(verb == "retarget" for _when, verb in pair.acts):
        count.stop(n)
        pair.clock = sla.stop_clock(pair.clock, pair.at(n))
        return
    happened = dice.randint(count.start, n)
    pair.told.append(f"   which happened at {happened}")
    pauses = [*pair.ended, *([(pair.at(count.pauses[-1][0]), pair.at(n))] if count.stands else [])]
    pair.count = _known_then(pair, happened)
    pair.clock = sla.stop_clock(pair.clock, pair.at(happened), seen_at=pair.at(n), pauses=pauses)
    assert pair.clock.is_corrected == (count.is_missed and not pair.count.is_missed), "\n".join(
        pair.told
    )


def _known_then(pair: Pair, happened: int) -> Counter:
    """The same course up to the minute at which it happened."""
    count = Counter(pair.count.terms, pair.count.start, pair.count.budget)
    count.notice(count.start)
    acts = dict(pair.acts)
    for minute in range(count.start, happened):
        if minute in acts:
            getattr(count, acts[minute])(minute)
        count.tick(minute)
    count.stop(happened)
    return count


# --- steps --------------------------------------------------------------------------------------------------------


STEPS = (
    ("half", 50, 0),
    ("early", 100, -10),
    ("due", 100, 0),
    ("after", 100, 30),
    ("much", 150, 0),
    ("more", 120, 15),
)


def counted_steps(count: Counter, since_due: int) -> set[str]:
    """The steps that are reached now; those of a missed limit `since_due` open minutes after it, and only once it is missed."""
    found = set()
    for key, share, offset in STEPS:
        threshold = count.budget * share / 100 + offset
        is_reached = (
            count.is_missed and since_due >= threshold - count.budget
            if share >= 100 and offset >= 0
            else count.spent >= threshold
        )
        found |= {key} if is_reached else set()
    return found


def watch(world: World, seed: int) -> int:
    """A clock that is swept every minute raises its steps exactly when `next_check` says that something changes."""
    pair = any_pair(world, random.Random(f"{world.told} steps {seed}"), f"steps {seed}")
    if pair is None or pair.count.budget % 10:
        return 0
    count = pair.count
    steps = tuple(sla.EscalationStep(key, share, offset * MINUTE) for key, share, offset in STEPS)
    clock = sla.start_clock(count.terms.law(steps), pair.at(count.start))
    raised: frozenset[str] = frozenset()
    check, since_due, changes = next_check(clock, raised), 0, 0
    for n in range(count.start, DAYS * 1440):
        was = (raised, count.is_missed)
        count.sweep(n)
        wanted = raised | counted_steps(count, since_due)
        at = pair.at(n)
        is_due = (wanted, count.is_missed) != was
        assert (check is not None and check <= at) == is_due, "\n".join(
            [*pair.told, f"at {n} {at}: next check {check}, counted {wanted} {was}"]
        )
        if is_due:
            clock, changes = sla.record_breach(clock, at), changes + 1
            now = raised | {step.key for step in steps if sla.has_reached(clock, step, at)}
            assert (now, clock.is_breached) == (wanted, count.is_missed), "\n".join(
                [*pair.told, f"at {n}: {now}, counted {wanted}"]
            )
            raised = frozenset(now)
            check = next_check(clock, raised)
        since_due += count.terms.hours.minutes[n] if count.due is not None and n >= count.due else 0
        count.tick(n)
        if len(raised) == len(STEPS):
            break
    return changes


# --- cycles -------------------------------------------------------------------------------------------------------


def update(seed: int) -> int:
    """One limit a day, or every few days: which days are owed after each update of the customer."""
    dice = random.Random(f"cycles {seed}")
    zone = ZoneInfo(dice.choice(list(MONDAYS)))
    begin = datetime(
        2026,
        dice.choice([3, 10, 6]),
        dice.randint(1, 28),
        dice.randrange(24),
        dice.randrange(60),
        tzinfo=zone,
    )
    always = WorkCalendar(zone, dict.fromkeys(range(7), ((time.min, time.max),)))
    length = dice.choice([1, 1, 2, 3])
    clock = sla.start_clock(sla.LimitTarget(length, Unit.CALENDAR_DAY, always, repeats=True), begin)
    first_day, at, updates = begin.date(), begin, dice.randint(3, 9)
    for _n in range(updates):
        told = f"cycles {seed}: {length} days in {zone} from {begin}, day {first_day}, update {at}"
        last_day = first_day + (length - 1) * DAY
        assert clock.due_at == datetime.combine(last_day + DAY, time.min, tzinfo=zone).astimezone(
            UTC
        ), told
        at = (
            at.astimezone(UTC) + dice.choice([5, 300, 800, 1440, 3000, 5000]) * MINUTE
        ).astimezone(zone)
        stopped = sla.stop_clock(clock, at)
        if at.date() < first_day:
            assert stopped == clock, (
                f"{told}: a second update on a day leaves the next day's to be kept"
            )
            continue
        is_midnight_of_due = at.time() == time.min and at.date() == last_day + DAY
        is_met = at.date() <= last_day or is_midnight_of_due
        assert stopped.state == (ClockState.MET if is_met else ClockState.BREACHED_STOPPED), told
        following = sla.next_cycle(stopped, at.astimezone(UTC))
        assert following is not None, told
        first_day = last_day + DAY if is_met else at.date() + length * DAY
        clock = following
    return updates
