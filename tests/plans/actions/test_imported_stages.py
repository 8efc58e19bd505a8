"""Stages that come in with a form: their percent, their lines, and what went wrong."""

from datetime import date

import pytest

from plans.actions import drafting
from plans.actions.imported_stages import ImportContext, create_section
from plans.domain.record import Section
from plans.enums import ProblemState
from plans.models import StageProblem, StageProgress
from tests.factories.execution_records import DOING, DONE, LATE, OPEN, stage
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2024-08-10 10:00")
PLANNED = date(2024, 7, 15)


@pytest.fixture
def context(cast):
    return ImportContext(cast.staff["manager"], AT, {"王芳": cast.staff["supervisor"]})


@pytest.fixture
def plan(cast):
    return drafting.create_plan(
        by=cast.staff["manager"],
        at=AT,
        name="投诉处理流程优化",
        start_date=date(2024, 7, 1),
        end_date=date(2024, 9, 30),
    )


def create(plan, context, *lines, name=""):
    count = create_section(plan, 1, Section(name, lines), context)
    assert count == len(lines)
    return list(plan.stages.all())


def test_owners_are_people_of_the_desk_or_words(plan, context, cast):
    known, unknown = create(
        plan,
        context,
        stage("1.1", "甲", "王芳", f"{PLANNED}"),
        stage("1.2", "乙", "外聘讲师", f"{PLANNED}"),
        name="智能客服分流",
    )
    assert (known.owner, known.owner_text) == (cast.staff["supervisor"], "")
    assert (unknown.owner, unknown.owner_text) == (None, "外聘讲师")
    assert {known.subproject.name, unknown.subproject.name} == {"智能客服分流"}
    assert known.baseline_planned_date == known.planned_date == PLANNED


@pytest.mark.parametrize(
    ("status", "actual", "text", "percent"),
    [
        (DONE, "2024-07-14", "完成 60%", 100),
        (OPEN, None, "完成 60%", 0),
        (DOING, None, "2024-07-08 40% 初稿\n2024-07-10 70% 会签", 70),
        (DOING, None, "会签中", 0),
    ],
)
def test_the_percent_is_that_of_the_status_or_the_last_one_named(
    plan, context, status, actual, text, percent
):
    (row,) = create(plan, context, stage("1.1", "甲", "", f"{PLANNED}", status, actual, text))
    assert (row.status, row.percent) == (status, percent)


def test_a_line_without_a_date_belongs_to_the_day_the_stage_was_done_or_to_today(plan, context):
    create(
        plan,
        context,
        stage("1.1", "甲", "", f"{PLANNED}", DONE, "2024-07-14", "已上线"),
        stage("1.2", "乙", "", f"{PLANNED}", DOING, None, "会签中"),
    )
    lines = StageProgress.objects.order_by("stage__code").values_list("date", "percent", "text")
    assert list(lines) == [
        (date(2024, 7, 14), 100, "已上线"),
        (date(2024, 8, 10), 0, "会签中"),
    ]


def test_a_delay_without_a_word_waits_for_its_words(plan, context):
    create(plan, context, stage("1.1", "甲", "", f"{PLANNED}", LATE))
    problem = StageProblem.objects.get()
    assert problem.awaits_words
    assert (problem.is_automatic, problem.missed_date, problem.raised_by, problem.state) == (
        True,
        PLANNED,
        None,
        ProblemState.OPEN,
    )


def test_what_was_mended_comes_in_resolved(plan, context):
    create(
        plan,
        context,
        stage(
            "1.1",
            "甲",
            "",
            f"{PLANNED}",
            LATE,
            problems="问题：环境不足；影响：顺延两天；措施：借用",
            measures="新增一套",
        ),
    )
    problem = StageProblem.objects.get()
    assert (problem.description, problem.impact, problem.countermeasure, problem.resolution) == (
        "环境不足",
        "顺延两天",
        "借用",
        "新增一套",
    )
    assert (problem.state, problem.resolved_by, problem.is_automatic) == (
        ProblemState.RESOLVED,
        context.by,
        False,
    )
