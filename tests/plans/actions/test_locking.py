"""Taking a plan or a stage in hand: who, in which state, in which version."""

import pytest

from core.errors import LawBroken, NotAllowed, StaleVersion
from demo import source_plan as story
from plans.actions import locking, moves, stages
from plans.domain import lifecycle
from tests.support.source_plan import now_of

pytestmark = pytest.mark.django_db


def test_who_leads_gets_the_plan_as_it_is_now(cast, drafted):
    type(drafted).objects.filter(pk=drafted.pk).update(name="另一个名称")
    locked = locking.lock_for_lead(drafted, cast.staff["manager"], lifecycle.PLANNED)
    assert locked.name == "另一个名称"


def test_others_do_not_get_it(cast, drafted):
    with pytest.raises(NotAllowed):
        locking.lock_for_lead(drafted, cast.staff["engineer"], lifecycle.PLANNED)


def test_a_plan_in_another_state_is_refused(cast, running):
    with pytest.raises(LawBroken):
        locking.lock_for_lead(running, cast.staff["manager"], lifecycle.PLANNED)


def test_another_version_than_the_one_that_was_read_is_refused(cast, drafted):
    version = now_of(drafted).version
    with pytest.raises(StaleVersion):
        locking.lock_for_lead(
            drafted, cast.staff["manager"], lifecycle.PLANNED, version=version - 1
        )
    locked = locking.lock_for_lead(
        drafted, cast.staff["manager"], lifecycle.PLANNED, version=version
    )
    assert locked.version == version


def test_a_stage_comes_with_its_plan_as_it_is_now(cast, running):
    stage = story.stage(running, "2.2")
    moves.pause_plan(running, by=cast.staff["manager"], at=story.at("2024-08-12"), note="等待")
    locked = locking.lock_stage(stage)
    assert locked.plan.state == "paused"
    with pytest.raises(LawBroken):
        locking.require_at_work(locked)
    with pytest.raises(StaleVersion):
        locking.lock_stage(stage, version=stage.version + 1)


def test_a_dropped_stage_is_not_worked_on(cast, running):
    stages.drop_stage(
        story.stage(running, "3.1"),
        by=cast.staff["manager"],
        at=story.at("2024-08-12"),
        note="合并",
    )
    with pytest.raises(LawBroken, match=r"3\.1"):
        locking.require_at_work(story.stage(running, "3.1"))
    assert locking.require_at_work(story.stage(running, "3.2")) is None
