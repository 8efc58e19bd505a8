"""Who may see, tell, lead and evaluate a plan, asked through the door; what a double click does; how many statements a page takes."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from demo import source_plan as story
from plans.actions import drafting, journal, proposals
from plans.enums import LinkKind, PlanState, ProposalState, ReplanState, StageStatus
from plans.models import (
    Evaluation,
    NextAction,
    Plan,
    PlanEvent,
    PlanLink,
    PlanMetric,
    PlanProposal,
    PlanSummary,
    Replan,
    Responsibility,
    ReviewAction,
    ReviewMeeting,
    Stage,
    StageProblem,
    StageProgress,
    SubProject,
)
from tests.fixtures import browser_of, moment, reported, typed
from tickets.record.models import Ticket

DAY = timedelta(days=1)
REFUSALS = (403, 409, 422)
WORDS = {"description": "讲师不足", "impact": "培训推迟", "countermeasure": "外聘讲师"}
FIELDS = {
    "tell": {"percent": "40", "text": "进展", "on": "2024-08-09"},
    "start": {},
    "finish": {"on": "2024-08-09", "text": "完成"},
    "delay": WORDS,
    "problem": WORDS,
    "replan": {"to_date": "2034-08-30", "reason": "改期"},
    "reopen": {"note": "重做"},
    "edit": {"code": "8.8", "task": "另一个任务", "planned_date": "2024-09-30", "weight": "1"},
    "drop": {"note": "不做了"},
}
"""What a form of a step of a stage is sent with."""

LEADING = {
    "pause": {"note": "暂停"},
    "terminate": {"note": "终止"},
    "add_stage": {"code": "9.1", "task": "任务", "planned_date": "2024-09-30", "weight": "1"},
    "add_subproject": {"name": "子项目"},
    "add_metric": {
        "name": "满意度",
        "unit": "分",
        "direction": "higher",
        "target": "4.5",
        "formula": "gap",
        "min_samples": "30",
    },
    "distribute": {},
    "evaluate": {"rollout_date": "2024-08-09"},
    "summarize": {"note": "总结"},
    "new_cycle": {"note": "再来"},
}


@pytest.fixture
def plan(cast):
    """The source's plan just started: every stage is open."""
    plan = story.draft_plan(cast)
    story.start_plan(plan, cast)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def stranger(cast, plan):
    """In a department that takes part, owner of a stage, and without any right."""
    person = User.objects.create(
        username="nobody",
        display_name="路人",
        email="nobody@example.com",
        department=cast.staff["agent"].department,
    )
    Stage.objects.filter(plan=plan, code="3.1").update(owner=person)
    return person


def kept_of(plan):
    """What a refused step could have changed."""
    rows = [
        list(found.order_by("pk").values())
        for found in (Plan.objects.filter(pk=plan.pk), plan.stages.all(), plan.metrics.all())
    ]
    ledgers = (
        PlanEvent,
        StageProblem,
        StageProgress,
        Replan,
        Responsibility,
        ReviewMeeting,
        Evaluation,
        PlanProposal,
    )
    return rows, [model.objects.count() for model in ledgers], Plan.objects.count()


def sent(client, path, **told):
    return client.post(path, {"submit_id": str(uuid.uuid4()), **told})


def step_of(plan, code, verb):
    return f"/plans/{plan.number}/stages/{code}/do/{verb}/"


# --- the own stage ---------------------------------------------------------------------------------------------------


def test_the_owner_of_a_stage_tells_and_finishes_it(plan, cast):
    trainer = browser_of(cast.staff["trainer"])
    assert (
        sent(
            trainer, step_of(plan, "2.1", "tell"), percent="66", text="已完成2场，剩余1场"
        ).status_code
        == 302
    )
    stage = story.stage_of_code(plan, "2.1")
    assert (stage.status, stage.percent, stage.progress.get().by) == (
        StageStatus.IN_PROGRESS,
        66,
        cast.staff["trainer"],
    )
    today = f"{timezone.localdate()}"
    assert (
        sent(trainer, step_of(plan, "2.1", "finish"), on=today, text="三场完成").status_code == 302
    )
    assert story.stage_of_code(plan, "2.1").status == StageStatus.DONE


