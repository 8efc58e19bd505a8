"""When digests leave, and how long a failed message waits."""

from __future__ import annotations

from notifications.domain import timing
from notifications.enums import Digest
from tests.factories.notices import MONDAY
from tests.fixtures import moment


def test_a_digest_of_a_day_leaves_in_the_morning():
    from core.domain.worktime import ALWAYS

    at = timing.digest_at
    assert at(moment("2026-03-16 08:00"), Digest.DAILY, ALWAYS) == moment("2026-03-16 09:00")
    assert at(moment("2026-03-16 09:00:00"), Digest.DAILY, ALWAYS) == moment("2026-03-16 09:00")
    assert at(moment("2026-03-16 09:01"), Digest.DAILY, ALWAYS) == moment("2026-03-17 09:00")


def test_the_back_off_grows_and_spreads():
    waits = [timing.next_attempt(MONDAY, n, salt=5) - MONDAY for n in range(1, timing.MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert len({timing.next_attempt(MONDAY, 3, salt=n) for n in range(21)}) == 21
