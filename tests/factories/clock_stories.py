"""Any life of a clock, for the laws that hold of all of them."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from core.domain.worktime import ALWAYS
from tests.support.calendars import CN, NY, at, m
from tickets.limits.domain import sla
from tickets.limits.domain.sla import EscalationStep, LimitTarget
from tickets.limits.enums import Unit
from tickets.record.enums import WaitReason

# Laws
CALENDARS = st.sampled_from([ALWAYS, CN, NY])

MOMENTS = st.integers(0, 25 * 86_400).map(
    lambda seconds: at("2026-02-10 00:00") + timedelta(seconds=seconds)
)

GAPS = st.one_of(st.integers(0, 3600), st.integers(0, 4 * 86_400)).map(
    lambda seconds: timedelta(seconds=seconds)
)

UNITS = st.sampled_from(
    [(Unit.MINUTE, 1500), (Unit.HOUR, 60), (Unit.WORKDAY, 4), (Unit.CALENDAR_DAY, 4)]
)

SHARES = st.integers(1, 150)

OFFSETS = st.sampled_from([0, 0, -30, 30, 240]).map(m)


@st.composite
def targets(draw):
    unit, most = draw(UNITS)
    steps = draw(st.lists(st.tuples(SHARES, OFFSETS), max_size=3, unique=True))
    return LimitTarget(
        amount=draw(st.integers(1, most)),
        unit=unit,
        calendar=draw(CALENDARS),
        pause_reasons=frozenset({WaitReason.CUSTOMER}),
        steps=tuple(EscalationStep(f"{share}{offset}", share, offset) for share, offset in steps),
    )


@st.composite
def promises(draw):
    start = draw(MOMENTS)
    return replace(draw(targets()), moment=start + draw(GAPS), calendar=ALWAYS), start


@st.composite
def plays(draw):
    """A target, a start, some pauses, and a moment after them."""
    target, start = draw(st.one_of(st.tuples(targets(), MOMENTS), promises()))
    pauses, now = [], start
    for before, length in draw(st.lists(st.tuples(GAPS, GAPS), max_size=4)):
        begin = now + before
        now = begin + length
        pauses.append((begin, now))
    return target, start, pauses, now + draw(GAPS)


def play(target, start, pauses):
    clock = sla.start_clock(target, start)
    for begin, end in pauses:
        clock = sla.resume_clock(sla.pause_clock(clock, begin), end)
    return clock


@st.composite
def kept_plays(draw):
    """As `plays`, of a limit that counts time, at a moment when it is not missed."""
    target, start = draw(targets()), draw(MOMENTS)
    pauses, now = [], start
    for before, length in draw(st.lists(st.tuples(GAPS, GAPS), max_size=4)):
        begin = now + before
        if begin >= play(target, start, pauses).due_at:
            break
        now = begin + length
        pauses.append((begin, now))
    last = play(target, start, pauses).due_at - timedelta(seconds=1)
    return target, start, pauses, min(now + draw(GAPS), last)
