"""Lines for the group chats of the desk, queued in the transaction that gives the reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from core.later import enqueue
from core.models.bulk import insert_many
from core.queries.remembered import RememberedValue
from notifications.models import GroupMessage, GroupRule


class Ringing(Protocol):
    """What a notice says, whoever reads it."""

    @property
    def topic(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


# Of the topics that ring somewhere: the groups, each with the department whose tickets it hears of.
Rings = dict[str, list[tuple[int, int | None]]]


def _read_rings() -> Rings:
    rings: Rings = {}
    rules = GroupRule.objects.filter(group__is_active=True).order_by("pk")
    for topic, group, department in rules.values_list("topic", "group", "group__department"):
        rings.setdefault(topic, []).append((group, department))
    return rings


_rings = RememberedValue(_read_rings)


def forget_rings() -> None:
    """Look again which matters ring where."""
    _rings.forget()


def queue_group_messages(notices: Iterable[Ringing]) -> None:
    """A line for each group in which the matter of a notice rings, once for all its readers.

    No statement where nothing rings.
    """
    rows: dict[tuple[int, str], GroupMessage] = {}
    for notice in notices:
        for group in _groups_for(notice):
            key = f"{notice.topic}:{notice.key}"[:160]
            data = {"summary": notice.subject, **notice.data, "path": notice.path}
            rows[group, key] = GroupMessage(
                group_id=group,
                topic=notice.topic,
                key=key,
                data=data,
                created_at=notice.at,
            )
    if rows:
        insert_many(GroupMessage, list(rows.values()))
        enqueue("notifications.ring_groups")


def _groups_for(notice: Ringing) -> list[int]:
    """What belongs to no department concerns all of them."""
    concerned = notice.data.get("department")
    return [
        group
        for group, department in _rings.as_of(notice.at).get(notice.topic, ())
        if department is None or concerned is None or concerned == department
    ]
