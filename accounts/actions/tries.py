"""Counts tries of passwords and codes, in the database: a lost Redis opens no gate.

A try is counted before anything is compared, in one statement for each counter, so that a hundred
at once are let through no more often than a hundred in a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from accounts.domain.tries import Counter, Limit, Limits, Purpose, Source, counters_of
from accounts.models import TryCounter

# Counts one more, begins anew when the time is over, and changes nothing when all are used.
COUNT = """
INSERT INTO accounts_trycounter AS known (name, count, ends_at) VALUES (%(name)s, 1, %(ends_at)s)
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN known.ends_at <= %(at)s THEN 1 ELSE known.count + 1 END,
    ends_at = CASE WHEN known.ends_at <= %(at)s THEN excluded.ends_at ELSE known.ends_at END
WHERE known.ends_at <= %(at)s OR known.count < %(most)s
RETURNING count
"""


class TooManyTries(Exception):
    """No more tries until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"no more tries until {until:%Y-%m-%d %H:%M:%S%z}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Try:
    """One that was let through; `is_last` says that none is left."""

    counters: tuple[Counter, ...]
    is_last: bool


def configured_limits() -> Limits:
    """What this deployment allows."""
    return Limits(
        pair=Limit(5, timedelta(minutes=15)),
        account=Limit(settings.TRIES_PER_ACCOUNT, timedelta(hours=1)),
        address=Limit(settings.TRIES_PER_ADDRESS, timedelta(hours=1)),
        device=Limit(5, timedelta(minutes=15)),
        resets=Limit(settings.TRIES_PER_ADDRESS, timedelta(hours=1)),
        reset_mails=Limit(3, timedelta(hours=1)),
    )


def begin_try(purpose: Purpose, source: Source, *, at: datetime) -> Try:
    """Count a try. Raises `TooManyTries`, and counts nothing then."""
    return count_try(counters_of(purpose, source, configured_limits()), at=at)


def count_try(counters: Iterable[Counter], *, at: datetime) -> Try:
    """Count one with each counter, or none with any. Raises `TooManyTries`."""
    counters = tuple(counters)
    is_last = False
    with transaction.atomic(), connection.cursor() as cursor:
        for counter in counters:
            limit = counter.limit
            values: dict[str, str | datetime | int] = {
                "name": _stored_name(counter.name),
                "at": at,
                "ends_at": at + limit.within,
                "most": limit.most,
            }
            cursor.execute(COUNT, values)
            row = cursor.fetchone()
            if row is None:
                raise TooManyTries(_end_of(counters, at))
            is_last = is_last or row[0] >= limit.most
    return Try(counters, is_last)


def is_let_through(counters: Iterable[Counter], *, at: datetime) -> bool:
    """Count one with each counter; False, and nothing is counted, when there were too many."""
    try:
        count_try(counters, at=at)
    except TooManyTries:
        return False
    return True


def _end_of(counters: Iterable[Counter], at: datetime) -> datetime:
    """When the last of those that are used up begins anew."""
    most = {_stored_name(counter.name): counter.limit.most for counter in counters}
    rows = TryCounter.objects.filter(name__in=most, ends_at__gt=at)
    ends = [row.ends_at for row in rows if row.count >= most[row.name]]
    return max(ends, default=at)


def counting_since(counter: Counter, *, at: datetime) -> datetime | None:
    """When the first was counted of those that still count; None where there is none."""
    row = TryCounter.objects.filter(name=_stored_name(counter.name), ends_at__gt=at).first()
    return row.ends_at - counter.limit.within if row else None


def end_well(finished: Try) -> None:
    """It was no wrong one: it is not counted, and those before it in the same place are forgiven.

    Counters that others share are only taken back by this one: a right password among a thousand
    wrong ones of other people forgives nothing.
    """
    forgiven = [_stored_name(one.name) for one in finished.counters if one.is_forgiven]
    shared = [_stored_name(one.name) for one in finished.counters if not one.is_forgiven]
    TryCounter.objects.filter(name__in=forgiven).delete()
    if shared:
        less = Greatest(F("count") - 1, 0)
        TryCounter.objects.filter(name__in=sorted(shared)).update(count=less)


def forgive_account(account: str, address: str) -> None:
    """Whoever proved to be the owner by mail may try again, also where wrong ones were tried."""
    counters = counters_of(Purpose.PASSWORD, Source(account, address), configured_limits())
    own = [_stored_name(one.name) for one in counters if ":address:" not in one.name]
    TryCounter.objects.filter(name__in=own).delete()


def forget_tries(*, at: datetime) -> int:
    """Remove counters whose time is over; their number."""
    return TryCounter.objects.filter(ends_at__lte=at).delete()[0]


def _stored_name(name: str) -> str:
    return salted_hmac("accounts.tries", name, algorithm="sha256").hexdigest()
