"""How long tickets waited for spare parts, by the ledger."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket
from metrics.queries import measure
from tests.factories.many_tickets import copies_of, tickets_like
from tests.factories.worked_tickets import processing
from tests.fixtures import cast
from tests.tickets.world import at, ticket_at
from tickets.record.enums import EventKind, Status, WaitReason
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import moves

__all__ = ["cast"]

pytestmark = pytest.mark.django_db
ALL = FigureScope()
MARCH, APRIL = (FigureSpan.month(date(2026, month, 1)) for month in (3, 4))
LATER = at("2026-06-01 10:00")
HOUR = timedelta(hours=1)


def waited_in(span, scope=ALL, now=LATER):
    return measure.measured_figure("part_delay", scope, span, at=now)


@pytest.fixture
def ticket(cast):
    return processing(cast, ticket_at(cast, "2026-03-02 09:00"), "2026-03-02 09:30").ticket


def wait(cast, ticket, since, until=None, reason=WaitReason.PARTS):
    """Until work goes on; without, it waits still."""
    engineer = cast.staff["engineer"]
    moves.start_waiting(ticket, by=engineer, at=at(since), reason=reason)
    if until:
        moves.resume_work(ticket, by=engineer, at=at(until))


def test_a_ticket_counts_where_its_waiting_ended(cast, ticket):
    wait(cast, ticket, "2026-03-30 10:00", "2026-04-01 12:00")
    assert (waited_in(MARCH).count, waited_in(MARCH).value) == (0, None)
    assert (waited_in(APRIL).count, waited_in(APRIL).value) == (1, 50), "natural time"
    [case] = measure.cases_behind("part_delay", ALL, APRIL, at=LATER)
    assert (case.pk, case.case_at, case.case_value) == (ticket.pk, at("2026-04-01 12:00"), 50)


def test_all_its_waits_count_together_once(cast, ticket):
    wait(cast, ticket, "2026-03-03 10:00", "2026-03-03 14:00")
    assert waited_in(MARCH).value == 4
    wait(cast, ticket, "2026-04-03 10:00", "2026-04-03 11:30")
    assert waited_in(MARCH).count == 0
    assert (waited_in(APRIL).count, waited_in(APRIL).value) == (1, Decimal("5.5"))


def test_what_waits_now_counts_when_it_goes_on(cast, ticket):
    wait(cast, ticket, "2026-03-03 10:00", "2026-03-03 14:00")
    wait(cast, ticket, "2026-03-20 10:00")
    assert waited_in(MARCH).count == 0
    moves.resume_work(ticket, by=cast.staff["engineer"], at=at("2026-03-20 16:00"))
    assert waited_in(MARCH).value == 10


@pytest.mark.parametrize(
    "reason", [WaitReason.CUSTOMER, WaitReason.THIRD_PARTY, WaitReason.COLLABORATION]
)
def test_other_reasons_are_no_parts(cast, ticket, reason):
    wait(cast, ticket, "2026-03-03 10:00", "2026-03-03 14:00", reason)
    assert waited_in(MARCH).count == 0
    wait(cast, ticket, "2026-03-04 10:00", "2026-03-04 11:00")
    wait(cast, ticket, "2026-04-05 10:00", "2026-04-06 10:00", reason)
    assert (waited_in(MARCH).value, waited_in(APRIL).count) == (1, 0)


def test_a_cancelled_ticket_is_left_out(cast, ticket):
    wait(cast, ticket, "2026-03-03 10:00", "2026-03-03 14:00")
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CANCELLED)
    assert waited_in(MARCH).count == 0


# --- counted in another way ---------------------------------------------------------------------


def plainly_counted(span):
    """Hours of each ticket: its moves read one after the other, in plain Python."""
    start, end = (at(f"{day} 00:00") for day in (span.start, span.end + timedelta(days=1)))
    found = {}
    for ticket in Ticket.objects.exclude(status__in=("cancelled", "merged")):
        since, waited, last = None, timedelta(), None
        for line in ticket.events.filter(kind="moved").order_by("at", "pk"):
            if since is not None:
                waited, last, since = waited + line.at - since, line.at, None
            if line.after == "waiting_internal" and line.data["reason"] == "parts":
                since = line.at
        if since is None and last is not None and start <= last < end:
            found[ticket.pk] = Decimal(waited // timedelta(seconds=1)) / 3600
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_what_plain_python_counts(cast, seed):
    dice = random.Random(seed)
    engineer = cast.staff["engineer"]
    for _n in range(8):
        one = processing(cast, ticket_at(cast, "2026-03-02 09:00"), "2026-03-02 09:30").ticket
        now = at("2026-03-03 09:00")
        for _wait in range(dice.randint(0, 4)):
            now += dice.randint(0, 200) * HOUR
            reason = dice.choice([WaitReason.PARTS, WaitReason.PARTS, *WaitReason][:5])
            moves.start_waiting(one, by=engineer, at=now, reason=WaitReason(reason))
            if dice.random() < 0.1:
                break
            now += dice.choice([timedelta(0), HOUR / 2, 30 * HOUR, 200 * HOUR])
            moves.resume_work(one, by=engineer, at=now)
    spans = [FigureSpan.month(date(2026, month, 1)) for month in (3, 4, 5)]
    for span in spans:
        expected, found = plainly_counted(span), waited_in(span)
        assert found.count == found.listed == len(expected)
        cases = measure.cases_behind("part_delay", ALL, span, at=LATER)
        assert {case.pk: round(case.case_value, 6) for case in cases} == {
            key: round(hours, 6) for key, hours in expected.items()
        }
        if expected:
            assert abs(found.value - sum(expected.values()) / len(expected)) < Decimal("1e-6")
    whole = FigureSpan(spans[0].start, spans[-1].end)
    months = measure.figure_series("part_delay", ALL, whole, Bucket.MONTH, at=LATER)
    assert [figure for _day, figure in months] == [waited_in(span) for span in spans]
    assert any(figure.count for _day, figure in months)


def test_a_ledger_of_years_is_not_read_for_one_month(cast, ticket):
    wait(cast, ticket, "2026-03-03 10:00", "2026-03-03 14:00")
    line = TicketEvent.objects.filter(kind=EventKind.MOVED, before=Status.PROCESSING).first()
    tickets_like(ticket, 3_000)
    keys = list(Ticket.objects.exclude(pk=ticket.pk).values_list("pk", flat=True))
    copies_of(
        line,
        30_000,
        at="r.at - n * interval '1 hour'",
        ticket_id=f"(ARRAY{keys})[1 + n % {len(keys)}]",
        after="'diagnosing'",
        # Every tenth line is the end of a wait of another time.
        before="CASE n % 10 WHEN 0 THEN 'waiting_internal' ELSE r.before END",
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE tickets_ticketevent, tickets_ticket")
    with CaptureQueriesContext(connection) as captured:
        assert waited_in(MARCH).value == 4
    [asked] = captured
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + asked["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "event_of_wait_end" in plan, plan
    assert "Seq Scan on tickets_ticketevent" not in plan, plan
