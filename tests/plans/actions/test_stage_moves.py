"""What a stage must have before it is delayed or done."""

from datetime import date

import pytest
from django.db import transaction

from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from demo import source_plan as story
from plans.actions import problems, replanning, stage_moves, watching
from plans.enums import StageStatus
from tests.fixtures import moment
from tests.support.source_plan import WORDS, kept_of


@pytest.mark.parametrize("missing", list(WORDS))
def test_no_delay_without_words(running, missing):
    before, stage = kept_of(running), story.stage(running, "2.2")
    with pytest.raises(LawBroken) as refused:
        stage_moves.delay_stage(
            stage, by=stage.owner, at=moment("2024-08-12 09:00"), **{**WORDS, missing: " \n"}
        )
    assert refused.value.field == missing
    assert kept_of(running) == before


def test_no_delay_without_a_record(running):
    before, stage = kept_of(running), story.stage(running, "2.2")
    with pytest.raises(LawBroken), transaction.atomic():
        stage_moves.mark_delayed(stage, by=stage.owner, at=moment("2024-08-12 09:00"))
    assert kept_of(running) == before


def test_a_delay_by_hand_keeps_its_words(running):
    stage = story.stage(running, "2.2")
    stage_moves.delay_stage(stage, by=stage.owner, at=moment("2024-08-12 09:00"), **WORDS)
    late = story.stage(running, "2.2")
    record = late.problems.get()
    assert late.status == StageStatus.DELAYED
    assert {name: getattr(record, name) for name in WORDS} == WORDS
    assert (record.is_automatic, record.raised_by_id) == (False, late.owner_id)
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 0


def test_not_started_is_never_done_at_once(running):
    before, stage = kept_of(running), story.stage(running, "3.1")
    with pytest.raises(IllegalMove):
        stage_moves.finish_stage(
            stage, by=stage.owner, at=moment("2024-08-12 09:00"), text="已完成", resolution="无"
        )
    assert kept_of(running) == before
    stage_moves.start_stage(stage, by=stage.owner, at=moment("2024-08-12 09:00"))
    stage_moves.finish_stage(stage, by=stage.owner, at=moment("2024-08-12 10:00"))
    assert story.stage(running, "3.1").status == StageStatus.DONE


def test_a_late_stage_is_not_done_before_its_problem_has_words(running):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    before, late = kept_of(running), story.stage(running, "2.2")
    steps = (
        lambda: stage_moves.finish_stage(
            late, by=late.owner, at=moment("2024-08-16 09:00"), text="完成", resolution="已解决"
        ),
        lambda: replanning.ask_for_new_date(
            late,
            by=late.owner,
            at=moment("2024-08-16 09:00"),
            to_date=date(2024, 8, 20),
            reason="再观察",
        ),
        lambda: problems.resolve_problem(
            late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), resolution="已解决"
        ),
    )
    for step in steps:
        with pytest.raises(LawBroken):
            step()
        assert kept_of(running) == before
    problems.describe_problem(
        late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), **WORDS
    )
    stage_moves.finish_stage(late, by=late.owner, at=moment("2024-08-16 10:00"))
    done = story.stage(running, "2.2")
    assert (done.status, done.actual_date, done.percent) == (
        StageStatus.DONE,
        date(2024, 8, 16),
        100,
    )
    assert done.problems.get().description == WORDS["description"]
