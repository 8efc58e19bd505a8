"""The dashboard of plans: lights by the source's dates, what each figure leads to, who sees what, statements."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.domain.progress import code_key
from plans.enums import Light, PlanState, StageStatus
from plans.models import (
    Plan,
    PlanMetric,
    PlanProposal,
    ReviewAction,
    ReviewMeeting,
    Stage,
    StageProblem,
)
from plans.queries import dashboard, dues
from plans.queries.dashboard import LightReason, PlanFilters
from tests.fixtures import browser_of, moment

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 09:00")
DAY = timedelta(days=1)
STATEMENTS = 14
SOURCE = (
    (
        "1.1",
        "制定新投诉处理流程SOP",
        "supervisor",
        date(2024, 7, 15),
        StageStatus.DONE,
        100,
        date(2024, 7, 14),
    ),
    (
        "1.2",
        "客服系统新增工单分类功能开发",
        "engineer",
        date(2024, 7, 25),
        StageStatus.DONE,
        100,
        date(2024, 7, 29),
    ),
    (
        "2.1",
        "一线客服新流程培训(3场)",
        "analyst",
        date(2024, 8, 5),
        StageStatus.DONE,
        100,
        date(2024, 8, 5),
    ),
    (
        "2.2",
        "新流程试运行(线上渠道)",
        "supervisor",
        date(2024, 8, 15),
        StageStatus.IN_PROGRESS,
        60,
        None,
    ),
    ("3.1", "收集试运行数据并分析", "analyst", date(2024, 8, 25), StageStatus.NOT_STARTED, 0, None),
    ("3.2", "全面推广新流程", "manager", date(2024, 9, 1), StageStatus.NOT_STARTED, 0, None),
)
"""vectors.md E3 as it stood on 2024-08-10."""


def plan_of(
    cast,
    number="AF-202407-001",
    *,
    owner="supervisor",
    state=PlanState.RUNNING,
    start=date(2024, 7, 1),
    end=date(2024, 9, 15),
    **told,
):
    person = cast.staff[owner]
    given = {
        "name": f"方案 {number}",
        "created_by": person,
        "created_at": AT,
        "updated_at": AT,
        **told,
    }
    return Plan.objects.create(
        number=number, owner=person, state=state, start_date=start, end_date=end, **given
    )


def stage_of(
    cast,
    plan,
    code,
    planned,
    *,
    owner="supervisor",
    status=StageStatus.NOT_STARTED,
    percent=0,
    actual=None,
    task="任务",
    **told,
):
    phase, sequence = code_key(code)
    return Stage.objects.create(
        plan=plan,
        code=code,
        phase=phase,
        sequence=sequence,
        task=task,
        owner=cast.staff.get(owner),
        planned_date=planned,
        baseline_planned_date=told.pop("baseline", planned),
        status=status,
        percent=percent,
        actual_date=actual,
        **told,
    )


def source_plan(cast, **told):
    plan = plan_of(cast, name="2024年Q3线上投诉处理流程优化", **told)
    for code, task, owner, planned, status, percent, actual in SOURCE:
        stage_of(
            cast,
            plan,
            code,
            planned,
            owner=owner,
            status=status,
            percent=percent,
            actual=actual,
            task=task,
        )
    return plan


def today_plan(cast, number, **told):
    """A running plan with a late stage, one that is due soon, a problem, a decision and a metric."""
    today = timezone.localdate()
    plan = plan_of(cast, number, start=today - 30 * DAY, end=today + 60 * DAY, **told)
    late = stage_of(cast, plan, "1.1", today - 2 * DAY, status=StageStatus.DELAYED, percent=60)
    stage_of(cast, plan, "1.2", today + 2 * DAY, owner="engineer")
    stage_of(cast, plan, "2.1", today + 40 * DAY, owner="analyst")
    StageProblem.objects.create(
        stage=late, description="培训讲师不足", raised_at=AT, raised_by=plan.owner
    )
    meeting = ReviewMeeting.objects.create(
        plan=plan, held_at=AT, chair=plan.owner, attendees="王芳", recorded_at=AT, by=plan.owner
    )
    ReviewAction.objects.create(
        meeting=meeting, task="协调讲师", owner=cast.staff["analyst"], due=today + 3 * DAY
    )
    PlanMetric.objects.create(
        plan=plan, name="平均处理时长", unit="小时", source="manual", before=48, after=20, target=24
    )
    return plan


def row_on(cast, today, user="manager", view="active"):
    _page, rows = dashboard.plan_list_page(
        dashboard.filtered_plans(cast.staff[user], PlanFilters()), dashboard.BY_KEY[view], "", today
    )
    return rows


# --- lights ---------------------------------------------------------------------------------------------------------


def test_the_source_plan_on_its_two_days(cast):
    source_plan(cast)
    [row] = row_on(cast, date(2024, 8, 10))
    assert (
        row.progress.done,
        row.progress.total,
        row.progress.weighted_pct,
        row.progress.overdue,
    ) == (3, 6, 60, 0)
    assert (row.light, row.reason) == (Light.GREEN, None)
    assert (row.due.code, row.due.days_left) == ("2.2", 5)
    [row] = row_on(cast, date(2024, 8, 12))
    assert (row.light, row.reason) == (Light.AMBER, LightReason("due", "2.2", 3))
    [row] = row_on(cast, date(2024, 8, 15))
    assert row.light == Light.AMBER, "the date itself is still in time"
    [row] = row_on(cast, date(2024, 8, 16))
    assert (row.light, row.reason, row.progress.overdue) == (
        Light.RED,
        LightReason("late", "2.2", 1),
        1,
    )
    assert row.due.days_left == -1
    [row] = row_on(cast, date(2024, 9, 20))
    assert row.reason == LightReason("late", "2.2", 36, more=2)


def test_other_reasons_of_a_light(cast):
    source_plan(cast)
    stage = Stage.objects.get(code="2.2")
    StageProblem.objects.create(
        stage=stage, is_automatic=True, missed_date=stage.planned_date, raised_at=AT
    )
    [row] = row_on(cast, date(2024, 8, 10))
    assert (row.light, row.reason) == (Light.AMBER, LightReason("problems", more=1))
    Stage.objects.filter(pk=stage.pk).update(status=StageStatus.DELAYED)
    [row] = row_on(cast, date(2024, 8, 10))
    assert (row.light, row.reason.kind) == (Light.RED, "delayed")
    Stage.objects.filter(pk=stage.pk).update(status=StageStatus.IN_PROGRESS)
    Stage.objects.filter(code__startswith="3.").update(dropped_at=AT)
    Plan.objects.update(end_date=date(2024, 8, 8))
    [row] = row_on(cast, date(2024, 8, 10))
    assert (row.light, row.reason) == (Light.RED, LightReason("ended", days=2))
    assert row.progress.total == 4, "dropped stages do not count"
    Plan.objects.update(state=PlanState.PAUSED)
    [row] = row_on(cast, date(2024, 8, 20))
    assert (row.light, row.reason) == (Light.GREY, None)


def test_the_light_stands_in_words_on_the_page(cast):
    today_plan(cast, "AF-202501-001")
    page = (
        browser_of(cast.staff["manager"])
        .get("/plans/", headers={"Accept-Language": "en"})
        .content.decode()
    )
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert 'class="light light-red"' in row
    assert "1.1" in row and "48" in row and "20" in row
    assert "style=" not in page


# --- figures lead to exactly what they count ------------------------------------------------------------------------


def figures(answer):
    return {one["key"]: one["count"] for one in answer.context["figures"]}


def test_every_figure_leads_to_exactly_those(cast):
    for n in range(3):
        today_plan(cast, f"AF-202501-00{n}")
    waiting = plan_of(cast, "AF-202501-010", state=PlanState.EVALUATING)
    PlanMetric.objects.create(plan=waiting, name="满意度", source="manual", before=3)
    judged = plan_of(cast, "AF-202501-011", state=PlanState.EVALUATING)
    PlanMetric.objects.create(plan=judged, name="满意度", source="manual", before=3, after=4)
    paused = today_plan(cast, "AF-202501-012", state=PlanState.PAUSED)
    Plan.objects.filter(pk=today_plan(cast, "AF-202501-013").pk).update(state=PlanState.TERMINATED)
    PlanProposal.objects.create(title="夜间无人应答", gap="…", at=AT, by=cast.staff["agent"])
    PlanProposal.objects.create(
        title="已答复", gap="…", at=AT, by=cast.staff["agent"], state="declined"
    )
    browser = browser_of(cast.staff["manager"])
    counts = figures(browser.get("/plans/"))
    assert counts == {
        "running": 3,
        "late": 3,
        "due": 7,
        "problems": 4,
        "evaluation": 1,
        "proposals": 1,
    }
    behind = {key: browser.get(f"/plans/?view={key}").context for key in counts}
    assert {row.plan.state for row in behind["running"]["rows"]} == {PlanState.RUNNING}
    assert len(behind["running"]["rows"]) == 3
    assert [row.plan.number for row in behind["evaluation"]["rows"]] == [waiting.number]
    assert [len(behind[key]["listed"]) for key in ("late", "due", "problems", "proposals")] == [
        3,
        7,
        4,
        1,
    ]
    assert paused.pk not in {due.plan.pk for due in behind["late"]["listed"]}, (
        "a plan at rest presses nobody"
    )
    tabs = {tab["key"]: tab["count"] for tab in browser.get("/plans/").context["tabs"]}
    assert tabs == {"active": "6", "drafts": "0", "ended": "1", "all": "7"}


def test_a_department_leads_to_its_late_stages(cast):
    today = timezone.localdate()
    plan = today_plan(cast, "AF-202501-001")
    stage_of(cast, plan, "3.1", today - 9 * DAY, owner="engineer", status=StageStatus.IN_PROGRESS)
    stage_of(cast, plan, "3.2", today - 8 * DAY, owner="engineer2", status=StageStatus.IN_PROGRESS)
    stage_of(
        cast,
        plan,
        "3.3",
        today - 7 * DAY,
        owner="",
        status=StageStatus.IN_PROGRESS,
        owner_text="培训专员",
    )
    browser = browser_of(cast.staff["manager"])
    found = browser.get("/plans/").context["panels"].departments
    assert [(one.name, one.count, one.days, one.share) for one in found] == [
        ("技术支持部", 2, 9, 100),
        ("", 1, 7, 50),
        ("客服部", 1, 2, 50),
    ]
    for name, codes in (("技术支持部", {"3.1", "3.2"}), (dues.NONE, {"3.3"}), ("客服部", {"1.1"})):
        assert {
            due.code
            for due in browser.get("/plans/", {"view": "late", "team": name}).context["listed"]
        } == codes
    plan.departments_text = "培训部、客服部"
    plan.save()
    assert ("培训部、客服部", 1) in [
        (one.name, one.count) for one in browser.get("/plans/").context["panels"].departments
    ]


def test_the_next_dues_begin_with_open_decisions_that_are_late_and_leave_late_stages_to_their_list(
    cast,
):
    today_plan(cast, "AF-202501-001")
    ReviewAction.objects.create(
        meeting=ReviewMeeting.objects.get(),
        task="补交话术",
        owner=cast.staff["agent"],
        due=timezone.localdate() - 4 * DAY,
    )
    found = browser_of(cast.staff["manager"]).get("/plans/").context["panels"].dues
    assert [(due.code, due.task, due.days_left) for due in found] == [
        ("", "补交话术", -4),
        ("1.2", "任务", 2),
        ("", "协调讲师", 3),
        ("2.1", "任务", 40),
    ]


# --- who sees what -----------------------------------------------------------------------------------------------------


def test_an_agent_sees_and_counts_the_own_plans_only(cast):
    agent, today = cast.staff["agent"], timezone.localdate()
    today_plan(cast, "AF-202501-001", name="机密方案")
    mine = today_plan(cast, "AF-202501-002", name="我负责一个阶段")
    stage_of(cast, mine, "4.1", today + 5 * DAY, owner="agent")
    ours = plan_of(cast, "AF-202501-003", owner="manager", name="我们部门参与")
    ours.departments.add(agent.department)
    PlanProposal.objects.create(title="别人的提议", gap="…", at=AT, by=cast.staff["engineer"])
    browser = browser_of(agent)
    for view in ("", *dashboard.BY_KEY, *dashboard.LISTS):
        answer = browser.get("/plans/", {"view": view})
        page = answer.content.decode()
        assert "机密方案" not in page and "AF-202501-001" not in page, view
        assert "别人的提议" not in page, view
        assert figures(answer) == {
            "running": 2,
            "late": 1,
            "due": 3,
            "problems": 1,
            "evaluation": 0,
        }, view
        assert {tab["key"]: tab["count"] for tab in answer.context["tabs"]} == {
            "active": "2",
            "drafts": "0",
            "ended": "0",
            "all": "2",
        }
        assert sum(one.count for one in answer.context["panels"].departments) == 1
        assert {name for _login, name in answer.context["choices"]["owner"]} == {"王芳", "陈强"}
    assert "/plans/new/" not in page and "/plans/measures.xlsx" not in page


def test_without_the_right_there_is_no_dashboard(cast):
    cast.staff["agent"].groups.clear()
    assert browser_of(cast.staff["agent"]).get("/plans/").status_code == 404


def test_buttons_belong_to_rights(cast):
    today_plan(cast, "AF-202501-001")
    page = browser_of(cast.staff["manager"]).get("/plans/").content.decode()
    assert all(
        address in page for address in ("/plans/new/", "/plans/import/", "/plans/measures.xlsx")
    )


# --- filters, pages, empty states ----------------------------------------------------------------------------------------


def test_filters_narrow_rows_and_figures_and_stay_in_the_address(cast):
    one = today_plan(cast, "AF-202501-001", name="投诉处理流程优化")
    one.departments.add(cast.staff["agent"].department)
    today_plan(cast, "AF-202501-002", owner="manager", name="备件周转")
    browser = browser_of(cast.staff["manager"])
    for query, number in (
        ({"q": "投诉"}, one.number),
        ({"q": "01-002"}, "AF-202501-002"),
        ({"owner": "manager"}, "AF-202501-002"),
        ({"department": "客服部"}, one.number),
    ):
        answer = browser.get("/plans/", query)
        assert [row.plan.number for row in answer.context["rows"]] == [number], query
        assert figures(answer)["late"] == 1
        name, value = next(iter(query.items()))
        if value.isascii():
            assert (
                f"{name}={value}"
                in re.search(
                    r'href="([^"]*)"\s+title="[^"]*" data-figure="late"', answer.content.decode()
                )[1]
            )
    assert browser.get("/plans/", {"q": "\0"}).status_code == 400
    assert browser.get("/plans/", {"q": "没有"}).context["rows"] == []


def test_empty_states_differ(cast):
    browser = browser_of(cast.staff["manager"])
    first = browser.get("/plans/")
    assert first.context["is_first"] and "/plans/new/" in first.content.decode()
    assert not browser_of(cast.staff["agent"]).get("/plans/").content.decode().count("/plans/new/")
    today_plan(cast, "AF-202501-001")
    seen = {
        view: browser.get("/plans/", {"view": view}).content.decode()
        for view in ("drafts", "ended", "evaluation", "proposals")
    }
    heads = {
        view: re.search(r'class="empty card">.*?<h2>([^<]+)', page, re.DOTALL)[1]
        for view, page in seen.items()
    }
    assert len(set(heads.values())) == 4
    assert not browser.get("/plans/").context["is_first"]


def test_pages_show_every_plan_once_in_the_order_of_their_dues(cast):
    today = timezone.localdate()
    for n in range(120):
        plan = plan_of(cast, f"AF-202501-{n:03d}", start=today, end=today + 90 * DAY)
        if n % 3:
            stage_of(cast, plan, "1.1", today + (n * 7 % 50) * DAY)
    browser, path, seen, sizes = browser_of(cast.staff["manager"]), "/plans/", [], []
    while path:
        answer = browser.get(path)
        rows = answer.context["rows"]
        sizes.append(len(rows))
        seen += [(row.due is None, row.due and row.due.day, row.plan.number) for row in rows]
        found = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        path = found and "/plans/" + found[1].replace("&amp;", "&")
        assert len(sizes) < 5, "the pages go round in circles"
    assert sizes == [50, 50, 20]
    assert len({number for _none, _day, number in seen}) == 120
    days = [day for is_none, day, _number in seen if not is_none]
    assert (
        days == sorted(days)
        and [is_none for is_none, _day, _number in seen] == [False] * 80 + [True] * 40
    )


def test_the_portfolio_has_a_row_a_plan_and_a_diamond_a_stage(cast):
    today = timezone.localdate()
    plan = today_plan(cast, "AF-202501-001", name='<b>"A" & B</b>')
    stage_of(cast, plan, "5.1", today + 20 * DAY, baseline=today + 10 * DAY)
    today_plan(cast, "AF-202501-002")
    page = browser_of(cast.staff["manager"]).get("/plans/?view=gantt").content.decode()
    assert page.count('class="gantt-row is-plan') == 2
    assert [
        page.count(f'g-diamond is-{look}"') for look in ("late", "open", "done", "baseline")
    ] == [2, 5, 0, 1]
    assert "<b>" not in page
    assert 'class="g-today"' in page


# --- statements ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "agent"])
@pytest.mark.parametrize("view", ["active", "gantt", "late", "due", "problems"])
def test_the_dashboard_takes_the_same_statements_for_one_three_and_sixty_plans(cast, view, who):
    browser, taken, made = browser_of(cast.staff[who]), {}, 0
    for count in (1, 3, 60):
        for n in range(made, count):
            plan = today_plan(cast, f"AF-202501-{n:03d}")
            plan.departments.add(cast.staff["agent"].department, cast.staff["engineer"].department)
        made = count
        browser.get(f"/plans/?view={view}")
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/plans/?view={view}")
        taken[count] = len(captured)
        assert len(answer.context.get("rows") or answer.context.get("listed"))
    assert len(set(taken.values())) == 1, "\n".join(query["sql"][:160] for query in captured)
    assert taken[60] <= STATEMENTS, "\n".join(query["sql"][:160] for query in captured)
