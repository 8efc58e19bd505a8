"""New dates: asked for, approved or refused by the plan owner, and missed again."""

from datetime import date

import pytest

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from plans.actions import problems, replanning, stage_moves, watching
from plans.enums import ReplanState, StageStatus
from tests.fixtures import moment
from tests.support.source_plan import WORDS, kept_of


def asked_of(plan, to_date=date(2024, 8, 20)):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    late = story.stage(plan, "2.2")
    problems.describe_problem(
        late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), **WORDS
    )
    return replanning.ask_for_new_date(
        late,
        by=late.owner,
        at=moment("2024-08-16 10:00"),
        to_date=to_date,
        reason="补充公众号规则并再观察三天",
    )


def test_a_new_date_needs_the_plan_owner(running, cast):
    asked = asked_of(running)
    before = kept_of(running)
    assert story.stage(running, "2.2").planned_date == date(2024, 8, 15)
    for who in ("supervisor", "trainer", "analyst"):
        with pytest.raises(NotAllowed):
            replanning.decide_new_date(
                asked, by=cast.staff[who], at=moment("2024-08-16 10:30"), is_approved=True
            )
    assert kept_of(running) == before
    replanning.decide_new_date(
        asked, by=cast.staff["manager"], at=moment("2024-08-16 11:00"), is_approved=True
    )
    stage = story.stage(running, "2.2")
    assert (stage.planned_date, stage.baseline_planned_date, stage.status) == (
        date(2024, 8, 20),
        date(2024, 8, 15),
        StageStatus.IN_PROGRESS,
    )
    with pytest.raises(LawBroken):
        replanning.decide_new_date(
            asked,
            by=cast.staff["manager"],
            at=moment("2024-08-16 11:30"),
            is_approved=False,
            comment="改变主意",
        )
    assert watching.mark_late_stages(at=moment("2024-08-20 23:30")) == 0


def test_a_refused_date_changes_nothing_and_says_why(running, cast):
    asked = asked_of(running)
    with pytest.raises(LawBroken):
        replanning.decide_new_date(
            asked,
            by=cast.staff["manager"],
            at=moment("2024-08-16 11:00"),
            is_approved=False,
            comment=" ",
        )
    replanning.decide_new_date(
        asked,
        by=cast.staff["manager"],
        at=moment("2024-08-16 11:00"),
        is_approved=False,
        comment="影响推广日期",
    )
    asked.refresh_from_db()
    stage = story.stage(running, "2.2")
    assert (asked.state, asked.comment) == (ReplanState.REFUSED, "影响推广日期")
    assert (stage.planned_date, stage.status) == (date(2024, 8, 15), StageStatus.DELAYED)


def test_a_second_missed_date_opens_a_second_record(running, cast):
    asked = asked_of(running)
    replanning.decide_new_date(
        asked, by=cast.staff["manager"], at=moment("2024-08-16 11:00"), is_approved=True
    )
    assert watching.mark_late_stages(at=moment("2024-08-21 00:30")) == 1
    late = story.stage(running, "2.2")
    assert sorted(late.problems.values_list("missed_date", flat=True)) == [
        date(2024, 8, 15),
        date(2024, 8, 20),
    ]
    with pytest.raises(LawBroken):
        stage_moves.finish_stage(late, by=late.owner, at=moment("2024-08-21 10:00"))
