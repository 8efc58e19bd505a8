"""The job: makes, sends, and with nothing due asks nothing of anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions import surveys
from feedback.models import Survey
from feedback.tasks import ask_customers
from tests.feedback.support import SOLVED_AT, solved

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
