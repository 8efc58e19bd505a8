"""The job audits the week that is over, once, and tells once of what it found."""

from datetime import timedelta

import pytest

from accounts.queries.openable import openable_paths
from analytics.actions.auditing import look_after_audits
from analytics.actions.audits import sign_audit
from analytics.enums import Rhythm
from analytics.models import AuditSettings, DataAudit
from analytics.tasks import look_after_audits as job
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.factories.records import HOUR, MONDAY, NEXT_MONDAY, Records
from tests.fixtures import cast
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def settings_of_may(db):
    AuditSettings.objects.update(since_on=MONDAY)


@pytest.fixture
def records(cast):
    return Records(cast)


def periods():
    rows = DataAudit.objects.order_by("starts_on").values_list("starts_on", "until")
    return [(f"{start:%m-%d}", f"{until:%m-%d}") for start, until in rows]


def news(cast, who="manager"):
    return InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff[who])


def test_the_week_that_is_over_is_audited_once_and_managers_are_told_once(cast, records):
    records.week_of_e10()
    for hour in range(3):
        look_after_audits(NEXT_MONDAY + hour * HOUR)
    look_after_audits(NEXT_MONDAY + 5 * DAY)
    assert periods() == [("05-06", "05-13")]
    item = news(cast).get()
    assert "4" in item.subject and "2024-05-06" in item.subject
    assert item.path == f"/reports/audits/{DataAudit.objects.get().pk}/"
    assert openable_paths(cast.staff["manager"], [item.path]) == {item.path}
    assert not openable_paths(cast.staff["agent"], [item.path])
    assert not news(cast, "agent").exists()


def test_nothing_is_told_of_a_week_in_which_all_was_complete(cast, records):
    records.closed()
    look_after_audits(NEXT_MONDAY)
    assert DataAudit.objects.get().total == 1 and not news(cast).exists()


def test_a_week_is_over_at_midnight_of_the_desk(cast):
    look_after_audits(NEXT_MONDAY - HOUR)
    assert periods() == []
    look_after_audits(NEXT_MONDAY)
    assert len(periods()) == 1


def test_weeks_that_nobody_made_are_made_up_for(cast, records):
    look_after_audits(NEXT_MONDAY)
    look_after_audits(NEXT_MONDAY + 3 * WEEK + 2 * DAY)
    assert periods() == [
        ("05-06", "05-13"),
        ("05-13", "05-20"),
        ("05-20", "05-27"),
        ("05-27", "06-03"),
    ]


def test_every_day_or_not_at_all(cast):
    AuditSettings.objects.update(rhythm=Rhythm.OFF)
    look_after_audits(NEXT_MONDAY)
    assert periods() == []
    AuditSettings.objects.update(rhythm=Rhythm.DAILY, since_on=NEXT_MONDAY.date())
    for days in (0, 1, 2):
        look_after_audits(NEXT_MONDAY + days * DAY)
    assert periods() == [("05-13", "05-14"), ("05-14", "05-15")]


def test_what_is_not_signed_is_looked_at_again_once_a_day(cast, records):
    faulty = records.closed(assignee=None)
    look_after_audits(NEXT_MONDAY)
    Ticket.objects.filter(pk=faulty.pk).update(assignee=cast.staff["engineer"])
    look_after_audits(NEXT_MONDAY + HOUR)
    audit = DataAudit.objects.get()
    assert audit.findings.open().count() == 1 and audit.checked_at == NEXT_MONDAY
    look_after_audits(NEXT_MONDAY + DAY)
    assert audit.findings.get().fixed_at == NEXT_MONDAY + DAY

    sign_audit(
        audit,
        by=cast.staff["manager"],
        at=NEXT_MONDAY + DAY,
        seen_at=NEXT_MONDAY + DAY,
        conclusion="已整改",
    )
    look_after_audits(NEXT_MONDAY + 2 * DAY)
    assert DataAudit.objects.get().checked_at == NEXT_MONDAY + DAY


def test_one_that_was_killed_before_it_told_is_told_by_the_next(cast, records):
    records.closed(assignee=None)
    look_after_audits(NEXT_MONDAY)
    news(cast).delete()
    assert look_after_audits(NEXT_MONDAY + HOUR) == []
    assert news(cast).count() == 1


def test_the_job_runs(cast):
    AuditSettings.objects.update(since_on=None)
    job()
    assert DataAudit.objects.get().is_automatic
