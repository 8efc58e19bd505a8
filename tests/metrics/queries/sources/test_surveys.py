"""E7 as figures: what customers answered, by link or on the phone, and what they said of a solution."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from feedback.models import Survey
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import measure
from tests.fixtures import cast, moment, reported
from tickets.work.models import Confirmation

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 09:00")
MARCH = FigureSpan(date(2026, 3, 1), date(2026, 3, 31))


def of(key):
    found = measure.measured_figure(key, FigureScope(), MARCH, at=AT + timedelta(days=30))
    return found.value, found.count


def answers(cast, *given, way="link", **more):
    ticket = reported(cast, AT)
    for n, score in enumerate(given):
        Survey.objects.create(
            ticket=ticket, cycle=n, made_at=AT, answered_at=AT, overall=score, way=way, **more
        )


def recommended(cast, *given):
    ticket = reported(cast, AT)
    for n, score in enumerate(given):
        Survey.objects.create(
            ticket=ticket, cycle=n, made_at=AT, answered_at=AT, overall=5, recommends=score
        )


def test_e7_eleven_of_twenty_promote_and_four_warn(cast):
    recommended(cast, *[9, 10] * 5, 9, *[7, 8] * 2, 7, 6, 5, 0, 6)
    assert of("nps") == (Decimal(35), 20)


def test_what_was_taken_on_the_phone_stands_apart(cast):
    answers(cast, 5, 3)
    answers(cast, 4, 5, 5, way="phone")
    assert of("csat_own") == (Decimal(4), 2)
    assert of("csat_phone") == (Decimal(14) / 3, 3)


def said(ticket, result, mode="online"):
    Confirmation.objects.create(
        ticket=ticket, mode=mode, result=result, signed_at=AT, recorded_at=AT
    )


def test_a_refusal_counts_each_time_and_silence_says_nothing(cast):
    twice, silent = reported(cast, AT), reported(cast, AT)
    for result in ("not_solved", "not_solved", "solved"):
        said(twice, result)
    said(silent, "solved", mode="auto")
    for ticket in (twice, silent):
        type(ticket).objects.filter(pk=ticket.pk).update(resolved_at=AT, status="resolved")
    assert of("refused") == (Decimal(200) / 3, 3)
    assert of("confirmed") == (Decimal(50), 2)
