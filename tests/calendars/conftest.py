"""The calendars as they are seeded, read afresh."""

import pytest

from calendars.models import WorkCalendar, forget


@pytest.fixture(autouse=True)
def fresh_memory():
    forget()
    yield
    forget()


@pytest.fixture
def workdays(db):
    return WorkCalendar.objects.get(code="workdays")