@pytest.mark.parametrize("verb", list(FIELDS))
@pytest.mark.parametrize("code", ["1.1", "2.2"])
def test_no_step_of_a_stage_of_others(plan, cast, code, verb):
    Stage.objects.filter(plan=plan, code="2.2").update(
        status=StageStatus.IN_PROGRESS, percent=60, started_on=date(2024, 8, 1)
    )
    before, trainer = kept_of(plan), browser_of(cast.staff["trainer"])
    answer = sent(trainer, step_of(plan, code, verb), **FIELDS[verb])
    assert answer.status_code in REFUSALS
    assert kept_of(plan) == before
    assert trainer.get(step_of(plan, code, verb)).status_code in REFUSALS


@pytest.mark.parametrize("verb", ["reopen", "edit", "drop"])
def test_the_own_stage_is_not_planned_by_its_owner(plan, cast, verb):
    before = kept_of(plan)
    assert (
        sent(
            browser_of(cast.staff["trainer"]), step_of(plan, "2.1", verb), **FIELDS[verb]
        ).status_code
        in REFUSALS
    )
    assert kept_of(plan) == before


@pytest.mark.parametrize("verb", ["tell", "start", "finish", "delay"])
def test_not_even_the_plan_owner_tells_for_others(plan, cast, verb):
    before = kept_of(plan)
    assert (
        sent(
            browser_of(cast.staff["manager"]), step_of(plan, "2.1", verb), **FIELDS[verb]
        ).status_code
        in REFUSALS
    )
    assert kept_of(plan) == before


@pytest.mark.parametrize("who", ["trainer", "engineer", "supervisor", "analyst"])
def test_only_who_leads_takes_the_steps_of_the_plan(plan, cast, who):
    before, client = kept_of(plan), browser_of(cast.staff[who])
    for verb, told in LEADING.items():
        assert sent(client, f"/plans/{plan.number}/do/{verb}/", **told).status_code in REFUSALS, (
            verb
        )
    metric, line = plan.metrics.first(), plan.responsibilities.first()
    for path, told in (
        (
            f"metrics/{metric.pk}/do/edit",
            {"target": "30", "formula": "gap", "min_samples": "30", "note": "放宽"},
        ),
        (f"metrics/{metric.pk}/do/remove", {}),
        (f"lines/{line.pk}/do/remove", {}),
    ):
        assert sent(client, f"/plans/{plan.number}/{path}/", **told).status_code in REFUSALS, path
    for path in ("edit", "review"):
        assert client.get(f"/plans/{plan.number}/{path}/").status_code == 403
        assert sent(client, f"/plans/{plan.number}/{path}/", name="另一个名称").status_code == 403
    assert kept_of(plan) == before


def test_no_figure_is_taken_while_the_plan_runs(plan, cast):
    before, path = (
        kept_of(plan),
        f"/plans/{plan.number}/metrics/{plan.metrics.first().pk}/do/evaluate/",
    )
    for who in ("analyst", "manager", "trainer"):
        client = browser_of(cast.staff[who])
        assert client.get(path).status_code in REFUSALS, who
        assert sent(client, path, after="20", evidence="统计").status_code in REFUSALS, who
    assert kept_of(plan) == before


def test_the_asker_does_not_approve_the_own_date(plan, cast):
    trainer = browser_of(cast.staff["trainer"])
    assert (
        sent(
            trainer,
            step_of(plan, "2.1", "replan"),
            to_date=f"{timezone.localdate() + 9 * DAY}",
            reason="讲师生病",
        ).status_code
        == 302
    )
    asked, before = Replan.objects.get(), kept_of(plan)
    assert asked.state == ReplanState.ASKED
    for verb in ("approve", "refuse"):
        assert (
            sent(
                trainer, f"/plans/{plan.number}/replans/{asked.pk}/do/{verb}/", comment="可以"
            ).status_code
            in REFUSALS
        )
    assert kept_of(plan) == before


# --- who sees nothing ------------------------------------------------------------------------------------------------


def paths_of(plan, cast):
    """Every page, window and download of a plan."""
    upload = SimpleUploadedFile("证据.txt", "四十八小时".encode())
    kept = journal.attach_files(
        plan, [upload], by=cast.staff["manager"], at=story.desk_moment("2024-07-05")
    )[0]
    number, metric = plan.number, plan.metrics.first()
    parts = (
        "",
        "edit/",
        "review/",
        "history/",
        "archive/",
        "package.zip",
        "f2.xlsx",
        "f2.docx",
        "f10.xlsx",
        "f19.xlsx",
        "f24.xlsx",
        f"files/{kept.file_id}/",
        "stages/2.1/",
        f"metrics/{metric.pk}/chart/",
        "do/pause/",
        "stages/2.1/do/tell/",
        f"metrics/{metric.pk}/do/evaluate/",
    )
    return [f"/plans/{number}/{part}" for part in parts]


