"""Alarms of ways out of the house: what does not leave is missed by nobody who does not know."""

from collections.abc import Callable
from datetime import datetime

from accounts.enums import Role
from accounts.queries.roles import active_holders
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic


def tell_administrators(say: Callable[[], str], *, key: str, at: datetime) -> None:
    """Once a day for each `key`; `say` gives the line in the language that is active."""
    tell_administrators_once(say, key=f"{key}:{at:%Y%m%d}", at=at)


def tell_administrators_once(say: Callable[[], str], *, key: str, at: datetime) -> None:
    """The same, each of them once for ever."""
    notify_users(
        active_holders(Role.ADMIN),
        topic=Topic.ALARM,
        key=key,
        at=at,
        path="/inbox/",
        data=say_in_both_languages("summary", say),
    )
