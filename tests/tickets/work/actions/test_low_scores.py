"""The score that counts as low is a number of the desk: confirming, contacts and closing ask it,
and each low one rings at the supervisors and in their chat groups.
"""

from datetime import timedelta

import pytest

from core.errors import LawBroken
from notifications.actions.group_lines import forget_rings
from notifications.enums import RobotKind, Topic
from notifications.models import ChatGroup, GroupMessage, GroupRule, InboxItem
from tests.fixtures import moment, play_of
from tickets.limits.models import SlaClock
from tickets.record.enums import Purpose
from tickets.record.models import DeskRule

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def solved(cast, *, score=None):
    """A play that was solved an hour after its report, confirmed with a score."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    play.solve(AT + 2 * MINUTE, AT + HOUR, "接触器粘连")
    play.confirm(AT + 2 * HOUR, score=score)
    play.say("邀请评分", AT + 2 * HOUR, Purpose.SURVEY)
    return play


def told_of_scores():
    """To whom a low score rang, and which."""
    rows = InboxItem.objects.filter(topic=Topic.LOW_SCORE).order_by("pk")
    return [(row.user.username, row.data["score"]) for row in rows]


def low_score_clocks(play):
    return SlaClock.objects.filter(ticket=play.ticket, kind__start_event="low_score")


@pytest.mark.parametrize(("low_score", "is_low"), [(3, True), (2, False)])
def test_a_confirmed_score_is_low_by_the_number_of_the_desk(cast, low_score, is_low):
    DeskRule.objects.update(low_score=low_score)
    play = solved(cast, score=3)
    assert low_score_clocks(play).exists() is is_low
    assert told_of_scores() == ([("supervisor", 3)] if is_low else [])
    if is_low:
        with pytest.raises(LawBroken, match=r"低分|low score"):
            play.close(AT + 3 * HOUR, "轴承磨损")
    else:
        play.close(AT + 3 * HOUR, "轴承磨损")
        assert play.ticket.is_closed_loop


@pytest.mark.parametrize(("low_score", "is_low"), [(3, False), (4, True)])
def test_a_score_given_in_a_contact_is_low_by_the_number_of_the_desk(cast, low_score, is_low):
    DeskRule.objects.update(low_score=low_score)
    play = solved(cast)
    play.say("评分", AT + 2 * HOUR + MINUTE, Purpose.OTHER, score=4)
    assert low_score_clocks(play).exists() is is_low
    assert told_of_scores() == ([("supervisor", 4)] if is_low else [])


def test_the_score_of_a_low_score_call_back_starts_no_second_one(cast):
    play = solved(cast, score=2)
    supervisor = cast.staff["supervisor"]
    when = AT + 3 * HOUR
    play.say("低分回访", when, Purpose.LOW_CALLBACK, by=supervisor, score=2)
    assert low_score_clocks(play).count() == 1
    assert len(told_of_scores()) == 1
    play.close(AT + 4 * HOUR, "轴承磨损")
    assert play.ticket.is_closed_loop


def test_a_low_score_rings_in_the_groups_that_want_it(cast):
    group = ChatGroup.objects.create(name="售后主管群", kind=RobotKind.WECOM, is_active=True)
    GroupRule.objects.create(group=group, topic=Topic.LOW_SCORE)
    forget_rings()
    try:
        play = solved(cast, score=2)
    finally:
        forget_rings()
    (line,) = GroupMessage.objects.all()
    assert (line.group, line.topic, line.data["score"]) == (group, Topic.LOW_SCORE, 2)
    assert line.data["number"] == play.ticket.number
