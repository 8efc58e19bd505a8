"""The daily job: what is late is marked once, people are told once, and a plan at rest is left alone."""

from datetime import date, timedelta

import pytest

from demo import source_plan as story
from notifications.models import InboxItem
from plans.actions import moves, watching
from plans.domain import progress
from plans.enums import ProblemState, StageStatus
from tests.fixtures import moment
from tests.support.source_plan import kept_of, watch


def test_a_stage_is_late_from_the_first_minute_after_its_day(running):
    before = kept_of(running)
    assert watching.mark_late_stages(at=moment("2024-08-15 23:00")) == 0
    assert kept_of(running) == before
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 1
    late = story.stage(running, "2.2")
    assert late.status == StageStatus.DELAYED
    assert progress.delay_days(late, date(2024, 8, 16)) == 1
    record = late.problems.get()
    assert record.is_automatic
    assert record.awaits_words
    assert (record.missed_date, record.state, record.raised_by) == (
        date(2024, 8, 15),
        ProblemState.OPEN,
        None,
    )
    told = {
        item.user.username
        for item in InboxItem.objects.filter(
            topic="plan_late", created_at=moment("2024-08-16 00:30")
        )
    }
    assert told == {"supervisor", "manager"}


def test_marking_late_again_changes_nothing(running):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    before = kept_of(running)
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 0
    assert watching.mark_late_stages(at=moment("2024-08-17 00:30")) == 0
    assert kept_of(running) == before


@pytest.mark.parametrize(
    "at",
    ["2024-08-14 08:00", "2024-08-16 08:00", "2024-08-23 17:30", "2024-08-26 00:30"],
    ids=["due", "late", "silent", "two late"],
)
def test_a_second_look_tells_nobody_anything_new(running, at):
    watch(moment(at))
    before = kept_of(running)
    assert watch(moment(at)) == 0
    assert kept_of(running) == before
    watch(moment(at) + timedelta(minutes=5))
    assert kept_of(running) == before


def test_while_a_plan_rests_nothing_becomes_late(running, cast):
    moves.pause_plan(
        running, by=cast.staff["manager"], at=moment("2024-08-12 09:00"), note="等待系统升级"
    )
    before = kept_of(running)
    assert watch(moment("2024-08-26 00:30")) == 0
    assert kept_of(running) == before
    moves.resume_plan(running, by=cast.staff["manager"], at=moment("2024-08-26 09:00"))
    assert watching.mark_late_stages(at=moment("2024-08-27 00:30")) == 2
