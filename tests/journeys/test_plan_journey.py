"""A plan from its first page over kick-off, stages, review and evaluation to the archive, by mouse, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from demo.people import Cast
from plans.enums import PlanState, StageStatus
from plans.models import Plan, Stage
from tests.journeys.conftest import Seats
from tests.journeys.hands import do, fill, save_step, typed

DAY = timedelta(days=1)


def choose(form: Locator, name: str, person: str) -> None:
    """Type a name into a picker and take the first suggestion."""
    picker = form.locator(f'[data-picker]:has([name="{name}"])')
    picker.locator('[role="combobox"]').fill(person)
    picker.locator('[role="option"], li').first.click()


def part_step(page: Page, within: str, verb: str) -> Locator:
    """Open a step of a part of the plan; its form in the dialog."""
    page.locator(f'{within} a[href$="/do/{verb}/"]').first.click()
    form = page.locator(f'#dialog[open] form[action$="/do/{verb}/"]')
    expect(form).to_be_visible()
    return form


def on_stage(page: Page, code: str, verb: str, **fields: str) -> None:
    """One step of a stage, through its card."""
    page.locator(f'[id="stage-{code}"] .stage-open').click()
    form = part_step(page, "#dialog[open]", verb)
    fill(form, **fields)
    save_step(page, form)


def drafted(manager: Page) -> str:
    """A new plan with a stage and a metric; its number."""
    today = timezone.localdate()
    manager.goto("/plans/new/")
    form = manager.locator("form[data-submit]")
    fill(
        form,
        name="投诉处理提速",
        start_date=f"{today - 40 * DAY}",
        end_date=f"{today + 20 * DAY}",
        core_goal="48 小时降到 24 小时",
    )
    with manager.expect_navigation():
        form.locator(".form-foot .btn-primary").click()
    add = part_step(manager, ".plan-stages", "add_stage")
    fill(add, code="1.1", task="修订流程", planned_date=f"{today + DAY}")
    choose(add, "owner", "刘洋")
    save_step(manager, add)
    metric = part_step(manager, "#effect", "add_metric")
    fill(
        metric,
        name="平均处理时长",
        unit="小时",
        before="48",
        before_evidence="二季度报告",
        target="24",
    )
    choose(metric, "evaluator", "赵敏")
    save_step(manager, metric)
    return Plan.objects.get(name="投诉处理提速").number


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_kick_off_to_archive(cast: Cast, seats: Seats, language: str) -> None:
    manager, engineer, analyst = (
        seats.open(name, language) for name in ("manager", "engineer", "analyst")
    )
    today, now = timezone.localdate(), timezone.now()
    number = drafted(manager)
    do(
        manager,
        "kick_off",
        held_at=typed(now - DAY),
        attendees="售后、技术",
        goals="48 小时降到 24 小时",
    )
    do(manager, "start")

    engineer.goto(f"/plans/{number}/")
    on_stage(engineer, "1.1", "tell", percent="60", text="初稿完成")
    expect(engineer.locator('[id="stage-1.1"] progress')).to_have_attribute("value", "60")
    on_stage(engineer, "1.1", "finish", text="会签完成")
    assert Stage.objects.get(plan__number=number).status == StageStatus.DONE

    manager.goto(f"/plans/{number}/review/")
    review = manager.locator("form.review")
    owner = review.locator('[name="d0-owner"] option', has_text="刘洋").get_attribute("value")
    fill(
        review,
        **{
            "stage-1.1": "按期完成",
            "d0-task": "推广到电话渠道",
            "d0-owner": owner,
            "d0-due": f"{today + 7 * DAY}",
        },
    )
    with manager.expect_navigation():
        review.locator(".form-foot .btn-primary").click()
    expect(manager.locator("#reviews .decision")).to_have_count(1)
    do(manager, "evaluate", rollout_date=f"{today - 20 * DAY}")

    analyst.goto(f"/plans/{number}/")
    form = part_step(analyst, ".effect-acts", "evaluate")
    fill(form, after="20", evidence="工单台账")
    save_step(analyst, form)
    expect(analyst.locator(".verdict.is-met")).to_be_visible()

    manager.goto(f"/plans/{number}/")
    do(manager, "summary", experience="先分类后流转", next_actions="推广到电话渠道")
    do(manager, "summarize")
    manager.locator('.ticket-acts a[href$="/archive/"]').click()
    archive = manager.locator('#dialog[open] form[action$="/archive/"]')
    save_step(manager, archive)
    plan = Plan.objects.get(number=number)
    assert plan.state == PlanState.ARCHIVED
    assert {one["name"].partition("-")[0] for one in plan.archive.manifest} == {
        "F2",
        "F10",
        "F19",
        "F24",
    }
    expect(manager.locator("#summary")).to_contain_text(plan.archive.file_no)
