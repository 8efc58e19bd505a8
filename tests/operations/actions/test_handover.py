"""Nobody who leaves takes work along: all that hangs on a person passes on in the same step."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence, Department, DutyShift, User
from core.errors import LawBroken
from core.models import AuditEntry
from demo import source_plan as story
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from notifications.models import InboxItem
from operations.actions.handover import let_person_go
from operations.queries.handover import KINDS, holdings_of, people_gone_with_work, roles_left_empty
from plans.models import PlanEvent
from tests.fixtures import browser_of, reported
from tickets.record.models import Ticket
from tickets.work.actions import assignments

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def plan(cast):
    """The source's plan, running: owned by the manager, judged by the analyst."""
    plan = story.draft_plan(cast)
    story.start_plan(plan, cast)
    return plan


def ticket_of(cast, person, at):
    ticket = reported(cast, at)
    return assignments.assign_ticket(
        ticket, by=cast.staff["supervisor"], at=at, department=None, assignee=person
    )


def names_of(person, viewer, at):
    return {holding.kind.key: holding.count for holding in holdings_of(person, viewer, at)}


def admin_page(person):
    return reverse("handover", args=[person.username])


def test_everything_that_hangs_on_a_person_is_shown_and_passes_on(cast, plan, now):
    leaving, staying = cast.staff["supervisor"], cast.staff["manager"]
    ticket = ticket_of(cast, leaving, now)
    articles.draft_article(
        by=leaving, at=now, kind=ArticleKind.FAULT, title="设备无法启动", body="先查电源"
    )
    service = Department.objects.get(name="客服部")
    Department.objects.filter(pk=service.pk).update(head=leaving, liaison=leaving)
    Department.objects.filter(name="技术支持部").update(liaison=leaving)
    DutyShift.objects.create(
        person=leaving,
        starts_at=now - timedelta(hours=2),
        ends_at=now + timedelta(hours=6),
    )
    Absence.objects.create(
        person=cast.staff["agent"],
        deputy=leaving,
        starts_at=now,
        ends_at=now + timedelta(days=3),
    )
    own_stages = set(plan.stages.filter(owner=leaving).values_list("pk", flat=True))
    assert own_stages
    shown = names_of(leaving, cast.staff["admin"], now)
    assert shown["tickets"] == 1
    assert shown["stages"] == len(own_stages)
    assert (shown["articles"], shown["departments"]) == (1, 2)
    assert (shown["shifts"], shown["deputyships"]) == (1, 1)

    successors = {kind.key: staying for kind in KINDS}
    handed_over = let_person_go(leaving, by=cast.staff["admin"], at=now, successors=successors)
    assert handed_over == shown
    assert names_of(leaving, cast.staff["admin"], now) == {}
    assert not User.objects.get(pk=leaving.pk).is_active

    assert Ticket.objects.get(pk=ticket.pk).assignee == staying
    assert Ticket.objects.get(pk=ticket.pk).department == ticket.department
    assert own_stages <= set(plan.stages.filter(owner=staying).values_list("pk", flat=True))
    service.refresh_from_db()
    assert (service.head, service.liaison) == (staying, staying)
    spans = DutyShift.objects.order_by("starts_at").values_list("person", "starts_at", "ends_at")
    assert list(spans) == [
        (leaving.pk, now - timedelta(hours=2), now),
        (staying.pk, now, now + timedelta(hours=6)),
    ]
    assert Absence.objects.get().deputy == staying

    # Who takes over is told, each plan and the audit ledger keep it.
    assert InboxItem.objects.filter(user=staying, subject__contains=ticket.summary).exists()
    lines = PlanEvent.objects.filter(plan=plan, before=str(leaving), after=str(staying))
    assert lines.count() == sum(shown.get(key, 0) for key in ("stages", "responsibilities"))
    entry = AuditEntry.objects.get(action="person_switched_off")
    assert (entry.target, entry.data["handed_over"]) == ("supervisor", handed_over)


def test_tickets_may_go_back_to_their_pool_and_nothing_else_to_nobody(cast, now):
    leaving, admin = cast.staff["engineer"], cast.staff["admin"]
    ticket = ticket_of(cast, leaving, now)
    with pytest.raises(LawBroken) as refused:
        let_person_go(leaving, by=admin, at=now, successors={})
    assert refused.value.field == "tickets"
    let_person_go(leaving, by=admin, at=now, successors={}, back_to_pools=True)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.assignee, ticket.department) == (None, leaving.department)
    assert ticket.assignments.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    "receiver", ["somebody without the right", "somebody who left", "the person"]
)
def test_only_who_stays_and_may_see_it_takes_it(cast, now, receiver):
    leaving, admin = cast.staff["engineer"], cast.staff["admin"]
    ticket = ticket_of(cast, leaving, now)
    receivers = {
        "somebody without the right": cast.staff["trainer"],
        "somebody who left": cast.staff["agent"],
        "the person": leaving,
    }
    User.objects.filter(pk=cast.staff["agent"].pk).update(is_active=False)
    chosen = User.objects.get(pk=receivers[receiver].pk)
    with pytest.raises(LawBroken) as refused:
        let_person_go(leaving, by=admin, at=now, successors={"tickets": chosen})
    assert refused.value.field == "tickets"
    assert Ticket.objects.get(pk=ticket.pk).assignee == leaving


