"""What happens to one ticket, from report until now: times in order, never later than now. Pure.

A finished life is a whole one. An open ticket has a part of the same path behind it. The ledger of
a load keeps the milestones only, about four entries a ticket.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from tickets.record.domain.triage import PRIORITY_OF_TIER
from tickets.record.enums import BusinessType, Move, Nature, Status, Tier, WaitReason

SPAN = timedelta(days=730)
OPEN_SHARE = 0.05

# Share of open tickets of any age; the rest of `OPEN_SHARE` is recent, younger ones more often.
OPEN_TAIL = 0.01

# Days after which an open ticket is only a third as likely.
OPEN_DECAY = 40.0

CANCELLED_SHARE = 0.03
ARCHIVED_AFTER = timedelta(days=60)
REOPENED_SHARE = 0.04

# Tickets that waited for the customer once.
PATIENCE_SHARE = 0.25

# Steps of the path after which the customer has an answer, and the work is approved.
STARTED, WORKED = 5, 6

WAITS_FOR_CUSTOMER_SHARE = 0.7

# Nobody leaves a ticket unanswered for longer, but for some.
NEGLECT, NEGLECTED_SHARE = timedelta(hours=8), 0.1

HOUR = 3600.0
NATURES = (
    Nature.FAULT,
    Nature.SUPPORT,
    Nature.INQUIRY,
    Nature.COMPLAINT,
    Nature.AFTER_SALES,
    Nature.SUGGESTION,
)
NATURE_WEIGHTS = list(accumulate((50, 18, 15, 8, 6, 3)))
BUSINESS = {
    Nature.FAULT: BusinessType.REPAIR,
    Nature.SUPPORT: BusinessType.SUPPORT,
    Nature.INQUIRY: BusinessType.INQUIRY,
    Nature.COMPLAINT: BusinessType.COMPLAINT,
    Nature.AFTER_SALES: BusinessType.RETURN,
    Nature.SUGGESTION: BusinessType.SUGGESTION,
}
TIERS = (Tier.GENERAL, Tier.IMPORTANT, Tier.URGENT)
TIER_WEIGHTS = list(accumulate((60, 30, 10)))
PACE = {Tier.URGENT: 0.35, Tier.IMPORTANT: 0.7, Tier.GENERAL: 1.4}

PATH = (
    # what is reached, hours that it takes on average, the state from then on
    ("first_responded_at", 0.25, Status.NEW),
    ("accepted_at", 0.1, Status.ACCEPTED),
    ("assigned_at", 0.4, Status.ACCEPTED),
    ("processing_started_at", 0.8, Status.DIAGNOSING),
    ("substantive_replied_at", 3.0, Status.PENDING_APPROVAL),
    ("approved_at", 1.0, Status.PROCESSING),
    ("waited_at", 2.0, Status.WAITING_CUSTOMER),
    ("went_on_at", 14.0, Status.PROCESSING),
    ("fixed_at", 8.0, Status.PENDING_CONFIRMATION),
    ("resolved_at", 5.0, Status.RESOLVED),
    ("closed_at", 16.0, Status.CLOSED),
)
WAIT = {"waited_at", "went_on_at"}
STANDS_AT = {
    # how many of the path an open ticket has behind it, and how often
    0: 8,
    1: 6,
    2: 4,
    3: 4,
    4: 8,
    5: 10,
    6: 24,
    7: 16,
    9: 12,
    10: 8,
}
STAND_WEIGHTS = list(accumulate(STANDS_AT.values()))


@dataclass(slots=True)
class Life:
    """One ticket's facts. `times` holds the moments of `PATH` that were reached; whole seconds."""

    reported_at: datetime
    tier: Tier
    priority: str
    nature: Nature
    state: Status
    times: dict[str, datetime] = field(default_factory=dict)
    came_from: str = ""
    wait_reason: str = ""
    promised_at: datetime | None = None
    cancelled_at: datetime | None = None
    archived_at: datetime | None = None
    is_open: bool = False
    reopened: int = 0

    @property
    def pauses(self) -> list[tuple[str, datetime, datetime | None]]:
        """Spans in which a limit may stand still: reason, from, until (None: still)."""
        spans = []
        if waited := self.times.get("waited_at"):
            spans.append(
                (self.wait_reason or WaitReason.CUSTOMER, waited, self.times.get("went_on_at"))
            )
        if fixed := self.times.get("fixed_at"):
            spans.append((WaitReason.CONFIRMATION, fixed, self.times.get("resolved_at")))
        return [span for span in spans if span[2] is None or span[1] < span[2]]

    @property
    def last_at(self) -> datetime:
        """When anything last happened."""
        ends = (self.cancelled_at, self.archived_at, *self.times.values(), self.reported_at)
        return max(moment for moment in ends if moment)


