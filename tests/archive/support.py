"""Archived tickets with all that a file may hold."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from archive.actions import filing
from archive.models import ArchiveRecord
from feedback.actions import surveys
from feedback.actions.calls import Call, record_call
from feedback.actions.surveys import Answer
from feedback.enums import CallKind, CallOutcome, Dimension
from tests.fixtures import COMPANY, CONTACT, PHONE, moment, play_of
from tickets.work.actions import closing, conversation, finishing, moves
from tickets.work.enums import ConfirmationMode, ConfirmationResult

REPORTED = moment("2024-05-06 09:00")
ARCHIVED = moment("2024-06-03 10:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOG = "现场日志.txt"


def closed(cast, at=REPORTED, **told):
    """A play whose ticket names its people in many texts; solved, answered and closed."""
    told = {"summary": f"{CONTACT}的设备无法启动", "original_text": f"请回电 {PHONE}", **told}
    play = play_of(cast, at, issue_type=cast.types["硬件故障"], **told)
    play.say(f"{CONTACT}您好，已登记", at + MINUTE)
    play.accept(at + MINUTE)
    play.solve(at + 2 * MINUTE, at + HOUR, f"按{CONTACT}的描述更换接触器")
    conversation.attach_file(
        play.ticket,
        SimpleUploadedFile(LOG, f"{CONTACT} {PHONE}".encode()),
        by=cast.staff["engineer"],
        at=at + HOUR,
    )
    play.ticket = finishing.record_confirmation(
        play.ticket,
        by=cast.staff["agent"],
        at=at + 2 * HOUR,
        mode=ConfirmationMode.ONLINE,
        result=ConfirmationResult.SOLVED,
        signer=CONTACT,
        remark=f"{CONTACT}：已恢复",
    )
    surveys.make_surveys(at + 2 * HOUR, limit=10)
    surveys.carry_on_surveys(at + 2 * HOUR, limit=10)
    answer = Answer(5, {Dimension.SKILL: 4}, comment=f"谢谢，{CONTACT}")
    call = Call(CallKind.RESULT, CallOutcome.SOLVED, f"{CONTACT}说已恢复", answer=answer)
    record_call(play.ticket, call, by=cast.staff["agent"], at=at + 3 * HOUR)
    play.ticket.refresh_from_db()
    play.write_report(at + 3 * HOUR, "接触器粘连")
    play.ticket = closing.close_ticket(
        play.ticket,
        by=cast.staff["supervisor"],
        at=at + 3 * HOUR,
        survey_waived_reason="已在电话中评价",
    )
    return play


def archived(cast, at=ARCHIVED, reported=REPORTED, **told):
    """The same, archived, with its file: the record."""
    play = closed(cast, reported, **told)
    moves.archive_ticket(play.ticket, by=cast.staff["manager"], at=at)
    filing.file_tickets(at=at, limit=10)
    return ArchiveRecord.objects.select_related("ticket__customer").get(ticket=play.ticket)


__all__ = ["ARCHIVED", "COMPANY", "CONTACT", "DAY", "HOUR", "LOG", "PHONE", "REPORTED", "archived"]
