"""A proxy before the desk that nobody has counted: everybody behind it shares its tries."""

import logging
from datetime import datetime, timedelta

from accounts.actions import tries
from accounts.domain.tries import Counter, Limit

log = logging.getLogger(__name__)

# Noted once in so long. It stands in a counter, which all processes share and which ends by itself.
NOTED_ONCE_IN = timedelta(days=7)
UNCOUNTED_PROXY = Counter("uncounted proxy", Limit(1, NOTED_ONCE_IN))


def note_uncounted_proxy(*, at: datetime) -> bool:
    """A try came through one; was it the first?"""
    if uncounted_proxy_since(at=at):
        # read first: to count locks the row, and everybody who logs in would wait for it
        return False
    try:
        tries.count_try([UNCOUNTED_PROXY], at=at)
    except tries.TooManyTries:
        return False
    log.warning(
        "a log-in came through a proxy that PROXY_COUNT does not count: wrong passwords of"
        " everybody behind it are counted together"
    )
    return True


def uncounted_proxy_since(*, at: datetime) -> datetime | None:
    """Since when they come through one; None where none was seen lately."""
    return tries.counting_since(UNCOUNTED_PROXY, at=at)
