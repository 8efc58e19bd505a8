"""Kept limits, whoever has looked at them, and what may still move the figure of a month."""

from datetime import date

import pytest

from calendars import actions as calendars
from calendars.models import WorkCalendar
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket, By, Note
from metrics.queries import measure
from tests.factories.rulebooks import publish
from tests.factories.worked_tickets import acknowledged, fixed, processing
from tests.tickets.world import at, clock, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.models import SlaClock, SlaTarget
from tickets.record.enums import Tier, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import moves
from tickets.work.enums import ConfirmationResult

pytestmark = pytest.mark.django_db

ALL = FigureScope()
MARCH = FigureSpan.month(date(2026, 3, 1))
APRIL = FigureSpan.month(date(2026, 4, 1))


def figures(key, now, spans=(MARCH, APRIL)):
    """Everything that a figure says, by parts, with the list behind it."""
    told = []
    for span in spans:
        cases = measure.cases_behind(key, ALL, span, at=now)
        told.append(
            (
                measure.measured_figure(key, ALL, span, at=now),
                measure.figure_series(key, ALL, span, Bucket.DAY, at=now),
                measure.figure_series(key, ALL, span, Bucket.MONTH, at=now),
                measure.grouped(key, ALL, span, By.DEPARTMENT, at=now),
                measure.grouped(key, ALL, span, By.CHANNEL, at=now),
                sorted((row.case_at, row.pk, row.case_value) for row in cases),
                cases.count(),
            )
        )
    return told


@pytest.mark.parametrize(
    "now",
    ["2026-03-31 00:00", "2026-03-31 00:00:01", "2026-04-01 00:00:01", "2026-04-06 15:30"],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_the_first_sweep_after_an_outage_moves_no_figure(cast, zone, now):
    """Berlin puts its clocks forward on 29 March."""
    calendar = WorkCalendar.objects.create(code="far", name="别处", zone=zone, is_always=True)
    calendars.publish_calendar(calendar, at=at("2026-03-01 00:00"))
    SlaTarget.objects.filter(kind__code="progress").update(calendar=calendar)
    publish(cast, at=at("2026-03-01 00:00"))
    processing(cast, ticket_at(cast, "2026-03-27 09:00", Tier.IMPORTANT), "2026-03-27 09:30")
    processing(cast, ticket_at(cast, "2026-03-30 09:00", Tier.IMPORTANT), "2026-03-30 09:30")

    before = figures("sla_progress", at(now))
    while clocks.sweep_clocks(at(now), 100).looked_at:
        pass
    assert figures("sla_progress", at(now)) == before
    assert SlaClock.objects.filter(kind__code="progress", breached_at__isnull=False).count() == sum(
        figure.count for figure, *_rest in before
    )


def test_each_missed_day_counts_before_anybody_has_looked(cast):
    processing(cast, ticket_at(cast, "2026-03-27 09:00", Tier.IMPORTANT), "2026-03-27 09:30")
    [march, april] = figures("sla_progress", at("2026-04-03 12:00"))
    # Due at the midnights that end the 27th to the 30th; the one that ends the 31st is of April.
    assert (march[0].count, march[0].value) == (4, 0)
    assert april[0].count == 3
    assert [day.isoformat() for day, figure in march[1] if figure.count] == [
        "2026-03-28",
        "2026-03-29",
        "2026-03-30",
        "2026-03-31",
    ]
    assert [case_at for case_at, _pk, _value in april[5]] == [
        at("2026-04-01 00:00"),
        at("2026-04-02 00:00"),
        at("2026-04-03 00:00"),
    ]


# --- what may still move ---------------------------------------------------------------------------


@pytest.fixture
def awaiting(cast):
    """Fixed on the last of March, a resolve limit of 24 h; the customer has not confirmed yet."""
    play = processing(cast, ticket_at(cast, "2026-03-31 09:00", Tier.IMPORTANT), "2026-03-31 09:30")
    fixed(play, "2026-03-31 15:00")
    return play


def test_a_confirmation_to_come_makes_the_month_provisional(awaiting):
    early = measure.measured_figure("sla_resolve", ALL, MARCH, at=at("2026-04-02 10:00"))
    assert (early.count, early.open, early.missing) == (0, 1, 0)
    assert (early.is_provisional, early.notes) == (True, (Note.OPEN_CONFIRMATION,))

    awaiting.confirm(at("2026-04-02 11:00"))
    settled = measure.measured_figure("sla_resolve", ALL, MARCH, at=at("2026-04-02 12:00"))
    assert (settled.count, settled.value, settled.is_provisional) == (1, 100, False)


def test_a_refused_confirmation_leaves_the_month(awaiting):
    awaiting.confirm(at("2026-04-02 11:00"), ConfirmationResult.NOT_SOLVED, "仍有报警")
    now = at("2026-04-02 12:00")
    march = measure.measured_figure("sla_resolve", ALL, MARCH, at=now)
    assert (march.count, march.is_provisional) == (0, False)


def test_a_month_in_which_nothing_stands_still_is_settled(awaiting):
    february = FigureSpan.month(date(2026, 2, 1))
    april = measure.measured_figure("sla_resolve", ALL, APRIL, at=at("2026-05-02 10:00"))
    before = measure.measured_figure("sla_resolve", ALL, february, at=at("2026-04-02 10:00"))
    assert not april.is_provisional
    assert not before.is_provisional


def test_a_reply_while_the_customer_is_waited_for_would_count_then(cast):
    """The limit of a substantive reply stands still; what ends it there counts where it stopped."""
    ticket = ticket_at(cast, "2026-03-31 09:00", Tier.IMPORTANT)
    play = acknowledged(cast, ticket, "2026-03-31 09:10")
    Ticket.objects.filter(pk=play.pk).update(status="accepted")
    moves.start_waiting(
        ticket, by=cast.staff["engineer"], at=at("2026-03-31 10:00"), reason=WaitReason.CUSTOMER
    )
    assert clock(ticket, "respond").paused_at == at("2026-03-31 10:00")
    now = at("2026-04-02 10:00")
    assert measure.measured_figure("sla_respond", ALL, MARCH, at=now).open == 1
    # The solution cannot be confirmed before the work goes on.
    assert measure.measured_figure("sla_resolve", ALL, MARCH, at=now).open == 0


def test_a_case_that_is_open_is_on_no_list(awaiting):
    now = at("2026-04-02 10:00")
    assert list(measure.cases_behind("sla_resolve", ALL, MARCH, at=now)) == []
    by = measure.grouped("sla_resolve", ALL, MARCH, By.TIER, at=now)
    assert [(figure.count, figure.open) for _label, figure in by] == [(0, 1)]
