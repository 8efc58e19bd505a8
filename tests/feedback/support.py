"""Solved tickets, as surveys and call-backs begin."""

from datetime import timedelta

from feedback.actions import surveys
from feedback.models import Survey
from tests.fixtures import moment, play_of
from tickets.work.actions import finishing
from tickets.work.enums import ConfirmationMode, ConfirmationResult

AT = moment("2026-03-16 09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOLVED_AT = AT + 2 * HOUR


def solved(cast, at=AT, **told):
    """A play whose ticket was reported and, two hours later, solved and confirmed (`SOLVED_AT`),
    with nothing asked yet.
    """
    play = play_of(cast, at, issue_type=cast.types["硬件故障"], **told)
    play.say("已登记", at + MINUTE)
    play.accept(at + MINUTE)
    play.solve(at + 2 * MINUTE, at + HOUR, "接触器粘连")
    play.ticket = finishing.record_confirmation(
        play.ticket,
        by=cast.staff["agent"],
        at=at + 2 * HOUR,
        mode=ConfirmationMode.ONLINE,
        result=ConfirmationResult.SOLVED,
    )
    return play


def asked(cast, at=SOLVED_AT, **told):
    """A play whose customer has been asked, and the survey."""
    play = solved(cast, **told)
    surveys.make_surveys(at, limit=10)
    surveys.carry_on_surveys(at, limit=10)
    return play, Survey.objects.get(ticket=play.ticket)