def proposal_of(cast, who="engineer", **told):
    return proposals.propose_plan(
        by=cast.staff[who], at=timezone.now(), title="网关反复离线", gap="建议统一升级固件", **told
    )


@pytest.mark.parametrize("who", ["agent2", "sales", "admin"])
def test_who_takes_no_part_finds_no_plan(plan, cast, who):
    client, paths, proposal = browser_of(cast.staff[who]), paths_of(plan, cast), proposal_of(cast)
    before = kept_of(plan)
    for path in (*paths, f"/plans/proposals/{proposal.pk}/"):
        assert client.get(path).status_code == 404, path
    for path, told in (
        (step_of(plan, "2.1", "tell"), FIELDS["tell"]),
        (f"/plans/{plan.number}/do/pause/", {"note": "暂停"}),
    ):
        assert sent(client, path, **told).status_code == 404, path
    assert kept_of(plan) == before


def test_without_the_right_nobody_finds_a_plan(plan, cast, stranger):
    client, ticket, proposal = (
        browser_of(stranger),
        reported(cast, moment("2024-07-10 09:00")),
        proposal_of(cast),
    )
    PlanProposal.objects.filter(pk=proposal.pk).update(by=stranger)
    paths = [
        *paths_of(plan, cast),
        "/plans/",
        f"/plans/of-ticket/{ticket.number}/",
        f"/plans/proposals/{proposal.pk}/",
    ]
    before = kept_of(plan)
    for path in paths:
        assert client.get(path).status_code == 404, path
    assert sent(client, step_of(plan, "3.1", "tell"), **FIELDS["tell"]).status_code == 404
    for path in ("new/", "import/", "measures.xlsx", "retrospective/"):
        assert client.get(f"/plans/{path}").status_code == 403
    assert kept_of(plan) == before


def test_the_parts_of_a_plan_are_found_in_it_alone(plan, cast):
    """Keys of a plan that one may not see do not open under the address of one's own."""
    own = drafting.create_plan(
        by=cast.staff["supervisor"],
        at=timezone.now(),
        name="自己的方案",
        start_date=date(2024, 7, 1),
        end_date=date(2024, 9, 1),
    )
    kept = journal.attach_files(
        plan, [SimpleUploadedFile("a.txt", b"48")], by=cast.staff["manager"], at=timezone.now()
    )[0]
    metric, line, client = (
        plan.metrics.first(),
        plan.responsibilities.first(),
        browser_of(cast.staff["supervisor"]),
    )
    for part in (
        f"files/{kept.file_id}/",
        f"metrics/{metric.pk}/chart/",
        f"metrics/{metric.pk}/do/edit/",
        f"lines/{line.pk}/do/remove/",
        "stages/1.1/",
        "stages/1.1/do/tell/",
        f"metrics/{2**63}/do/edit/",
        "metrics/0x1/do/edit/",
        "nothing/1/do/edit/",
    ):
        assert client.get(f"/plans/{own.number}/{part}").status_code == 404, part


def test_who_takes_part_sees_the_plan_and_exports_nothing(plan, cast):
    trainer = browser_of(cast.staff["trainer"])
    paths = {path.removeprefix(f"/plans/{plan.number}/"): path for path in paths_of(plan, cast)}
    for name in (
        "",
        "history/",
        "stages/2.1/",
        next(name for name in paths if name.startswith("files/")),
    ):
        assert trainer.get(paths[name]).status_code == 200, name
    for name in ("f2.xlsx", "f2.docx", "f10.xlsx", "f19.xlsx", "f24.xlsx", "package.zip"):
        assert trainer.get(paths[name]).status_code == 403, name
    analyst = browser_of(cast.staff["analyst"])
    for name in ("f2.xlsx", "f2.docx", "f10.xlsx", "f19.xlsx", "f24.xlsx"):
        assert analyst.get(paths[name]).status_code == 200, name


