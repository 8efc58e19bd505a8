"""Progress of stages: the figures of E3, who reports, and what is no longer edited."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from plans.actions import stage_moves, stages
from plans.domain import progress
from plans.enums import StageStatus
from tests.fixtures import moment
from tests.support.source_plan import TENTH, WORDS, kept_of


def one_decimal(value):
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_figures_of_the_tenth_of_august(running):
    rows = list(running.stages.counted())
    found = progress.progress_of(rows, TENTH)
    assert running.number == "AF-202407-001"
    assert (found.done, found.total, found.on_time, found.overdue) == (3, 6, 2, 0)
    assert [
        one_decimal(value)
        for value in (found.completion_pct, found.weighted_pct, found.on_time_pct)
    ] == ["50.0", "60.0", "66.7"]
    late = [
        (stage.code, progress.delay_days(stage, TENTH))
        for stage in rows
        if not progress.is_done_by(stage, stage.baseline_planned_date)
    ]
    assert late == [("1.2", 4)]
    assert not [stage.code for stage in rows if progress.is_overdue(stage, TENTH)]
    done, doing, fresh = StageStatus.DONE, StageStatus.IN_PROGRESS, StageStatus.NOT_STARTED
    assert [stage.status for stage in rows] == [done, done, done, doing, fresh, fresh]
    assert [f"{stage.actual_date}" for stage in rows[:3]] == [
        "2024-07-14",
        "2024-07-29",
        "2024-08-05",
    ]


@pytest.mark.parametrize("who", ["manager", "supervisor", "trainer", "admin"])
def test_a_stage_is_told_of_by_its_owner_alone(running, cast, who):
    before, stage = kept_of(running), story.stage_of_code(running, "3.1")
    for step in (
        lambda: stages.report_progress(
            stage, by=cast.staff[who], at=moment("2024-08-12 09:00"), percent=10, text="开始"
        ),
        lambda: stage_moves.start_stage(stage, by=cast.staff[who], at=moment("2024-08-12 09:00")),
        lambda: stage_moves.delay_stage(
            stage, by=cast.staff[who], at=moment("2024-08-12 09:00"), **WORDS
        ),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert kept_of(running) == before


def test_the_date_of_a_running_plan_is_not_edited(running, cast):
    stage = story.stage_of_code(running, "3.2")
    before = kept_of(running)
    with pytest.raises(LawBroken):
        stages.edit_stage(
            stage,
            by=cast.staff["manager"],
            at=moment("2024-08-12 09:00"),
            version=stage.version,
            code="3.2",
            task=stage.task,
            planned_date=date(2024, 9, 8),
        )
    assert kept_of(running) == before
