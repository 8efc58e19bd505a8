"""Notices about plans: one place that knows what they say and where they lead."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from notifications.actions import tell
from notifications.enums import Topic
from plans.models import Plan


def in_both_languages(msgid: str, **told: object) -> dict[str, str]:
    """A sentence in both languages, as messages carry it. `msgid` is marked with `gettext_noop` by the caller."""
    words = {}
    for key, language in (("what", "zh-hans"), ("what_en", "en")):
        with translation.override(language):
            words[key] = gettext(msgid) % told
    return words


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
    **told: object,
) -> None:
    """Tell people what a plan wants of them, each once per key. What people do is told at once, what a date brings in desk hours."""
    known = {user.pk: user for user in users if user is not None and user.is_active}
    data: dict[str, Any] = {
        "number": plan.number,
        "summary": plan.name,
        **in_both_languages(msgid, **told),
    }
    path = f"/plans/{plan.number}/{anchor}"
    tell.notify_users(
        known.values(),
        topic=topic,
        key=f"plan:{plan.pk}:{key}",
        at=at,
        path=path,
        data=data,
        is_urgent=is_urgent,
    )


def date_text(value: date) -> str:
    return f"{value:%Y-%m-%d}"
