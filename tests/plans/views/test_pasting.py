"""Stages pasted into the dialog: all or none, each fault by its row and column."""

import pytest

from accounts.models import User
from demo import source_plan as story
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    return story.draft_plan(cast)


def paste(cast, plan, table, **more):
    address = f"/plans/{plan.number}/do/paste_stages/"
    return browser_of(cast.staff["manager"]).post(address, {"table": table, **more})


def test_rows_become_stages(cast, plan):
    before = plan.stages.count()
    answer = paste(
        cast,
        plan,
        "编号\t任务\t责任人\t计划开始时间\t计划完成时间\t权重\t验收标准\n"
        "7.1\t流程梳理\t王芳\t2024/7/2\t2024年7月5日\t2\t评审通过\n"
        "\t上线\t\t\t2024-07-20\t\t\n",
    )
    assert answer.status_code == 302
    first, second = plan.stages.filter(phase=7).order_by("sequence")
    assert (first.task, first.owner, first.weight, first.acceptance) == (
        "流程梳理",
        cast.staff["supervisor"],
        2,
        "评审通过",
    )
    assert (f"{first.start_date}", f"{first.planned_date}") == ("2024-07-02", "2024-07-05")
    # A row without a code follows the one before it.
    assert (second.code, second.owner, second.weight) == ("7.2", None, 1)
    assert plan.stages.count() == before + 2


def test_every_fault_is_named_and_nothing_is_stored(cast, plan):
    before = plan.stages.count()
    table = "8.1\t梳理\t王五\t2024-07-05\n8.2\t\t王芳\t七月五日\n"
    answer = paste(cast, plan, table)
    assert answer.status_code == 422
    errors = answer.context["form"].errors["table"]
    assert [error.partition("：")[0].strip() for error in errors] == [
        "第 1 行“负责人” “王五”",
        "第 2 行“阶段任务”",
        "第 2 行“计划完成时间” “七月五日”",
    ]
    assert "王五" in answer.content.decode()
    assert plan.stages.count() == before


def test_a_code_that_is_taken_names_its_row_and_stores_none(cast, plan):
    before = plan.stages.count()
    taken = plan.stages.first().code
    answer = paste(cast, plan, f"8.1\t梳理\t\t2024-07-05\n{taken}\t上线\t\t2024-07-20")
    assert answer.status_code == 422
    assert answer.context["form"].errors["table"][0].startswith("第 2 行")
    assert plan.stages.count() == before


def test_what_is_left_is_asked_about_once(cast, plan):
    table = "编号\t任务\t计划完成时间\t备注\n8.1\t梳理\t2030-07-05\t很急"
    answer = paste(cast, plan, table)
    assert answer.status_code == 422
    error = answer.context["form"].errors["table"][0]
    assert "备注" in error and "2" in error
    assert not plan.stages.filter(phase=8).exists()
    asked = answer.context["form"]["is_meant"].value()
    # Another table is another question.
    other = table.replace("备注", "说明")
    assert paste(cast, plan, other, is_meant=asked).status_code == 422
    assert paste(cast, plan, table, is_meant=asked).status_code == 302
    assert plan.stages.filter(phase=8).exists()


def test_a_line_of_responsibility_takes_over_from_its_stage(cast, plan):
    stage = plan.stages.exclude(owner=None).first()
    address = f"/plans/{plan.number}/do/add_line/"
    browser = browser_of(cast.staff["manager"])
    assert browser.post(address, {"stage": stage.pk}).status_code == 302
    line = plan.responsibilities.order_by("-pk").first()
    assert (line.task, line.person, line.department) == (
        stage.task,
        stage.owner,
        stage.owner.department,
    )
    assert (line.start, line.end) == (stage.start_date, stage.planned_date)

    # What was typed stays; without a stage it has to be.
    browser.post(address, {"stage": stage.pk, "task": "培训客服"})
    assert plan.responsibilities.order_by("-pk").first().task == "培训客服"
    answer = browser.post(address, {})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"task", "department"}


def test_who_left_is_not_taken_over_and_a_person_brings_the_department(cast, plan):
    stage = plan.stages.exclude(owner=None).first()
    User.objects.filter(pk=stage.owner_id).update(is_active=False)
    browser, address = browser_of(cast.staff["manager"]), f"/plans/{plan.number}/do/add_line/"
    answer = browser.post(address, {"stage": stage.pk})
    assert set(answer.context["form"].errors) == {"department"}
    engineer = cast.staff["engineer"]
    assert browser.post(address, {"stage": stage.pk, "person": engineer.pk}).status_code == 302
    line = plan.responsibilities.order_by("-pk").first()
    assert (line.person, line.department) == (engineer, engineer.department)
