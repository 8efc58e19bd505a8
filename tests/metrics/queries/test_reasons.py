"""Why customers gave low scores, month by month."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from feedback.models import CallAttempt, LowScoreReason, Survey
from metrics.queries.reasons import reason_rows
from tests.fixtures import cast, moment, reported
from tickets.record.models import Communication, Ticket
from tickets.record.models.ticket import scope_of
from tickets.work.models import Confirmation

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def low_answer(cast, answered, *names, is_low=True):
    at = moment(answered)
    survey = Survey.objects.create(
        ticket=reported(cast, at), cycle=0, made_at=at, answered_at=at, overall=2, is_low=is_low
    )
    survey.reasons.set(LowScoreReason.objects.filter(name__in=names))
    return survey


def rows(cast, who="manager"):
    found = reason_rows(TODAY, seen=scope_of(cast.staff[who]))
    return [(row.reason, row.this, row.this_pct, row.last, row.last_pct) for row in found]


def test_the_reasons_of_two_months_with_their_shares(cast, django_assert_num_queries):
    slow, rude = LowScoreReason.objects.values_list("name", flat=True)[:2]
    low_answer(cast, "2026-03-01 00:00", slow, rude)
    low_answer(cast, "2026-03-31 23:59", slow)
    low_answer(cast, "2026-02-28 23:59", rude)
    low_answer(cast, "2026-01-31 23:59", rude)
    low_answer(cast, "2026-04-01 00:00", rude)
    low_answer(cast, "2026-03-10 09:00", rude, is_low=False)
    scope = scope_of(cast.staff["manager"])
    with django_assert_num_queries(5):
        reason_rows(TODAY, seen=scope)
    assert rows(cast) == [(slow, 2, 67, 0, 0), (rude, 1, 33, 1, 100)]


def test_of_the_tickets_that_one_may_see(cast):
    slow = LowScoreReason.objects.first().name
    low_answer(cast, "2026-03-01 09:00", slow)
    Ticket.objects.update(
        department=cast.staff["agent2"].department, created_by=cast.staff["agent2"]
    )
    assert len(rows(cast)) == 1
    assert rows(cast, "engineer") == []


def test_nothing_low_nothing_shown(cast):
    assert rows(cast) == []


def call(survey, minutes, name):
    by = User.objects.get(username="supervisor")
    at = survey.answered_at + timedelta(minutes=minutes)
    said = Communication.objects.create(
        ticket=survey.ticket, direction="out", purpose="low_callback", at=at, recorded_at=at, by=by
    )
    CallAttempt.objects.create(
        ticket=survey.ticket,
        communication=said,
        kind="low",
        outcome="solved",
        reason=LowScoreReason.objects.get(name=name),
        recovery="道歉",
        at=at,
        by=by,
    )


def test_what_the_supervisor_noted_goes_before_what_the_customer_ticked(cast):
    slow, rude, other = LowScoreReason.objects.values_list("name", flat=True)[:3]
    ticked = low_answer(cast, "2026-03-02 09:00", slow, rude)
    call(ticked, 30, rude)
    call(ticked, 60, other)
    low_answer(cast, "2026-03-03 09:00")
    noted = low_answer(cast, "2026-03-04 09:00")
    call(noted, 30, other)
    assert rows(cast) == [(other, 2, 67, 0, 0), ("待记录", 1, 33, 0, 0)]


def test_a_low_score_with_the_signature_counts_where_no_survey_was_answered(cast):
    signed_at = moment("2026-03-05 09:00")
    surveyed = low_answer(cast, "2026-03-05 10:00", LowScoreReason.objects.first().name)
    for ticket in (surveyed.ticket, reported(cast, signed_at)):
        for score in (2, 5):
            Confirmation.objects.create(
                ticket=ticket,
                mode="online",
                result="solved",
                score=score,
                signed_at=signed_at,
                recorded_at=signed_at,
            )
    assert [row[:2] for row in rows(cast)] == [
        (LowScoreReason.objects.first().name, 1),
        ("待记录", 1),
    ]