@pytest.mark.parametrize("who", ["agent", "engineer", "trainer", "analyst"])
def test_who_leads_no_plans_makes_none(plan, cast, who):
    client, before, proposal = (
        browser_of(cast.staff[who]),
        kept_of(plan),
        proposal_of(cast, "agent2"),
    )
    told = {
        "name": "新方案",
        "kind": "iteration",
        "owner": cast.staff[who].pk,
        "start_date": "2024-10-01",
        "end_date": "2024-11-01",
        "rhythm": "weekly",
    }
    file = SimpleUploadedFile("F2.xlsx", b"PK\x03\x04")
    for path, fields in (
        ("new/", told),
        ("import/", {"file": file, "commit": "1"}),
        ("retrospective/", {}),
    ):
        assert client.get(f"/plans/{path}").status_code == 403, path
        assert sent(client, f"/plans/{path}", **fields).status_code == 403, path
    assert client.get(f"/plans/proposals/{proposal.pk}/").status_code == 404
    for verb in ("take", "decline"):
        answer = sent(
            client,
            f"/plans/proposals/{proposal.pk}/do/{verb}/",
            name="方案",
            start_date="2024-10-01",
            end_date="2024-11-01",
            note="否",
        )
        assert answer.status_code in (403, 404)
    assert PlanProposal.objects.get().state == ProposalState.OPEN
    assert Plan.objects.count() == before[-1]


def test_proposals_are_read_by_their_author_and_by_managers(cast):
    found = proposal_of(cast)
    path = f"/plans/proposals/{found.pk}/"
    answers = {
        who: browser_of(cast.staff[who]).get(path).status_code
        for who in ("engineer", "manager", "supervisor", "agent", "analyst")
    }
    assert answers == {
        "engineer": 200,
        "manager": 200,
        "supervisor": 200,
        "agent": 404,
        "analyst": 404,
    }


# --- double clicks -----------------------------------------------------------------------------------------------------


def twice(client, path, **changes):
    """The form as shown, sent twice: the answers, which must lead to the same place."""
    form = typed(client.get(path).context["form"], **changes)
    first, second = client.post(path, form), client.post(path, form)
    assert (first.status_code, second.status_code) == (302, 302), (
        first.context and first.context["form"].errors
    )
    assert first["Location"] == second["Location"]


def test_a_form_sent_twice_tells_once(plan, cast):
    twice(
        browser_of(cast.staff["trainer"]),
        step_of(plan, "2.1", "tell"),
        percent="66",
        text="已完成2场",
    )
    assert StageProgress.objects.count() == 1


def test_a_form_sent_twice_opens_one_problem(plan, cast):
    twice(browser_of(cast.staff["trainer"]), step_of(plan, "2.1", "delay"), **WORDS)
    assert StageProblem.objects.count() == 1
    assert story.stage_of_code(plan, "2.1").status == StageStatus.DELAYED


def test_a_form_sent_twice_makes_one_plan(cast):
    twice(
        browser_of(cast.staff["manager"]),
        "/plans/new/",
        name="新方案",
        start_date="2024-10-01",
        end_date="2024-11-01",
    )
    assert Plan.objects.get().name == "新方案"


def test_a_form_sent_twice_makes_one_review(plan, cast):
    decided = {
        "d0-task": "协调讲师",
        "d0-owner": cast.staff["trainer"].pk,
        "d0-due": f"{timezone.localdate() + 3 * DAY}",
    }
    twice(
        browser_of(cast.staff["manager"]),
        f"/plans/{plan.number}/review/",
        attendees="陈强、王芳",
        **decided,
    )
    assert (ReviewMeeting.objects.count(), ReviewAction.objects.count()) == (1, 1)


def test_a_form_sent_twice_adds_one_stage_and_proposes_once(plan, cast):
    twice(
        browser_of(cast.staff["manager"]),
        f"/plans/{plan.number}/do/add_stage/",
        task="复盘",
        planned_date="2024-09-10",
    )
    assert plan.stages.count() == 7
    ticket = reported(cast, moment("2024-07-10 09:00"))
    twice(
        browser_of(cast.staff["agent"]),
        f"/plans/of-ticket/{ticket.number}/propose/",
        gap="反复出现",
    )
    assert PlanProposal.objects.get().ticket == ticket


# --- statements --------------------------------------------------------------------------------------------------------


