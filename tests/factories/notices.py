"""Notices to people of the desk, and what became of them."""

from __future__ import annotations

from notifications.actions import outbox, tell
from notifications.enums import Topic
from notifications.models import Outbox
from tests.fixtures import moment

MONDAY = moment("2026-03-16 10:00")


def notice(user, key="k1", *, topic=Topic.ASSIGNED, at=MONDAY, is_urgent=True, **data):
    told = {"number": "202603-00001", "summary": "设备无法启动", "by": "王芳", **data}
    return tell.Notice(user, topic, key, "202603-00001 设备无法启动", "/", at, is_urgent, told)


def send_all(at):
    outbox.gather_digests(at=at)
    while outbox.deliver_due(at=at):
        pass


def states():
    return list(Outbox.objects.order_by("pk").values_list("state", flat=True))
