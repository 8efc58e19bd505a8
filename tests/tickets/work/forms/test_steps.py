"""Forms of steps that say more than they ask."""

from datetime import timedelta

import pytest

from tests.feedback.support import HOUR, SOLVED_AT, solved
from tests.fixtures import cast
from tickets.record.enums import Purpose
from tickets.work.forms import CloseForm

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def shown(cast, play, at):
    form = CloseForm(thing=play.ticket, user=cast.staff["supervisor"], at=at)
    return [(notice["tone"], str(notice["text"])) for notice in form.notices]


def test_closing_says_all_that_is_left_and_when_nothing_is(cast):
    play = solved(cast)
    left = shown(cast, play, SOLVED_AT + HOUR)
    assert [tone for tone, _text in left] == ["warning", "warning"]
    assert "调查" in left[0][1] and "结案报告" in left[1][1]
    play.say("邀请评分", SOLVED_AT + HOUR, Purpose.SURVEY, score=2)
    assert any("低分" in text for _tone, text in shown(cast, play, SOLVED_AT + 2 * HOUR))
    supervisor = cast.staff["supervisor"]
    later = SOLVED_AT + 2 * HOUR
    play.say("低分回访", later, Purpose.LOW_CALLBACK, by=supervisor)
    play.write_report(later + timedelta(minutes=1), "老化")
    assert [tone for tone, _text in shown(cast, play, later + HOUR)] == ["success"]
