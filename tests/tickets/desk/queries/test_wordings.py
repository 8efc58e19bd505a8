"""Standard wordings: with the ticket put in, and as they are said before there is one."""

import pytest

from tests.fixtures import moment, reported
from tickets.desk.queries.wordings import wordings_of_intake, wordings_of_ticket
from tickets.record.enums import Purpose
from tickets.record.models import ReplyTemplate

pytestmark = pytest.mark.django_db


def test_a_ticket_fills_what_is_known_of_it(cast):
    ticket = reported(cast, moment("2026-03-16 10:00"))
    texts = [wording.text for wording in wordings_of_ticket(cast.staff["agent"], ticket)]
    assert any(ticket.number in text for text in texts)
    assert not any("{" in text for text in texts)


def test_on_the_line_only_what_is_for_the_line_is_offered(cast):
    ReplyTemplate.objects.create(
        title="安抚", purpose=Purpose.ACK, text="我是{agent}，{contact}您别着急"
    )
    ReplyTemplate.objects.create(title="旧的", purpose=Purpose.ACK, text="旧话术", is_active=False)
    found = wordings_of_intake(cast.staff["agent"])
    assert {wording.purpose for wording in found} == {Purpose.ACK}
    assert "我是李娜，……您别着急" in [wording.text for wording in found]
    assert "旧话术" not in [wording.text for wording in found]
    assert not any("{" in wording.text for wording in found)


def test_a_wording_of_a_channel_is_offered_where_the_answer_may_go_by_it(cast):
    for code in ("邮件", "公众号"):
        channel = cast.channels[code]
        ReplyTemplate.objects.create(title=f"{code}用语", channel=channel, text="您好")
    ticket = reported(cast, moment("2026-03-16 10:00"), channel=cast.channels["邮件"])
    agent = cast.staff["agent"]

    def titles(**more):
        return {wording.title for wording in wordings_of_ticket(agent, ticket, **more)}

    assert "邮件用语" in titles() and "公众号用语" not in titles()
    assert "公众号用语" in titles(channels=["wechat"])
    assert "邮件用语" not in {wording.title for wording in wordings_of_intake(agent)}
