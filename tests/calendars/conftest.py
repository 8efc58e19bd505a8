"""The calendars as they are seeded, read afresh."""

import pytest

from calendars.models import WorkCalendar, forget_versions


@pytest.fixture(autouse=True)
def fresh_memory():
    forget_versions()
    yield
    forget_versions()


@pytest.fixture
def workdays(db):
    return WorkCalendar.objects.get(code="workdays")
