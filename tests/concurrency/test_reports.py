"""Two jobs at once make one report of a month."""

from datetime import date

import pytest

from analytics.actions.reports import build_report
from analytics.models import MonthlyReport
from tests.factories.may_2024 import REPORT
from tests.fixtures import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_jobs_at_once_make_one_report():
    outcomes = at_once(6, lambda _n: build_report(date(2024, 5, 1), at=REPORT))
    assert all(isinstance(outcome, MonthlyReport) for outcome in outcomes), outcomes
    assert MonthlyReport.objects.count() == 1
