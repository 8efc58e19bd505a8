"""Notices about plans: one place that knows what they say and where they lead."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext

from accounts.models import User
from notifications.actions import tell
from notifications.enums import Topic
from plans.models import Plan


def in_both_languages(msgid: str, **fields: object) -> dict[str, str]:
    """A sentence in both languages, as messages carry it.

    `msgid` is marked with `gettext_noop` by the caller, `fields` fill it in.
    """
    return tell.say_in_both_languages("what", lambda: gettext(msgid) % fields)


def notify_about_plan(
    plan: Plan,
    users: Iterable[User | None],
    msgid: str,
    *,
    key: str,
    at: datetime,
    topic: Topic = Topic.PLAN_TASK,
    anchor: str = "",
    is_urgent: bool = True,
    **fields: object,
) -> None:
    """Say what a plan wants of people, each once per key; nobody and former members are left out.

    What people do is said at once, what a date brings in desk hours (`is_urgent`).
    """
    recipients = {user.pk: user for user in users if user is not None and user.is_at_work}
    sentences = in_both_languages(msgid, **fields)
    tell.notify_users(
        recipients.values(),
        topic=topic,
        key=f"plan:{plan.pk}:{key}",
        at=at,
        path=f"/plans/{plan.number}/{anchor}",
        data={"number": plan.number, "summary": plan.name, **sentences},
        is_urgent=is_urgent,
    )


def date_text(day: date) -> str:
    """`2024-07-15`, whatever the reader's language."""
    return f"{day:%Y-%m-%d}"
