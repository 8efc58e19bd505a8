"""What several suites need: the cast, browsers of its people, tickets on stage, typed forms, and threads that start together."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Department, User
from customers.actions import people
from customers.models import Channel
from demo.people import CUSTOMERS, TEAM, Cast
from demo.stage import Play
from tickets.record.domain.triage import PRIORITY_OF_TIER
from tickets.record.enums import Tier
from tickets.record.models import IssueType, Ticket
from tickets.work.actions import register

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPANY, CONTACT, PHONE = "华启科技有限公司", "张敏", "13812345678"
PATIENCE = 180.0  # seconds; a thread or process that needs longer hangs


@pytest.fixture
def cast(db: None) -> Cast:
    """The demo's team, and two of its customers."""
    return small_cast()


def small_cast() -> Cast:
    """As `people.hire`, but quick: ten times fewer rows."""
    departments = {department.name: department for department in Department.objects.all()}
    groups = {group.name: group for group in Group.objects.all()}
    found = Cast(channels={channel.name: channel for channel in Channel.objects.all()})
    # In two statements instead of seventy: a thousand tests begin with this cast.
    people_of_team = [
        User(
            username=username,
            display_name=name,
            email=f"{username}@example.com",
            department=departments[department],
            is_staff=role == "admin",
        )
        for username, name, role, department, *_titles in TEAM
    ]
    found.staff = {person.username: person for person in User.objects.bulk_create(people_of_team)}
    User.groups.through.objects.bulk_create(
        User.groups.through(user=found.staff[username], group=groups[role])
        for username, _name, role, *_rest in TEAM
    )
    found.types = {
        one.name: one
        for one in IssueType.objects.select_related(
            "default_department", "parent__default_department"
        )
    }
    for name, contact, phone, segment, level, region in CUSTOMERS[:2]:
        found.customers[name] = people.register_customer(
            name=name,
            by=found.staff["agent"],
            at=timezone.now(),
            contact_name=contact,
            phone=phone,
            segment=segment,
            level=level,
            region=region,
        )
    return found


def moment(written: str) -> datetime:
    """`2024-05-06 09:00[:00]` in Shanghai."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def browser_of(user: Any) -> Client:
    """A browser that is logged in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.DeskBackend")
    return client


def reported(
    cast: Cast,
    at: datetime,
    *,
    tier: Tier = Tier.GENERAL,
    by: str = "agent",
    customer: str = COMPANY,
    **told: Any,
) -> Ticket:
    """A registered ticket of a customer by mail."""
    row = cast.customers[customer]
    given = {
        "summary": "设备无法启动",
        "priority": PRIORITY_OF_TIER[tier],
        "channel": cast.channels["邮件"],
        **told,
    }
    return register.register_ticket(
        by=cast.staff[by], at=at, customer=row, contact=row.contacts.first(), tier=tier, **given
    )


def play_of(cast: Cast, at: datetime, **told: Any) -> Play:
    """The same, ready to be played on."""
    return Play(cast, reported(cast, at, **told))


def typed(form: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send of a form that was shown, with some fields typed over."""
    shown = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return {**{name: written(value) for name, value in sent.items()}, **changes}


def written(value: Any) -> Any:
    """A value as it stands in a form."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if value.tzinfo else value:%Y-%m-%dT%H:%M}"
    return getattr(value, "pk", value)


def at_once(count: int, act: Callable[[int], Any], *, patience: float = PATIENCE) -> list[Any]:
    """`act(n)` in so many real threads that start together: their results in order, an exception being a result."""
    barrier, outcomes = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(patience)
            outcomes[n] = act(n)
        except BaseException as error:
            outcomes[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + patience
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return outcomes


def registration_of(page: str) -> dict[str, str]:
    """The registration form as its page brings it, filled in for a new customer."""
    return {
        "submit_id": re.search(r'name="submit_id" value="([0-9a-f-]{36})"', page)[1],
        "channel": re.search(r'<option value="(\d+)"[^>]*>\s*邮件', page)[1],
        "new_customer": "海天泵业有限公司",
        "new_contact": "许莹",
        "original_text": "泵站振动超标",
        "tier": "general",
        "priority": "low",
        "nature": "fault",
        "business_type": "support",
        "impact": "none",
    }


def in_background(act: Callable[[], Any]) -> Callable[[], Any]:
    """Start `act` in a thread with its own connection; the returned function waits for its result or raises its error."""
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = act()
        except BaseException as error:
            outcome["error"] = error
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result() -> Any:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread hangs"
        if "error" in outcome:
            raise outcome["error"]
        return outcome["result"]

    return result


def until(is_so: Callable[[], Any], what: str, *, patience: float = PATIENCE) -> Any:
    """Wait for a fact, looking again and again until a deadline; the verdict is the fact, never the time."""
    deadline = time.monotonic() + patience
    while not (found := is_so()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain: {what}"
        time.sleep(0.02)
    return found


@contextmanager
def table_held(table: str) -> Iterator[Callable[[], list[int]]]:
    """Another session holds a table, so that whoever writes to it next stops exactly there.

    Gives a function that tells the server processes that wait now.
    """
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            holder.set_autocommit(False)
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            yield waiting
    finally:
        holder.rollback()
        holder.close()


def waiting() -> list[int]:
    """Server processes of this database that wait for a lock. Not asked in the holder's transaction, which would see one moment only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [pid for (pid,) in cursor.fetchall()]
