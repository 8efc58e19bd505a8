"""What a person who leaves has in plans passes on, and each plan keeps it in its ledger."""

from datetime import timedelta

import pytest

from accounts.models import Department
from core.errors import LawBroken
from demo import source_plan as story
from notifications.models import InboxItem
from plans.actions import handover
from plans.enums import StageStatus
from plans.models import Plan, PlanMetric, Responsibility
from tests.support.source_plan import now_of

pytestmark = pytest.mark.django_db
AT = story.desk_moment("2024-08-11")


def test_a_plan_goes_to_nobody_who_judges_it(running, cast):
    manager, analyst = cast.staff["manager"], cast.staff["analyst"]
    by = {"by": cast.staff["admin"], "at": AT}
    with pytest.raises(LawBroken) as refused:
        handover.hand_over_plans(manager, to=analyst, **by)
    assert refused.value.field == "plans"
    assert now_of(running).owner == manager

    assert handover.hand_over_plans(manager, to=cast.staff["supervisor"], **by) == 1
    assert now_of(running).owner == cast.staff["supervisor"]
    line = running.events.first()
    assert (line.before, line.after, line.actor) == ("陈强", "王芳", cast.staff["admin"])
    assert InboxItem.objects.filter(user=cast.staff["supervisor"], subject=running.name).exists()


def test_an_evaluation_goes_to_nobody_who_owns_the_plan(running, cast):
    analyst, by = cast.staff["analyst"], {"by": cast.staff["admin"], "at": AT}
    with pytest.raises(LawBroken) as refused:
        handover.hand_over_evaluations(analyst, to=cast.staff["manager"], **by)
    assert refused.value.field == "evaluations"
    count = handover.hand_over_evaluations(analyst, to=cast.staff["trainer"], **by)
    metrics = PlanMetric.objects.filter(plan=running)
    assert count == metrics.count()
    assert {metric.evaluator for metric in metrics} == {cast.staff["trainer"]}


def test_stages_pass_on_but_those_that_are_done(running, cast):
    owner = running.stages.unfinished().exclude(owner=None).first().owner
    receiver = (
        cast.staff["supervisor"] if owner != cast.staff["supervisor"] else cast.staff["agent"]
    )
    before = {stage.code: stage for stage in running.stages.all()}
    handover.hand_over_stages(owner, to=receiver, by=cast.staff["admin"], at=AT)
    for stage in running.stages.all():
        had = before[stage.code]
        passes_on = had.owner == owner and had.status != StageStatus.DONE
        assert stage.owner == (receiver if passes_on else had.owner), stage.code
    assert {stage.status for stage in before.values() if stage.owner == owner} > {StageStatus.DONE}


def test_a_sent_line_of_responsibility_is_confirmed_anew(running, cast):
    stage = running.stages.unfinished().first()
    head, leaving = cast.staff["manager"], cast.staff["engineer"]
    line = running.responsibilities.first()
    sent_at = AT - timedelta(days=1)
    Department.objects.filter(pk=line.department_id).update(head=head)
    Responsibility.objects.filter(pk=line.pk).update(
        stage=stage, person=leaving, sent_at=sent_at, acknowledged_at=sent_at, acknowledged_by=head
    )
    before = InboxItem.objects.filter(user=head).count()
    handover.hand_over_responsibilities(
        leaving, to=cast.staff["engineer2"], by=cast.staff["admin"], at=AT
    )
    line.refresh_from_db()
    assert (line.person, line.sent_at, line.acknowledged_at) == (cast.staff["engineer2"], AT, None)
    assert InboxItem.objects.filter(user=head).count() == before + 1


def test_what_has_ended_keeps_its_names(cast):
    plan = story.load_source_plan(cast)
    owner = plan.owner
    assert handover.hand_over_plans(owner, to=cast.staff["agent"], by=owner, at=AT) == 0
    assert Plan.objects.get(pk=plan.pk).owner == owner
