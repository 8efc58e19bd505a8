"""The update that is due opens with a draft; one that is not due does not."""

from datetime import timedelta

import pytest

from tests.fixtures import browser_of, cast, moment, play_of
from tickets.desk.queries.drafts import progress_draft
from tickets.record.enums import Priority, Tier

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def play(cast):
    """Urgent, worked on since 9:02: the first update is due at 11:02."""
    play = play_of(cast, AT, tier=Tier.URGENT, priority=Priority.HIGH, promised_at=AT + 5 * HOUR)
    play.say("已登记", AT + MINUTE, "ack")
    play.accept(AT + MINUTE)
    play.take_over(AT + 2 * MINUTE)
    play.diagnose(AT + 3 * MINUTE, "接触器粘连")
    play.propose(AT + 4 * MINUTE, ["更换"], AT + 4 * HOUR)
    play.approve(AT + 5 * MINUTE)
    play.work(AT + 10 * MINUTE, AT + HOUR, "已远程排查驱动参数")
    return play


def test_it_says_what_was_done_and_when_there_is_more(play):
    at = AT + 110 * MINUTE
    draft = progress_draft(play.ticket, at)
    assert play.ticket.number in draft and "· 已远程排查驱动参数" in draft
    assert "2026-03-16 14:00" in draft, "the promised time"
    assert "2026-03-16 12:50" in draft, "the next update"


def test_what_was_told_is_not_told_again(play):
    play.say("已排查参数", AT + 105 * MINUTE)
    later = AT + 105 * MINUTE + 115 * MINUTE
    assert "已远程排查驱动参数" not in progress_draft(play.ticket, later)


def test_nothing_due_no_draft(play):
    assert progress_draft(play.ticket, AT + HOUR) == ""


def test_it_is_in_the_customers_language(play):
    contact = play.ticket.contact
    contact.language = "en"
    contact.save()
    play.ticket.refresh_from_db()
    assert "how far we are" in progress_draft(play.ticket, AT + 2 * HOUR)


def test_the_composer_opens_with_it(cast, play):
    page = browser_of(cast.staff["agent"]).get(f"/tickets/{play.ticket.number}/message/")
    assert "已远程排查驱动参数" in page.content.decode(), "it has been due for long by now"


def test_a_call_that_reached_nobody_told_nothing(play):
    play.say("无人接听", AT + 105 * MINUTE, is_answered=False)
    assert "已远程排查驱动参数" in progress_draft(play.ticket, AT + 110 * MINUTE)
