"""Each event once, whatever happens at the same time; what cannot be taken waits for a person."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.models import AuditEntry
from notifications.models import InboxItem
from tests.factories.inbound import send_event, set_up_source
from tests.fixtures import at_once, in_background, small_cast, until, waiting
from tickets.inbound.actions import (
    ANNOUNCED,
    KEPT_FOR,
    WAITS_FOR,
    Effect,
    ReusedEvent,
    TooManyEvents,
    announce_deletions,
    forget_events,
    make_source_secret,
    retry_events,
    set_events_aside,
    take_event,
)
from tickets.inbound.domain import Fault, NotUnderstood
from tickets.inbound.enums import EventOutcome, EventState
from tickets.inbound.models import InboundEvent
from tickets.record.models import Communication, Ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def source(cast: Any) -> Any:
    return set_up_source("monitor", cast.staff["supervisor"])


def refuse(_source: Any, _body: str) -> Effect:
    raise NotUnderstood([Fault("$.summary", "nothing in it")])


def fail(_source: Any, _body: str) -> Effect:
    raise RuntimeError("a fault of ours")


def make_one(source: Any, body: str) -> Effect:
    """The ticket that there is: what an act does is not looked at here."""
    return Effect(EventOutcome.MESSAGE_ADDED, Ticket.objects.get())


def test_what_cannot_be_taken_is_kept_and_administrators_are_told_once_a_day(
    cast: Any, source: Any
) -> None:
    now = timezone.now()
    first = take_event(source, "e-1", "{\0}", at=now, act=refuse)
    assert first.status == 202 and first.body["errors"][0]["path"] == "$.summary"
    take_event(source, "e-2", "{}", at=now, act=refuse)
    kept = InboundEvent.objects.get(event_id="e-1")
    assert (kept.state, kept.body) == (EventState.KEPT, "{�}")
    told = InboxItem.objects.filter(topic="alarm", user=cast.staff["admin"])
    assert told.count() == 1 and "monitor" in str(told.get().data)
    again = take_event(source, "e-1", "{\0}", at=now, act=fail)
    assert again.is_replayed and again.body == first.body


def test_a_fault_of_ours_leaves_nothing_so_that_it_is_tried_again(source: Any) -> None:
    with pytest.raises(RuntimeError):
        take_event(source, "e-1", "{}", at=timezone.now(), act=fail)
    assert not InboundEvent.objects.exists()


def test_an_id_with_another_content_is_refused(source: Any) -> None:
    take_event(source, "e-1", "{}", at=timezone.now(), act=refuse)
    with pytest.raises(ReusedEvent):
        take_event(source, "e-1", "[]", at=timezone.now(), act=refuse)


def test_a_source_sends_so_many_a_minute_and_what_came_before_is_still_answered(
    source: Any,
) -> None:
    source.events_per_minute, now = 2, timezone.now()
    for n in range(2):
        take_event(source, f"e-{n}", "{}", at=now, act=refuse)
    with pytest.raises(TooManyEvents):
        take_event(source, "e-3", "{}", at=now, act=refuse)
    assert take_event(source, "e-1", "{}", at=now, act=refuse).is_replayed
    later = now + MINUTE + timedelta(seconds=1)
    assert take_event(source, "e-3", "{}", at=later, act=refuse).status == 202


def test_kept_ones_are_tried_again_or_set_aside(cast: Any, source: Any) -> None:
    admin, now = cast.staff["admin"], timezone.now()
    answer = send_event(source, "real", {"summary": "风机停转"})
    assert answer.status_code == 201
    for event_id in ("e-1", "e-2"):
        take_event(source, event_id, "{}", at=now, act=refuse)
    first, second = InboundEvent.objects.filter(state=EventState.KEPT).order_by("pk")
    assert retry_events([first], by=admin, at=now, act=refuse) == 0
    assert retry_events([first], by=admin, at=now, act=make_one) == 1
    assert retry_events([first], by=admin, at=now, act=make_one) == 0, "it is taken already"
    assert set_events_aside([first, second], by=admin, at=now) == 1
    rows = InboundEvent.objects.filter(event_id__startswith="e-").order_by("pk")
    assert list(rows.values_list("state", "body", "http_status")) == [
        (EventState.DONE, "", 200),
        (EventState.SET_ASIDE, "", 202),
    ]
    assert take_event(source, "e-1", "{}", at=now, act=fail).status == 200
    actions = AuditEntry.objects.filter(action__startswith="events_").order_by("pk")
    assert [(one.action, one.data["count"]) for one in actions] == [
        ("events_retried", 1),
        ("events_set_aside", 1),
    ]


def test_what_was_taken_is_forgotten_after_a_month_and_what_waits_after_a_season(
    cast: Any, source: Any
) -> None:
    now = timezone.now()
    for event_id in ("old", "aside", "new"):
        take_event(source, event_id, "{}", at=now, act=refuse)
    rows = InboundEvent.objects
    rows.filter(event_id="aside").update(state=EventState.SET_ASIDE)
    rows.exclude(event_id="new").update(received_at=now - KEPT_FOR - MINUTE)
    assert forget_events(now) == 1
    assert set(rows.values_list("event_id", flat=True)) == {"old", "new"}
    rows.filter(event_id="old").update(received_at=now - WAITS_FOR - MINUTE)
    assert forget_events(now) == 1 and forget_events(now) == 0


def test_of_what_waits_administrators_are_told_once_before_it_is_deleted(
    cast: Any, source: Any
) -> None:
    start = timezone.now()
    ended = {}
    for place, day in enumerate((0, 1, 5, 40)):
        at = start + timedelta(days=day)
        take_event(source, f"e-{place}", "{}", at=at, act=refuse)
        ended[f"e-{place}"] = at + WAITS_FOR
    set_events_aside(InboundEvent.objects.filter(event_id="e-1"), by=cast.staff["admin"], at=start)
    told_before = InboxItem.objects.count()
    items = InboxItem.objects.filter(user=cast.staff["admin"], dedupe_key__contains="inbound_ends")
    told_on: list[timedelta] = []
    counted = 0
    for hours in range(0, 140 * 24, 12):
        at = start + timedelta(hours=hours)
        announce_deletions(at)
        for item in items.order_by("pk")[len(told_on) :]:
            told_on.append(timedelta(hours=hours))
            counted += int(item.data["summary_en"].split()[0])
        forget_events(at)
    assert counted == 3, "each that waits, once; not what was set aside"
    assert 2 <= len(told_on) <= 3
    first = ended["e-0"] - start
    step = timedelta(hours=12)
    assert ANNOUNCED - step <= first - told_on[0] <= 2 * ANNOUNCED
    assert InboxItem.objects.count() > told_before and not InboundEvent.objects.exists()
    day = timezone.localtime(ended["e-0"]).date().isoformat()
    assert day in items.order_by("pk")[0].data["summary"]


def test_a_new_secret_lies_sealed_and_is_noted(cast: Any, source: Any) -> None:
    first = source.secret
    second = make_source_secret(source, by=cast.staff["admin"], at=timezone.now())
    source.refresh_from_db()
    assert source.secrets(timezone.now()) == (second, first)
    assert second not in source.sealed_secret
    assert AuditEntry.objects.filter(action="inbound_secret").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_equal_ones_at_once_do_it_once_and_are_answered_alike() -> None:
    """The second waits at the row of the first: that it does is looked for, not hoped for."""
    source = set_up_source("monitor", small_cast().staff["supervisor"])
    may_end = threading.Event()
    acted: list[str] = []

    def act(source: Any, body: str) -> Effect:
        acted.append(body)
        may_end.wait(60)
        return refuse(source, body)

    now = timezone.now()
    first = in_background(lambda: take_event(source, "e-1", "{}", at=now, act=act))
    until(lambda: acted, "the first is at work")
    second = in_background(lambda: take_event(source, "e-1", "{}", at=now, act=act))
    until(waiting, "the second waits")
    may_end.set()
    one, other = first(), second()
    assert acted == ["{}"] and InboundEvent.objects.count() == 1
    assert (one.status, one.body) == (other.status, other.body)
    assert (one.is_replayed, other.is_replayed) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_twin_takes_over_where_the_first_fails() -> None:
    source = set_up_source("monitor", small_cast().staff["supervisor"])
    may_end, began = threading.Event(), threading.Event()

    def fail_later(source: Any, body: str) -> Effect:
        began.set()
        may_end.wait(60)
        return fail(source, body)

    now = timezone.now()
    first = in_background(lambda: take_event(source, "e-1", "{}", at=now, act=fail_later))
    assert began.wait(60)
    second = in_background(lambda: take_event(source, "e-1", "{}", at=now, act=refuse))
    until(waiting, "the second waits")
    may_end.set()
    with pytest.raises(RuntimeError):
        first()
    assert second().status == 202 and InboundEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_shuffled_and_repeated_events_end_where_they_would_in_a_row() -> None:
    """FLT-08: forty events about eight things, each one to three times, by four senders at once."""
    source = set_up_source("monitor", small_cast().staff["supervisor"], events_per_minute=10_000)
    events = [(f"e-{n}", {"external_id": str(n % 8), "summary": f"报警 {n}"}) for n in range(40)]
    dice = random.Random(7)
    sent = [event for event in events for _time in range(dice.randint(1, 3))]
    dice.shuffle(sent)
    assert len(sent) > len(events), "some come again"

    def send(n: int) -> list[tuple[str, int, str]]:
        answers = []
        for event_id, body in sent[n::4]:
            answer = send_event(source, event_id, body)
            answers.append((event_id, answer.status_code, answer.content.decode()))
        connection.close()
        return answers

    answers = [one for found in at_once(4, send) for one in found]
    assert {status for _id, status, _body in answers} == {200, 201}
    said: dict[str, set[str]] = {}
    for event_id, _status, body in answers:
        said.setdefault(event_id, set()).add(body)
    assert all(len(bodies) == 1 for bodies in said.values()), "the same answer each time"
    tickets = Ticket.objects.filter(external_id__startswith="monitor:")
    assert tickets.count() == 8
    texts = Counter(tickets.values_list("summary", flat=True))
    written = Communication.objects.filter(ticket__in=tickets, direction="in")
    texts += Counter(written.values_list("body", flat=True))
    assert texts == Counter(body["summary"] for _id, body in events)
