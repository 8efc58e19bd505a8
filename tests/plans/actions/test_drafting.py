"""Plans begin: who makes one, what their first page must say, and what is frozen once they run."""

from datetime import date

import pytest

from core.errors import LawBroken, NotAllowed, StaleVersion
from demo import source_plan as story
from notifications.models import InboxItem
from plans.actions import drafting
from plans.enums import LinkKind, PlanState
from plans.models import Plan, PlanLink
from tests.fixtures import moment, reported
from tests.support.source_plan import now_of
from tickets.record.enums import Nature

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 09:00")


def create(cast, by="supervisor", **changes):
    fields = {
        "name": "投诉处理流程优化",
        "start_date": date(2024, 7, 1),
        "end_date": date(2024, 9, 30),
        **changes,
    }
    return drafting.create_plan(by=cast.staff[by], at=AT, **fields)


def test_a_plan_is_a_draft_of_who_makes_it(cast):
    plan = create(cast)
    assert (plan.number, plan.state, plan.owner) == (
        "AF-202407-001",
        PlanState.DRAFT,
        cast.staff["supervisor"],
    )
    assert not InboxItem.objects.exists(), "who makes it knows"


def test_another_owner_is_told(cast):
    plan = create(cast, owner=cast.staff["manager"])
    item = InboxItem.objects.get()
    assert (item.user, item.path) == (cast.staff["manager"], f"/plans/{plan.number}/")


def test_without_the_right_there_is_no_plan(cast):
    with pytest.raises(NotAllowed):
        create(cast, by="engineer")
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end_date": date(2024, 6, 30)}, "end_date"),
        ({"baseline_from": date(2024, 4, 1)}, "baseline_to"),
        ({"baseline_to": date(2024, 6, 30)}, "baseline_to"),
        ({"baseline_from": date(2024, 6, 30), "baseline_to": date(2024, 4, 1)}, "baseline_to"),
    ],
)
def test_spans_have_both_ends_in_order(cast, changes, field):
    with pytest.raises(LawBroken) as refused:
        create(cast, **changes)
    assert refused.value.field == field
    assert not Plan.objects.exists()


def test_the_first_page_is_edited_by_who_read_it_last(cast, drafted):
    manager, version = cast.staff["manager"], now_of(drafted).version
    plan = drafting.edit_plan(drafted, by=manager, at=AT, version=version, name="新名称")
    assert (plan.name, plan.version) == ("新名称", version + 1)
    with pytest.raises(StaleVersion):
        drafting.edit_plan(drafted, by=manager, at=AT, version=version, name="第三个名称")
    assert now_of(drafted).name == "新名称"


def test_what_the_figures_were_frozen_with_stays(cast, running):
    """Departments take part and do not choose the tickets that are counted."""
    departments = [cast.staff["trainer"].department]
    plan = drafting.edit_plan(
        running,
        by=cast.staff["manager"],
        at=story.at("2024-08-12"),
        version=now_of(running).version,
        core_goal="时长缩短至20小时",
        natures=[],
        channels=[],
        departments=departments,
    )
    assert (plan.core_goal, plan.natures) == ("时长缩短至20小时", [Nature.COMPLAINT])
    assert plan.channels.exists()
    assert list(plan.departments.all()) == departments


def test_two_parts_of_one_name_are_refused(cast, drafted):
    manager = cast.staff["manager"]
    first = drafting.add_subproject(drafted, by=manager, at=AT, name=" 智能客服分流 ")
    assert (first.name, first.order) == ("智能客服分流", 1)
    with pytest.raises(LawBroken) as refused:
        drafting.add_subproject(drafted, by=manager, at=AT, name="智能客服分流")
    assert refused.value.field == "name"
    assert drafting.add_subproject(drafted, by=manager, at=AT, name="工单流转").order == 2


def test_a_ticket_is_tied_once_and_its_first_link_stays(cast):
    ticket = reported(cast, AT)
    plan = create(cast, ticket=ticket)
    drafting.tie_ticket(plan, by=cast.staff["supervisor"], at=AT, ticket=ticket)
    assert PlanLink.objects.get(plan=plan, ticket=ticket).kind == LinkKind.ORIGIN
