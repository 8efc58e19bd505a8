"""Figures of months are kept as they are: what moved is made anew, everything once a day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.actions.measuring import AT_ONCE, measure_months
from analytics.models import MonthFigures
from analytics.queries.month_facts import month_facts
from analytics.queries.month_tables import Asked
from analytics.tasks import measure_months as job
from metrics.domain.figures import FigureSpan
from tests.factories.may_2024 import REPORT
from tests.tickets.world import at, ticket_at
from tickets.record.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
# As if the newest line had been written an hour ago.
LATER = REPORT + timedelta(hours=1)


@pytest.fixture
def june(may):
    """On the 1st of June, with every line of the ledger written by then."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_ticketevent DISABLE TRIGGER USER")
        TicketEvent.objects.filter(recorded_at__gt=REPORT).update(recorded_at=REPORT)
        cursor.execute("ALTER TABLE tickets_ticketevent ENABLE TRIGGER USER")
    return may


def value_of(month, key="volume"):
    return MonthFigures.objects.get(month=month).data["figures"][key]["value"]


def test_every_month_since_the_first_ticket_is_kept(june):
    made = measure_months(LATER)
    assert made[:2] == [JUNE, MAY] and made[-1] == date(2024, 1, 1), "the oldest ticket of the cast"
    assert (value_of(MAY), value_of(JUNE)) == ("12", "0")
    kept = MonthFigures.objects.get(month=MAY)
    assert kept.data == month_facts(Asked(FigureSpan.month(MAY), LATER))


def keep_all():
    while measure_months(LATER):
        pass


def test_nothing_is_made_anew_while_nothing_happens(june):
    keep_all()
    assert measure_months(LATER + timedelta(minutes=5)) == []
    with CaptureQueriesContext(connection) as captured:
        measure_months(LATER + timedelta(minutes=10))
    assert len(captured) == 5, "the newest line, what is kept, what moved, the first ticket, a note"


def test_an_answer_of_june_moves_the_month_of_the_report(june):
    keep_all()
    late = Ticket.objects.get(number="202405-00134")
    ticket_at(june, "2024-06-01 11:00")
    TicketEvent.objects.create(ticket=late, kind="note", at=LATER, recorded_at=LATER)
    assert measure_months(LATER + timedelta(minutes=10)) == [JUNE, MAY]
    assert value_of(JUNE) == "1"


def test_months_that_moved_together_are_each_made_once(june):
    """The newest ones do not come before the older ones again and again."""
    keep_all()
    for ticket in Ticket.objects.all():
        TicketEvent.objects.create(ticket=ticket, kind="note", at=LATER, recorded_at=LATER)
    MonthFigures.objects.update(seen_event=0)
    made = []
    while found := measure_months(LATER + timedelta(minutes=10)):
        made += found
        assert len(made) < 40, "it comes to an end"
    assert len(made) == len(set(made)) > 1


def test_on_the_next_day_everything_is_made_anew(june):
    keep_all()
    assert measure_months(LATER + timedelta(days=1))[:2] == [JUNE, MAY]


def test_a_long_history_is_taken_in_portions_and_no_move_is_lost(june):
    Ticket.objects.filter(number="202405-00134").update(reported_at=at("2022-01-05 10:00"))
    seen = []
    for n in range(10):
        made = measure_months(LATER + timedelta(minutes=n))
        assert len(made) <= AT_ONCE
        seen += made
    assert len(seen) == len(set(seen)) == 30, "from January 2022 to June 2024"
    assert value_of(date(2022, 1, 1)) == "1"


def test_the_job_keeps_this_month(may):
    job()
    this = timezone.localdate().replace(day=1)
    assert value_of(this) == "0"