def test_who_was_switched_off_before_is_found_and_hands_over_too(cast, now):
    gone, admin = cast.staff["engineer"], cast.staff["admin"]
    ticket = ticket_of(cast, gone, now)
    assert people_gone_with_work(now) == []
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert people_gone_with_work(now) == [gone]
    page = browser_of(admin).get(reverse("operations")).content.decode()
    assert admin_page(gone) in page

    answer = browser_of(admin).post(admin_page(gone), {"everything": cast.staff["engineer2"].pk})
    assert answer.status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.staff["engineer2"]
    assert people_gone_with_work(now) == []


def test_the_page_names_the_kind_that_nobody_takes(cast, now):
    leaving, admin = cast.staff["engineer"], cast.staff["admin"]
    number = ticket_of(cast, leaving, now).number
    browser = browser_of(admin)
    shown = browser.get(admin_page(leaving)).content.decode()
    # The administrator may not see tickets: only their number is shown.
    assert number not in shown
    answer = browser.post(admin_page(leaving), {})
    assert answer.status_code == 422
    assert "tickets" in answer.context["form"].errors
    assert User.objects.get(pk=leaving.pk).is_active

    done = browser.post(admin_page(leaving), {"back_to_pools": "on"})
    assert done.status_code == 302
    assert not User.objects.get(pk=leaving.pk).is_active


@pytest.mark.parametrize("username", ["manager", "supervisor", "agent"])
def test_there_is_no_such_page_for_who_does_not_manage_people(cast, username):
    browser = browser_of(cast.staff[username])
    assert browser.get(admin_page(cast.staff["engineer"])).status_code == 404
    assert browser.post(admin_page(cast.staff["engineer"]), {}).status_code == 404


def test_a_person_at_work_is_switched_off_on_that_page_only(cast):
    browser = browser_of(cast.staff["admin"])
    shown = browser.get(f"/admin/accounts/user/{cast.staff['agent'].pk}/change/").content.decode()
    assert admin_page(cast.staff["agent"]) in shown
    assert 'name="is_active"' not in shown
    User.objects.filter(pk=cast.staff["agent"].pk).update(is_active=False)
    shown = browser.get(f"/admin/accounts/user/{cast.staff['agent'].pk}/change/").content.decode()
    assert 'name="is_active"' in shown


def test_roles_that_would_be_empty_are_named_before(cast):
    assert roles_left_empty(cast.staff["supervisor"]) == [Role.SUPERVISOR]
    assert roles_left_empty(cast.staff["agent"]) == []


def test_the_last_administrator_is_not_let_go(cast, now):
    admin = cast.staff["admin"]
    with pytest.raises(LawBroken):
        let_person_go(admin, by=admin, at=now, successors={})
    assert User.objects.get(pk=admin.pk).is_active


@pytest.mark.parametrize("field", ["everything", "tickets"])
def test_nobody_succeeds_themselves(cast, now, field):
    leaving, admin = cast.staff["engineer"], cast.staff["admin"]
    ticket_of(cast, leaving, now)
    answer = browser_of(admin).post(admin_page(leaving), {field: leaving.pk})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert User.objects.get(pk=leaving.pk).is_active


def test_who_takes_over_is_told_once_of_everything(cast, now):
    leaving, receiver = cast.staff["engineer"], cast.staff["engineer2"]
    DutyShift.objects.create(person=leaving, starts_at=now, ends_at=now + timedelta(hours=9))
    successors = {kind.key: receiver for kind in KINDS}
    let_person_go(leaving, by=cast.staff["admin"], at=now, successors=successors)
    item = InboxItem.objects.get(user=receiver, topic="handover")
    assert item.subject == "刘洋 离岗移交：未结束的值班 1"
    assert item.data["summary_en"] == "刘洋 leaves: Duty shifts to come 1"


def test_supervisors_are_told_of_tickets_that_go_back(cast, now):
    leaving = cast.staff["engineer"]
    ticket_of(cast, leaving, now)
    let_person_go(leaving, by=cast.staff["admin"], at=now, successors={}, back_to_pools=True)
    item = InboxItem.objects.get(user=cast.staff["supervisor"], topic="handover")
    assert "未结工单 1" in item.subject


def test_decisions_of_plans_that_have_ended_stay(cast, now):
    plan = story.load_source_plan(cast)
    owner = cast.staff["engineer"]
    meeting = plan.reviews.first()
    meeting.actions.create(task="复核", owner=owner, due=now.date())
    assert "decisions" not in names_of(owner, cast.staff["admin"], now)
