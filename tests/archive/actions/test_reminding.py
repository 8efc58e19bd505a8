"""Whoever may order it hears once a month that files were kept long enough."""

from datetime import timedelta

import pytest

from archive.actions.reminding import PAGE, remind_of_due_files
from archive.models import ArchiveRecord
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.archive.support import ARCHIVED, DAY, archived

pytestmark = pytest.mark.django_db
YEARS_LATER = ARCHIVED + timedelta(days=3 * 366)


def told(cast):
    return InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["manager"])


def test_managers_hear_once_a_month_while_something_is_due(cast):
    archived(cast)
    assert not remind_of_due_files(ARCHIVED)
    for days in (0, 1, 40):
        assert remind_of_due_files(YEARS_LATER + days * DAY)
    assert told(cast).count() == 2
    item = told(cast).first()
    assert item.path == PAGE and "1" in item.data["summary"]


def test_what_is_held_asks_for_nothing(cast):
    archived(cast)
    ArchiveRecord.objects.update(has_legal_hold=True, hold_reason="诉讼")
    assert not remind_of_due_files(YEARS_LATER)
    assert not told(cast).exists()
