"""The job: makes, sends, and with nothing due asks nothing of anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions import surveys
from feedback.models import Survey
from feedback.tasks import ask_customers
from notifications.enums import Topic
from notifications.models import Outbox
from tests.feedback.support import HOUR, SOLVED_AT, solved
from tests.fixtures import COMPANY

pytestmark = pytest.mark.django_db


def test_the_job_asks_what_is_due(cast):
    solved(cast)
    ask_customers()
    assert Survey.objects.count() == 1


def test_nothing_due_is_three_statements(cast):
    with CaptureQueriesContext(connection) as captured:
        surveys.make_surveys(SOLVED_AT, limit=10)
        surveys.carry_on_surveys(SOLVED_AT, limit=10)
    assert len(captured) == 3


def test_thousands_of_surveys_are_made_in_a_few_statements(cast):
    for n in range(5):
        solved(cast, summary=f"第{n}件")
    with CaptureQueriesContext(connection) as captured:
        assert surveys.make_surveys(SOLVED_AT, limit=10_000) == 5
    assert len(captured) <= 5


def test_many_customers_are_asked_in_as_many_statements_as_one(cast, settings):
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@customer.example")
    counts = []
    for size in (1, 6):
        for n in range(size):
            solved(cast, summary=f"第{size}-{n}件")
        surveys.make_surveys(SOLVED_AT, limit=10)
        with CaptureQueriesContext(connection) as captured:
            assert surveys.carry_on_surveys(SOLVED_AT, limit=10) == size
        counts.append(len(captured))
    assert Outbox.objects.filter(topic=Topic.SURVEY).count() == 7
    assert counts[0] == counts[1] < 30


def test_nothing_due_is_found_by_the_small_indexes(cast):
    """However many tickets there are, these hold only what waits."""
    solved(cast)
    wanted = ("clock_of_feedback", "survey_due")
    asks = (
        lambda: surveys.make_surveys(SOLVED_AT, limit=10),
        lambda: surveys.carry_on_surveys(SOLVED_AT - HOUR, limit=10),
    )
    for index, ask in zip(wanted, asks, strict=True):
        with CaptureQueriesContext(connection) as captured:
            ask()
        statements = [query["sql"] for query in captured if '"feedback_survey"' in query["sql"]]
        with connection.cursor() as cursor:
            # Of a dozen rows a look at all of them is as quick.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statements[0]}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert index in plan, plan
