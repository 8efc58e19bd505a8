"""A copy takes over what was planned, moved to its own start, and nothing that happened."""

from datetime import date, timedelta

import pytest

from demo import source_plan as story
from plans.actions import drafting, stages
from plans.enums import PlanState, StageStatus
from plans.models import StageProgress
from tests.support.source_plan import now_of

pytestmark = pytest.mark.django_db

SHIFT = timedelta(days=184)


def copy_of(plan, cast, **fields):
    return drafting.create_plan(
        by=cast.staff["manager"],
        at=story.at("2024-12-20"),
        name="2025年Q1线上投诉处理流程优化",
        start_date=date(2024, 7, 1) + SHIFT,
        end_date=date(2025, 3, 31),
        copied_from=now_of(plan),
        **fields,
    )


def test_stages_begin_at_nought_by_their_first_dates(rolled_out, cast):
    copy = copy_of(rolled_out, cast)
    planned = [(stage.code, stage.planned_date - SHIFT) for stage in copy.stages.all()]
    assert planned == [(code, day) for code, _task, _owner, day, _acceptance in story.STAGES]
    assert story.stage(rolled_out, "2.2").planned_date == date(2024, 8, 20), "it was moved"
    assert {(stage.status, stage.percent, stage.actual_date) for stage in copy.stages.all()} == {
        (StageStatus.NOT_STARTED, 0, None)
    }
    assert not StageProgress.objects.filter(stage__plan=copy).exists()
    assert (copy.state, copy.copied_from) == (PlanState.DRAFT, rolled_out)


def test_responsibilities_go_with_their_stages(rolled_out, cast):
    copy = copy_of(rolled_out, cast)
    lines = [
        (line.stage.code, line.start - SHIFT, line.end - SHIFT, line.sent_at)
        for line in copy.responsibilities.select_related("stage")
    ]
    assert lines == [
        ("1.1", date(2024, 7, 1), date(2024, 7, 15), None),
        ("1.2", date(2024, 7, 8), date(2024, 7, 25), None),
        ("2.1", date(2024, 7, 26), date(2024, 8, 5), None),
    ]
    assert {line.stage.plan_id for line in copy.responsibilities.all()} == {copy.pk}


def test_metrics_keep_their_targets_and_lose_their_values(rolled_out, cast):
    copy = copy_of(rolled_out, cast)
    metrics = [
        (metric.name, metric.target, metric.before, metric.after) for metric in copy.metrics.all()
    ]
    assert metrics == [("平均处理时长", 24, None, None), ("投诉一次性解决率", 90, None, None)]


def test_what_the_new_plan_says_itself_is_kept(rolled_out, cast):
    copy = copy_of(rolled_out, cast, core_goal="时长缩短至20小时")
    assert copy.core_goal == "时长缩短至20小时"
    assert copy.scope_text == "线上投诉渠道"
    assert set(copy.departments.all()) == set(rolled_out.departments.all())


def test_a_dropped_stage_stays_behind_and_its_line_belongs_to_the_plan(drafted, cast):
    manager, at = cast.staff["manager"], story.at("2024-07-02")
    stages.drop_stage(story.stage(drafted, "1.2"), by=manager, at=at, note="合并到 1.1")
    copy = copy_of(drafted, cast)
    assert "1.2" not in copy.stages.values_list("code", flat=True)
    assert [line.stage and line.stage.code for line in copy.responsibilities.all()] == [
        "1.1",
        None,
        "2.1",
    ]
