"""What happened is told once, in its order, to whom it concerns; and no line is passed over, however its writer dawdles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from accounts.models import User
from analytics.actions.reports import build_report, issue_report
from core.models import AuditEntry
from feedback.actions import surveys
from feedback.actions.surveys import Answer
from notifications.actions.events import read_ledgers
from notifications.enums import EventType
from notifications.models import LedgerMark, WebhookDelivery, WebhookEndpoint
from tests.factories.webhooks import set_up_endpoint
from tests.feedback.support import MINUTE, SOLVED_AT, asked
from tests.fixtures import COMPANY, moment, play_of, reported
from tests.support.plan_parts import whole_plan
from tickets.limits.actions import clocks
from tickets.record.enums import Direction, EventKind, Source
from tickets.record.models import TicketEvent
from tickets.work.actions import conversation
from tickets.work.actions.moves import merge_ticket

pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 10:00")
URL = "https://crm.example/hook"


@pytest.fixture
def crm(cast) -> WebhookEndpoint:
    """It hears of everything, from now on."""
    endpoint = set_up_endpoint("CRM", URL, cast.staff["manager"])
    read_ledgers(AT)
    return endpoint


def told(endpoint) -> list[tuple[str, str]]:
    rows = endpoint.deliveries.order_by("pk")
    return list(rows.values_list("event_type", "subject"))


def types_of(endpoint, ticket) -> list[str]:
    return [event for event, subject in told(endpoint) if subject == f"/tickets/{ticket.number}/"]


def test_of_what_was_before_nothing_is_told(cast):
    reported(cast, AT)
    read_ledgers(AT)
    endpoint = set_up_endpoint("CRM", URL, cast.staff["manager"])
    read_ledgers(AT)
    assert told(endpoint) == []
    ticket = reported(cast, AT)
    assert read_ledgers(AT) == len(told(endpoint)) > 0
    assert read_ledgers(AT) == 0, "once"
    assert types_of(endpoint, ticket)[0] == EventType.TICKET_CREATED


def test_the_life_of_a_ticket_in_its_order(cast, crm):
    play = play_of(cast, AT)
    play.say("已收到", AT + MINUTE, purpose="ack")
    play.say("还是不行", AT + 2 * MINUTE, direction=Direction.IN, purpose="other")
    play.say("无人接听", AT + 3 * MINUTE, is_answered=False)
    conversation.write_note(play.ticket, by=cast.staff["agent"], at=AT, body="只给同事看")
    play.accept(AT + 4 * MINUTE)
    play.assign(AT + 5 * MINUTE)
    clocks.sweep_clocks(at=AT + timedelta(days=9), limit=1000)
    play.ticket.refresh_from_db()
    play.solve(AT + 6 * MINUTE, AT + 60 * MINUTE, "停机")
    play.confirm(AT + 61 * MINUTE)
    play.say("请评价", AT + 61 * MINUTE, purpose="survey")
    play.close(AT + 62 * MINUTE, "密封件老化")
    read_ledgers(AT)
    types = types_of(crm, play.ticket)
    wanted = [
        EventType.TICKET_CREATED,
        EventType.TICKET_MESSAGE_OUT,
        EventType.TICKET_MESSAGE_IN,
        EventType.TICKET_LIMIT,
        EventType.TICKET_SOLVED,
        EventType.TICKET_CLOSED,
    ]
    assert [one for one in dict.fromkeys(types) if one in wanted] == wanted
    assert {EventType.TICKET_STATUS, EventType.TICKET_ASSIGNED} < set(types)
    assert types.count(EventType.TICKET_SOLVED) == types.count(EventType.TICKET_CLOSED) == 1
    assert types.count(EventType.TICKET_MESSAGE_IN) == 1
    rows = list(crm.deliveries.order_by("pk"))
    numbers = [row.payload["data"]["sequence"] for row in rows]
    assert numbers == sorted(numbers), "the sequence grows"
    sent = str([row.payload for row in rows])
    for word in ("只给同事看", "还是不行", "张", "停机", "密封件"):
        assert word not in sent, "thin: nothing that somebody said, nobody's name"
    assert {row.payload["data"]["number"] for row in rows} == {play.ticket.number}
    closed = next(row for row in rows if row.event_type == EventType.TICKET_CLOSED)
    play.ticket.refresh_from_db()
    assert closed.payload["data"]["after"] == "closed"
    assert closed.payload["data"]["version"] == play.ticket.version
    notes = TicketEvent.objects.filter(kind=EventKind.NOTE)
    assert notes.exists()


def test_reopened_merged_and_answered(cast, crm, settings):
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    play, survey = asked(cast)
    surveys.answer_survey(survey, Answer(2), seen_version=0, at=SOLVED_AT + MINUTE)
    play.ticket.refresh_from_db()
    play.reopen(SOLVED_AT + 2 * MINUTE, "又坏了")
    into = reported(cast, AT)
    merge_ticket(reported(cast, AT), by=cast.staff["supervisor"], at=AT + MINUTE, into=into)
    read_ledgers(AT)
    types = types_of(crm, play.ticket)
    assert types.count(EventType.TICKET_SURVEY) == 1
    assert types[-2:] == [EventType.TICKET_STATUS, EventType.TICKET_REOPENED]
    merged = crm.deliveries.get(event_type=EventType.TICKET_MERGED)
    assert merged.payload["data"]["into"] == into.number


def test_plans_and_reports(cast, crm):
    manager, engineer = cast.staff["manager"], cast.staff["engineer"]
    number = whole_plan(
        manager,
        department=manager.department,
        worker=engineer,
        evaluator=cast.staff["analyst"],
        word="提速",
        code="1.1",
    )["plan"]
    report = build_report(date(2026, 2, 1), at=AT)
    issue_report(report, by=manager, at=AT, seen_at=report.generated_at)
    read_ledgers(AT)
    begun = crm.deliveries.get(event_type=EventType.PLAN_STATE)
    assert (begun.subject, begun.payload["data"]["after"]) == (f"/plans/{number}/", "running")
    issued = crm.deliveries.get(event_type=EventType.REPORT_ISSUED)
    assert issued.subject == "/reports/2026-02/"
    assert issued.payload["data"]["month"] == "2026-02"
    assert issued.payload["data"]["version"] == 1
    assert AuditEntry.objects.filter(action="report_issued").count() == 1


def test_only_what_was_asked_for_and_what_the_owner_may_see(cast):
    engineer, warehouse = cast.staff["engineer"], cast.staff["trainer"]
    closed = set_up_endpoint("a", URL, cast.staff["manager"], events=[EventType.TICKET_CLOSED])
    blind = set_up_endpoint("b", URL, warehouse)
    gone = set_up_endpoint("c", URL, engineer)
    User.objects.filter(pk=engineer.pk).update(is_active=False)
    off = set_up_endpoint("d", URL, cast.staff["manager"])
    WebhookEndpoint.objects.filter(pk=off.pk).update(is_active=False)
    read_ledgers(AT)
    reported(cast, AT)
    read_ledgers(AT)
    assert [told(one) for one in (closed, blind, gone, off)] == [[], [], [], []]


def test_what_was_imported_tells_nothing(cast, crm):
    ticket = reported(cast, AT)
    read_ledgers(AT)
    before = len(told(crm))
    TicketEvent.objects.create(
        ticket=ticket,
        kind=EventKind.MOVED,
        at=AT,
        recorded_at=AT,
        before="new",
        after="closed",
        source=Source.IMPORT,
    )
    read_ledgers(AT)
    assert len(told(crm)) == before


def test_the_line_read_twice_is_told_once_under_the_same_id(cast, crm):
    reported(cast, AT)
    read_ledgers(AT)
    ids = set(crm.deliveries.values_list("event_id", flat=True))
    LedgerMark.objects.update(read_until=0)
    read_ledgers(AT)
    assert set(crm.deliveries.values_list("event_id", flat=True)) >= ids
    assert crm.deliveries.filter(event_id__in=ids).count() == len(ids)


# --- lines whose transactions end in another order ------------------------------------------------


class Writer:
    """Another session that adds a line to the ledger and takes its time to end."""

    def __init__(self, ticket) -> None:
        self.own = connection.copy()
        self.own.set_autocommit(False)
        with self.own.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tickets_ticketevent (ticket_id, kind, at, recorded_at, before, after,"
                " note, data, visibility, source, request_id)"
                " VALUES (%s, 'moved', now(), now(), 'new', 'accepted', '', '{}', 'internal',"
                " 'web', '-') RETURNING id",
                [ticket.pk],
            )
            (self.key,) = cursor.fetchone()

    def commit(self) -> None:
        self.own.commit()
        self.own.close()

    def roll_back(self) -> None:
        self.own.rollback()
        self.own.close()


def sequences() -> list[int]:
    rows = WebhookDelivery.objects.filter(event_type=EventType.TICKET_STATUS).order_by("pk")
    return list(rows.values_list("sequence", flat=True))


@pytest.fixture
def two(cast, crm):
    tickets = [reported(cast, AT), reported(cast, AT)]
    read_ledgers(AT)
    return tickets


@pytest.mark.django_db(transaction=True)
def test_a_reader_by_key_alone_passes_a_line_over(two):
    """The control: this is what the horizon is for."""
    slow, quick = Writer(two[0]), Writer(two[1])
    assert slow.key < quick.key
    quick.commit()
    seen = set(TicketEvent.objects.filter(pk__gte=slow.key).values_list("pk", flat=True))
    mark = max(seen)
    slow.commit()
    seen |= set(TicketEvent.objects.filter(pk__gt=mark).values_list("pk", flat=True))
    assert slow.key not in seen


@pytest.mark.django_db(transaction=True)
def test_no_line_is_passed_over_and_none_overtakes(two):
    slow, quick = Writer(two[0]), Writer(two[1])
    quick.commit()
    assert read_ledgers(AT) == 0, "a line below is still being written"
    slow.commit()
    latest = Writer(two[0])
    read_ledgers(AT)
    assert sequences() == [slow.key, quick.key], "whatever has begun since is not waited for"
    latest.commit()
    read_ledgers(AT)
    assert sequences() == [slow.key, quick.key, latest.key]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_taken_back_holds_up_nothing(two):
    slow, quick = Writer(two[0]), Writer(two[1])
    quick.commit()
    assert read_ledgers(AT) == 0
    slow.roll_back()
    read_ledgers(AT)
    assert sequences() == [quick.key]


@pytest.mark.django_db(transaction=True)
def test_who_only_reads_the_ledger_is_not_waited_for(two):
    """A backup reads for hours."""
    reader = connection.copy()
    reader.set_autocommit(False)
    try:
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tickets_ticketevent")
            quick = Writer(two[0])
            quick.commit()
            read_ledgers(AT)
            assert sequences() == [quick.key]
    finally:
        reader.rollback()
        reader.close()


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_another_reads_is_left_to_it(two):
    quick = Writer(two[0])
    quick.commit()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM notifications_ledgermark FOR UPDATE")
            assert read_ledgers(AT) == 0
    finally:
        other.rollback()
        other.close()
    assert read_ledgers(AT) > 0
