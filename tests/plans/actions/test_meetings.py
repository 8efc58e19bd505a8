"""Kick-off, reviews, retrospectives; and decisions that somebody carries out."""

from datetime import date

import pytest

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from notifications.models import InboxItem
from plans.actions import meetings
from plans.enums import ActionState, ReviewKind
from plans.models import KickOff, ReviewAction, ReviewMeeting

pytestmark = pytest.mark.django_db

HELD, AT = story.at("2024-08-12", 14), story.at("2024-08-12", 16)


def decide(cast, due=date(2024, 8, 20)):
    return meetings.Decision("补充流转规则", cast.staff["engineer"], due)


def review(plan, cast, **changes):
    minutes = {"at": AT, "held_at": HELD, "attendees": "全体", **changes}
    return meetings.record_review(plan, by=cast.staff["manager"], **minutes)


def test_a_kick_off_is_written_again_while_the_plan_is_a_draft(drafted, cast):
    minutes = {"by": cast.staff["manager"], "at": AT, "held_at": HELD, "attendees": "全体"}
    meetings.record_kick_off(drafted, **minutes, goals="目标一")
    meetings.record_kick_off(drafted, **minutes, goals="目标二")
    assert KickOff.objects.get(plan=drafted).goals == "目标二"
    drafted.refresh_from_db()
    assert drafted.core_goal.startswith("线上投诉平均处理时长"), "the goal of the first page stays"
    story.start(drafted, cast)
    with pytest.raises(LawBroken):
        meetings.record_kick_off(drafted, **minutes, goals="目标三")


def test_minutes_are_written_after_the_meeting(drafted, running, cast):
    by = {"by": cast.staff["manager"], "at": HELD, "held_at": AT, "attendees": "全体"}
    for write in (
        lambda: meetings.record_kick_off(drafted, **by, goals="目标"),
        lambda: meetings.record_review(running, **by),
    ):
        with pytest.raises(LawBroken) as refused:
            write()
        assert refused.value.field == "held_at"


def test_a_review_freezes_how_the_stages_stand(running, cast):
    meeting = review(running, cast, stage_notes={"2.2": "流转正常"})
    by_code = {line["code"]: line for line in meeting.stages}
    assert list(by_code) == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert by_code["2.2"] == {
        "code": "2.2",
        "task": "新流程试运行(线上渠道)",
        "owner": "王芳",
        "status": "in_progress",
        "percent": 60,
        "planned": "2024-08-15",
        "actual": "",
        "note": "流转正常",
    }
    story.finish(running, "2.2", "2024-08-13")
    meeting.refresh_from_db()
    assert {line["code"]: line for line in meeting.stages} == by_code


def test_a_decision_is_told_to_its_owner_and_due_after_the_meeting(running, cast):
    meeting = review(running, cast, decisions=[decide(cast)])
    action = meeting.actions.get()
    assert (action.owner, action.due, action.state) == (
        cast.staff["engineer"],
        date(2024, 8, 20),
        ActionState.OPEN,
    )
    assert InboxItem.objects.filter(
        user=cast.staff["engineer"], created_at=AT, path__endswith="#reviews"
    ).exists()
    count = ReviewMeeting.objects.count()
    with pytest.raises(LawBroken) as refused:
        review(running, cast, decisions=[decide(cast, due=date(2024, 8, 11))])
    assert refused.value.field == "due"
    assert ReviewMeeting.objects.count() == count, "neither the minutes are kept"


def test_a_decision_is_carried_out_by_its_owner_or_dropped_by_who_leads(running, cast):
    first, second = review(running, cast, decisions=[decide(cast)] * 2).actions.order_by("pk")
    done = {"at": story.at("2024-08-19"), "result": "规则已补充"}
    with pytest.raises(NotAllowed):
        meetings.finish_action(first, by=cast.staff["supervisor"], **done)
    with pytest.raises(NotAllowed):
        meetings.finish_action(first, by=cast.staff["engineer"], **done, is_dropped=True)
    first = meetings.finish_action(first, by=cast.staff["engineer"], **done)
    assert (first.state, first.done_by) == (ActionState.DONE, cast.staff["engineer"])
    second = meetings.finish_action(second, by=cast.staff["manager"], **done, is_dropped=True)
    assert second.state == ActionState.DROPPED
    with pytest.raises(LawBroken):
        meetings.finish_action(first, by=cast.staff["engineer"], **done)


def test_a_retrospective_has_a_period_and_its_chair_leads_it(cast):
    minutes = {
        "at": AT,
        "held_at": HELD,
        "attendees": "全体",
        "period_from": date(2024, 7, 1),
        "period_to": date(2024, 7, 31),
        "decisions": [decide(cast)],
    }
    with pytest.raises(NotAllowed):
        meetings.record_retrospective(by=cast.staff["engineer"], **minutes)
    with pytest.raises(LawBroken) as refused:
        meetings.record_retrospective(
            by=cast.staff["supervisor"], **{**minutes, "period_to": date(2024, 6, 30)}
        )
    assert refused.value.field == "period_to"
    meeting = meetings.record_retrospective(by=cast.staff["supervisor"], **minutes)
    assert (meeting.kind, meeting.plan) == (ReviewKind.RETROSPECTIVE, None)
    action = ReviewAction.objects.get(meeting=meeting)
    drop = {"at": AT, "result": "不再需要", "is_dropped": True}
    with pytest.raises(NotAllowed):
        meetings.finish_action(action, by=cast.staff["manager"], **drop)
    dropped = meetings.finish_action(action, by=cast.staff["supervisor"], **drop)
    assert dropped.state == ActionState.DROPPED
