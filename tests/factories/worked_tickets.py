"""A ticket at work: acknowledged, processed, fixed."""

from datetime import timedelta

import pytest

from demo.stage import Play
from tests.tickets.world import at, team
from tickets.record.enums import Purpose
from tickets.record.models import Ticket
from tickets.work.actions import conversation


@pytest.fixture
def cast():
    return team()


def acknowledged(cast, ticket, moment):
    conversation.record_contact(
        ticket,
        by=cast.staff["agent"],
        at=at(moment),
        body="已登记",
        channel=cast.channels["电话"],
        purpose=Purpose.ACK,
    )
    return Ticket.objects.get(pk=ticket.pk)


def processing(cast, ticket, moment) -> Play:
    """Accepted, taken, diagnosed, solution approved, all at one moment."""
    play = Play(cast, ticket)
    if ticket.first_responded_at is None:
        play.ticket = acknowledged(cast, ticket, moment)
    play.accept(at(moment))
    play.assign(at(moment))
    play.take_over(at(moment))
    play.diagnose(at(moment), "远程检查")
    play.propose(at(moment), ["重启", "观察"], at(moment) + timedelta(hours=1))
    play.approve(at(moment))
    return play


def fixed(play, moment):
    play.work(at(moment) - timedelta(minutes=5), at(moment), "处理完成")
    play.finish(at(moment))
    return play.ticket
