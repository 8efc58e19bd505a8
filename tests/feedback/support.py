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


def solved(cast, **told):
    """A play whose ticket was solved and confirmed at `SOLVED_AT`, with nothing asked yet."""
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"], **told)
    play.say("已登记", AT + MINUTE)
    play.accept(AT + MINUTE)
    play.solve(AT + 2 * MINUTE, AT + HOUR, "接触器粘连")
    play.ticket = finishing.record_confirmation(
        play.ticket,
        by=cast.staff["agent"],
        at=SOLVED_AT,
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
