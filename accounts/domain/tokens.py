"""When a token opens, for how long one lasts, and when its end is announced."""

from collections.abc import Collection
from datetime import datetime, timedelta

from accounts.enums import ScopeHouse, TokenScope, TokenState

LONGEST_LIFE = timedelta(days=366)

# So long both the old and the new key open, unless somebody says otherwise; and at the most.
OVERLAP = timedelta(days=7)
LONGEST_OVERLAP = timedelta(days=30)

# The end is announced so long before.
ANNOUNCED_BEFORE = timedelta(days=14)

PACE = 600
FASTEST_PACE = 6000


OPENS_NOTHING = (TokenState.ENDED, TokenState.REVOKED)


def state_of(
    *, ends_at: datetime | None, is_revoked: bool, is_replaced: bool, at: datetime
) -> TokenState:
    """What a token is good for at a moment; that of its end is not included."""
    if is_revoked:
        return TokenState.REVOKED
    if ends_at is not None and ends_at <= at:
        return TokenState.ENDED
    if is_replaced:
        return TokenState.REPLACED
    if ends_at is not None and ends_at - at <= ANNOUNCED_BEFORE:
        return TokenState.ENDS_SOON
    return TokenState.OPEN


def announcement_at(made_at: datetime, ends_at: datetime) -> datetime:
    """When its end is announced: two weeks before, for a short life in the middle of it."""
    return max(ends_at - ANNOUNCED_BEFORE, made_at + (ends_at - made_at) / 2)


def life_of_successor(made_at: datetime, ends_at: datetime | None) -> timedelta:
    """As long as the token was meant to last that is replaced: at least a day, at most a year."""
    if ends_at is None:
        return LONGEST_LIFE
    return min(max(ends_at - made_at, timedelta(days=1)), LONGEST_LIFE)


def known_scopes(scopes: Collection[str]) -> list[str]:
    """Those that there are, in the order of the vocabulary."""
    return [scope.value for scope in TokenScope if scope.value in scopes]


def house_of(scope: str) -> ScopeHouse | None:
    """What the scope belongs to; None for one that goes across all houses."""
    name, dot, _verb = scope.partition(".")
    return ScopeHouse(name) if dot and name in ScopeHouse.values else None
