"""What is stored of an execution record that comes in."""

from dataclasses import replace
from datetime import date

import pytest

from core.actions import numbers
from core.errors import LawBroken
from core.models import AuditEntry
from plans.actions import importing
from plans.domain.record import Closing, Section
from plans.enums import PlanState, ProblemState
from plans.exports.execution import sheet_of
from plans.models import Evaluation, Plan, PlanEvent, Stage, StageProblem, StageProgress
from tests.factories.execution_records import (
    DOING,
    DONE,
    FINISHED,
    LATE,
    OPEN,
    SOURCE,
    STAGES,
    stage,
)
from tests.fixtures import at_once
from tests.support.hand_made_forms import AT, bad

pytestmark = pytest.mark.usefixtures("in_english")


def test_everything_of_the_record_arrives(cast):
    plan = importing.import_record(SOURCE, by=cast.staff["supervisor"], at=AT)
    plan.refresh_from_db()
    assert (plan.number, plan.state, plan.owner, plan.owner_text) == (
        "AF-202407-001",
        PlanState.RUNNING,
        cast.staff["manager"],
        "",
    )
    assert [one.name for one in plan.departments.all()] == ["客服部", "技术支持部"]
    assert plan.departments_text == "外部顾问"
    assert [
        (one.code, str(one.owner or one.owner_text), one.status, one.percent)
        for one in plan.stages.all()
    ] == [
        ("1.1", "王芳", DONE, 100),
        ("1.2", "刘洋", DONE, 100),
        ("2.1", "培训专员", DONE, 100),
        ("2.2", "王芳", DOING, 60),
        ("3.1", "赵敏", OPEN, 0),
        ("3.2", "陈强", OPEN, 0),
    ]
    assert list(
        StageProgress.objects.filter(stage__code="1.2")
        .order_by("date")
        .values_list("date", "percent", "text")
    ) == [
        (date(2024, 7, 20), 80, "开发完成，待测试"),
        (date(2024, 7, 29), 100, "已上线"),
    ]
    problem = StageProblem.objects.get()
    assert (problem.stage.code, problem.description, problem.resolution, problem.state) == (
        "1.2",
        "测试环境不足",
        "新增一套测试环境",
        ProblemState.RESOLVED,
    )
    shown = [
        (one.name, one.unit, one.direction, one.source, one.effect.is_met)
        for one in plan.metrics.all()
    ]
    assert shown == [
        ("平均处理时长", "小时", "lower", "manual", True),
        ("投诉一次性解决率", "%", "higher", "manual", True),
        ("客户满意度评分", "分", "higher", "manual", None),
    ]
    assert Evaluation.objects.filter(metric__plan=plan).count() == 2
    assert PlanEvent.objects.get(plan=plan).kind == "imported"
    assert AuditEntry.objects.get(action="plan_imported").target == "plan AF-202407-001"


@pytest.mark.parametrize(
    ("record", "state"),
    [
        pytest.param(
            replace(SOURCE, sections=(Section("", STAGES[4:]),)),
            PlanState.DRAFT,
            id="nothing begun",
        ),
        pytest.param(SOURCE, PlanState.RUNNING, id="some begun"),
        pytest.param(
            replace(SOURCE, sections=(Section("", (stage("1.1", "x", "", "2024-07-15", LATE),)),)),
            PlanState.RUNNING,
            id="only late",
        ),
        pytest.param(
            replace(SOURCE, sections=(Section("", STAGES[:3]),)),
            PlanState.EVALUATING,
            id="all done, a value is missing",
        ),
        pytest.param(replace(FINISHED, closing=Closing()), PlanState.EVALUATING, id="no summary"),
        pytest.param(replace(FINISHED, metrics=()), PlanState.EVALUATING, id="no figures"),
        pytest.param(FINISHED, PlanState.SUMMARIZED, id="summarized"),
    ],
)
def test_the_state_follows_from_the_record(cast, record, state):
    assert importing.import_record(record, by=cast.staff["manager"], at=AT).state == state


def test_the_second_import_of_a_number_does_nothing(cast):
    importing.import_record(SOURCE, by=cast.staff["manager"], at=AT)
    with pytest.raises(LawBroken) as refused:
        importing.import_record(SOURCE, by=cast.staff["manager"], at=AT)
    assert refused.value.field == "number"
    assert bad(sheet_of(SOURCE).read()) == [
        ("B5", "方案编号", "belongs to a plan that is here already")
    ]
    assert (Plan.objects.count(), Stage.objects.count(), PlanEvent.objects.count()) == (1, 6, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_import_one_form_at_once_one_succeeds(cast):
    outcomes = at_once(
        6, lambda _n: importing.import_record(SOURCE, by=cast.staff["manager"], at=AT)
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["LawBroken"] * 5 + ["Plan"]
    assert (Plan.objects.count(), Stage.objects.count()) == (1, 6)


def test_a_number_that_came_in_is_not_issued_again(cast):
    importing.import_record(
        replace(SOURCE, basics=replace(SOURCE.basics, number="AF-202408-017")),
        by=cast.staff["manager"],
        at=AT,
    )
    issued = importing.import_record(
        replace(SOURCE, basics=replace(SOURCE.basics, number="")), by=cast.staff["manager"], at=AT
    )
    assert issued.number == "AF-202408-018"
    assert numbers.issue_number(prefix="AF-", period="202408") == 19


def test_nothing_is_stored_of_a_record_that_breaks_the_law(cast):
    twice = replace(
        SOURCE,
        sections=(Section("", STAGES), Section("子", (stage("1.1", "x", "", "2024-07-15"),))),
    )
    with pytest.raises(Exception, match="one_stage_per_code"):
        importing.import_record(twice, by=cast.staff["manager"], at=AT)