def crowded(cast, number, count):
    """A running plan with so many of everything."""
    at, people = (
        moment("2024-07-01 09:00"),
        [cast.staff[name] for name in ("supervisor", "engineer", "trainer", "analyst")],
    )
    plan = Plan.objects.create(
        number=number,
        name="拥挤的方案",
        owner=cast.staff["manager"],
        state=PlanState.RUNNING,
        start_date=date(2024, 7, 1),
        end_date=date(2024, 9, 15),
        created_at=at,
        updated_at=at,
        created_by=cast.staff["manager"],
        started_at=at,
    )
    summary = PlanSummary.objects.create(plan=plan, experience="经验", author=plan.owner)
    for n in range(count):
        person, day = people[n % 4], date(2024, 7, 2) + n * DAY
        part = SubProject.objects.create(plan=plan, name=f"子项目{n}", owner=person, order=n)
        stage = Stage.objects.create(
            plan=plan,
            subproject=part,
            code=f"1.{n + 1}",
            phase=1,
            sequence=n + 1,
            task="任务",
            owner=person,
            planned_date=day,
            baseline_planned_date=day,
            status=StageStatus.DELAYED,
        )
        StageProgress.objects.create(
            stage=stage, date=day, percent=10, text="进展", at=at, by=person
        )
        StageProblem.objects.create(
            stage=stage,
            description="问题",
            impact="影响",
            countermeasure="措施",
            raised_at=at,
            raised_by=person,
        )
        StageProblem.objects.create(stage=stage, is_automatic=True, missed_date=day, raised_at=at)
        Replan.objects.create(
            stage=stage,
            from_date=day,
            to_date=day + 9 * DAY,
            reason="改期",
            asked_at=at,
            asked_by=person,
        )
        Responsibility.objects.create(
            plan=plan,
            stage=stage,
            order=n,
            task="任务",
            department=person.department,
            person=person,
            sent_at=at,
        )
        meeting = ReviewMeeting.objects.create(
            plan=plan, held_at=at, chair=plan.owner, attendees="全体", recorded_at=at, by=plan.owner
        )
        ReviewAction.objects.create(
            meeting=meeting, task="协调", owner=person, due=day, stage=stage
        )
        metric = PlanMetric.objects.create(
            plan=plan,
            order=n,
            name=f"指标{n}",
            source="manual",
            before=48,
            after=20,
            target=24,
            evaluator=person,
        )
        Evaluation.objects.create(metric=metric, cycle=1, after=20, at=at, by=person)
        NextAction.objects.create(summary=summary, task=f"下一步{n}")
        PlanLink.objects.create(
            plan=plan, ticket=reported(cast, at), kind=LinkKind.TOUCHES, at=at, by=person
        )
        journal.attach_files(
            plan, [SimpleUploadedFile(f"{n}.txt", b"48")], by=person, at=at, stage=stage
        )
    return plan


def statements_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("who", ["manager", "supervisor", "engineer"])
def test_the_pages_of_a_plan_take_as_many_statements_for_thirty_stages_as_for_three(cast, who):
    few, many = crowded(cast, "AF-202407-801", 3), crowded(cast, "AF-202407-802", 30)
    client = browser_of(cast.staff[who])
    client.get(f"/plans/{few.number}/")
    names = ("", "history/", "review/", "edit/") if who == "manager" else ("", "history/")
    for name in names:
        small, large = (
            statements_of(client, f"/plans/{plan.number}/{name}") for plan in (few, many)
        )
        assert len(large) == len(small), (
            f"/{name}: {len(small)} and {len(large)}\n" + "\n".join(sorted(large))[:4000]
        )


# --- beside a ticket ----------------------------------------------------------------------------------------------------


@pytest.fixture
def beside(cast):
    """A ticket by mail with three plans that 客服部 takes part in, and three that it knows nothing of."""
    ticket, manager = reported(cast, moment("2024-07-10 09:00")), cast.staff["manager"]
    at, found = moment("2024-07-01 09:00"), {}
    for who, departments in (
        ("open", [cast.staff["agent"].department]),
        ("hidden", [cast.staff["trainer"].department]),
    ):
        for why in ("origin", "touches", "scope"):
            plan = drafting.create_plan(
                by=manager,
                at=at,
                name=f"{who}-{why}",
                start_date=date(2024, 7, 1),
                end_date=date(2024, 9, 15),
                departments=departments,
                channels=[cast.channels["邮件"]] if why == "scope" else [],
                ticket=ticket if why == "origin" else None,
            )
            if why == "touches":
                drafting.tie_ticket(plan, by=manager, at=at, ticket=ticket)
            Plan.objects.filter(pk=plan.pk).update(state=PlanState.RUNNING)
            found[plan.name] = plan
    return ticket


