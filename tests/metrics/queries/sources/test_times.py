"""Response times: answered, not answered yet, answered at a time that nobody wrote down."""

from datetime import date

import pytest
from django.urls import reverse

from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket, By
from metrics.queries import measure
from tests.factories.worked_tickets import acknowledged
from tests.fixtures import browser_of
from tests.tickets.world import at, ticket_at
from tickets.limits.models import SlaClock
from tickets.record.enums import Status
from tickets.record.models import Ticket
from tickets.transfer.exports.forms import response_times

pytestmark = pytest.mark.django_db

MAY = FigureSpan.month(date(2024, 5, 1))
NOW = at("2024-06-01 10:00")


@pytest.fixture
def tickets(cast):
    """One was answered, one waits, two came from an old register without the time of the answer."""
    answered = acknowledged(cast, ticket_at(cast, "2024-05-06 09:00"), "2024-05-06 09:30")
    waiting = ticket_at(cast, "2024-05-06 10:00")
    unknown = [ticket_at(cast, "2024-05-06 11:00"), ticket_at(cast, "2024-05-07 11:00")]
    for ticket, status in zip(unknown, (Status.ACCEPTED, Status.CLOSED), strict=True):
        SlaClock.objects.filter(ticket=ticket).delete()
        Ticket.objects.filter(pk=ticket.pk).update(status=status)
    return answered, waiting, *unknown


def test_an_answer_at_an_unknown_time_is_neither_kept_nor_missing(tickets):
    found = measure.measured_figure("avg_response", FigureScope(), MAY, at=NOW)
    assert (found.count, found.value, found.missing, found.unknown) == (1, 30, 1, 2)

    days = measure.figure_series("avg_response", FigureScope(), MAY, Bucket.DAY, at=NOW)
    assert [figure.unknown for _day, figure in days if figure.unknown] == [1, 1]
    [(_label, by_channel)] = measure.grouped("avg_response", FigureScope(), MAY, By.CHANNEL, at=NOW)
    assert (by_channel.missing, by_channel.unknown) == (1, 2)

    ack = measure.measured_figure("sla_ack", FigureScope(), MAY, at=NOW)
    assert (ack.count, ack.value) == (2, 50), "met once, missed by the one that waits"


def test_the_page_of_the_figure_and_of_the_ticket_say_so(cast, tickets):
    browser = browser_of(cast.staff["manager"])
    query = {"from": "2024-05-01", "to": "2024-05-31"}
    page = browser.get(reverse("metrics:cases", args=["avg_response"]), query).content.decode()
    assert "首次响应未记录" in page
    assert "尚未响应" in page

    texts = [
        browser.get(reverse("tickets:page", args=[ticket.number])).content.decode()
        for ticket in tickets
    ]
    assert ["未记录" in text for text in texts] == [False, False, True, True]


def test_the_register_of_response_times_does_not_call_it_in_time(cast, tickets):
    rows = response_times.f11_rows(Ticket.objects.order_by("pk"))
    late = dict(
        zip((row.number for row in rows), map(response_times._late_word, rows), strict=True)
    )
    assert [late[ticket.number] for ticket in tickets][2:] == ["", ""]