def generate_lives(dice: random.Random, count: int, *, at: datetime) -> Iterator[Life]:
    """So many lives in the order of their reports, spread over `SPAN` before `at`."""
    step = SPAN / max(count, 1)
    start = at - SPAN
    for n in range(count):
        reported_at = (start + step * (n + dice.random())).replace(microsecond=0)
        yield generate_life(dice, reported_at, at=at)


def generate_life(dice: random.Random, reported_at: datetime, *, at: datetime) -> Life:
    """One ticket's life up to `at`."""
    nature = dice.choices(NATURES, cum_weights=NATURE_WEIGHTS)[0]
    tier = dice.choices(TIERS, cum_weights=TIER_WEIGHTS)[0]
    priority = PRIORITY_OF_TIER[Tier.URGENT if nature == Nature.COMPLAINT else tier]
    life = Life(reported_at, tier, priority, nature, Status.NEW)
    age = (at - reported_at).total_seconds()
    if dice.random() < open_chance(age / 86400):
        _leave_open(life, dice, age)
    elif dice.random() < CANCELLED_SHARE:
        _cancel_life(life, dice, age)
    else:
        _finish_life(life, dice, age)
    if tier == Tier.URGENT:
        life.promised_at = reported_at + timedelta(hours=4 + int(dice.random() * 44))
    return life


def open_chance(days: float) -> float:
    """How likely a ticket of this age is still open: on the average of all ages `OPEN_SHARE`."""
    whole = SPAN.days
    recent = (OPEN_SHARE - OPEN_TAIL) * whole / (OPEN_DECAY * (1 - math.exp(-whole / OPEN_DECAY)))
    return OPEN_TAIL + recent * math.exp(-days / OPEN_DECAY)


def _walk_path(
    life: Life, dice: random.Random, age: float, steps: int, *, waits: bool, fills: bool
) -> None:
    """Reach the first `steps` of the path, within the ticket's age.

    `waits`: with the wait for the customer; `fills`: the last step lies anywhere up to now.
    """
    path = [place for place in PATH[:steps] if waits or place[0] not in WAIT]
    pace = PACE[life.tier]
    # Exponential: most steps are quick, a few take long, as at a real desk.
    spans = [-math.log(1.0 - dice.random()) * hours * HOUR * pace for _name, hours, _state in path]
    needed = sum(spans)
    share = 0.3 + 0.69 * dice.random() if fills else 0.98
    allowed = age * share
    squeeze = min(1.0, allowed / needed) if needed else 1.0
    passed = 0.0
    for (name, _hours, state), span in zip(path, spans, strict=True):
        passed += span * squeeze
        life.times[name] = life.reported_at + timedelta(seconds=int(passed))
        life.state = state


def _finish_life(life: Life, dice: random.Random, age: float) -> None:
    _walk_path(life, dice, age, len(PATH), waits=dice.random() < PATIENCE_SHARE, fills=False)
    life.reopened = int(dice.random() < REOPENED_SHARE)
    archived_at = life.times["closed_at"] + ARCHIVED_AFTER
    if (archived_at - life.reported_at).total_seconds() < age:
        life.state = Status.ARCHIVED
        life.archived_at = archived_at


def _cancel_life(life: Life, dice: random.Random, age: float) -> None:
    _walk_path(life, dice, age, 2, waits=False, fills=False)
    life.state = Status.CANCELLED
    life.cancelled_at = life.times["accepted_at"] + timedelta(
        seconds=int(dice.random() * min(age * 0.02, HOUR))
    )


def _leave_open(life: Life, dice: random.Random, age: float) -> None:
    steps = dice.choices(list(STANDS_AT), cum_weights=STAND_WEIGHTS)[0]
    if steps < STARTED and age > NEGLECT.total_seconds() and dice.random() > NEGLECTED_SHARE:
        steps = WORKED
    is_waiting = PATH[steps - 1][0] == "waited_at" if steps else False
    _walk_path(life, dice, age, steps, waits=is_waiting, fills=True)
    life.is_open = True
    if is_waiting:
        life.came_from = Status.PROCESSING
        if dice.random() < WAITS_FOR_CUSTOMER_SHARE:
            life.wait_reason = WaitReason.CUSTOMER
            life.state = Status.WAITING_CUSTOMER
        else:
            life.wait_reason = WaitReason.PARTS
            life.state = Status.WAITING_INTERNAL


def milestones_of(life: Life) -> list[tuple[datetime, Move, str, str]]:
    """The milestones of the ledger: when, by which move, from, to."""
    times = life.times
    milestones = []
    before = Status.NEW
    for name, move, after in MILESTONES:
        if moment := times.get(name):
            milestones.append((moment, move, before, after))
            before = after
    if life.cancelled_at:
        milestones.append((life.cancelled_at, Move.CANCEL, before, Status.CANCELLED))
    return milestones


MILESTONES = (
    ("resolved_at", Move.CONFIRM, Status.RESOLVED),
    ("closed_at", Move.CLOSE, Status.CLOSED),
)