def shown_to(user, ticket):
    answer = browser_of(user).get(f"/plans/of-ticket/{ticket.number}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    shown = {one.plan.name: str(one.why) for one in answer.context["behind"]}
    assert all(
        (name in page) == (name in shown)
        for name in (
            f"{who}-{why}" for who in ("open", "hidden") for why in ("origin", "touches", "scope")
        )
    )
    return shown


def test_beside_a_ticket_stand_the_plans_one_may_see(cast, beside):
    own = {"open-origin": "origin", "open-touches": "touches", "open-scope": "scope"}
    assert shown_to(cast.staff["agent"], beside) == own
    assert shown_to(cast.staff["manager"], beside) == own | {
        name.replace("open", "hidden"): why for name, why in own.items()
    }


def test_beside_a_ticket_stands_nothing_for_who_may_see_no_plan(cast, beside):
    person = User.objects.create(
        username="reader",
        display_name="读者",
        email="reader@example.com",
        department=cast.staff["agent"].department,
    )
    person.groups.add(readers := Group.objects.create(name="readers"))
    readers.permissions.set(
        Permission.objects.filter(
            content_type__app_label="tickets", codename__in=("view_ticket", "see_all")
        )
    )
    proposal_of(cast, "agent", ticket=beside)
    assert shown_to(person, beside) == {}
    assert (
        "网关反复离线"
        not in browser_of(person).get(f"/plans/of-ticket/{beside.number}/").content.decode()
    )


def test_a_ticket_one_may_not_see_has_no_window(cast, beside):
    Ticket.objects.filter(pk=beside.pk).update(department=cast.staff["engineer"].department)
    for who in ("trainer", "agent2", "sales"):
        client = browser_of(cast.staff[who])
        for path in (
            f"/plans/of-ticket/{beside.number}/",
            f"/plans/of-ticket/{beside.number}/propose/",
        ):
            assert client.get(path).status_code == 404, (who, path)
    assert (
        browser_of(cast.staff["manager"]).get("/plans/of-ticket/209901-00001/").status_code == 404
    )


def test_a_ticket_of_another_kind_or_time_has_no_plan_of_scope(cast, beside):
    other = reported(cast, moment("2024-07-10 09:00"), channel=cast.channels["电话"])
    late = reported(cast, moment("2024-09-16 09:00"))
    last = reported(cast, moment("2024-09-15 23:30"))
    assert [shown_to(cast.staff["agent"], ticket) for ticket in (other, late, last)] == [
        {},
        {},
        {"open-scope": "scope"},
    ]


def test_a_proposal_stands_beside_its_ticket_for_its_author(cast, beside):
    proposal_of(cast, "agent", ticket=beside)
    pages = {
        who: browser_of(cast.staff[who]).get(f"/plans/of-ticket/{beside.number}/").content.decode()
        for who in ("agent", "analyst", "manager")
    }
    assert {who: "网关反复离线" in page for who, page in pages.items()} == {
        "agent": True,
        "analyst": False,
        "manager": True,
    }


def test_the_figures_of_a_plan_are_not_the_owners_to_take(plan, cast):
    """Named as evaluator by a slip, the plan owner is still refused at the door."""
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.EVALUATING,
        rollout_date=date(2024, 9, 1),
        evaluation_due_from=date(2024, 9, 8),
        evaluation_due_to=date(2024, 9, 15),
    )
    metric = plan.metrics.first()
    PlanMetric.objects.filter(pk=metric.pk).update(evaluator=cast.staff["manager"])
    path, told = (
        f"/plans/{plan.number}/metrics/{metric.pk}/do/evaluate/",
        {"after": "20", "evidence": "统计"},
    )
    assert sent(browser_of(cast.staff["manager"]), path, **told).status_code in REFUSALS
    assert Evaluation.objects.count() == 0
    assert sent(browser_of(cast.staff["analyst"]), path, **told).status_code == 302
    assert Evaluation.objects.get().after == Decimal(20)
