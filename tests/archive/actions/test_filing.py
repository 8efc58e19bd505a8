"""Every archived ticket gets one file, with its number, its digest and its contents."""

from datetime import date

import pytest

from archive.actions import filing
from archive.models import ArchiveRecord
from tests.archive.support import ARCHIVED, COMPANY, CONTACT, DAY, LOG, REPORTED, archived, closed
from tests.fixtures import at_once, moment
from tickets.record.enums import EventKind, Status
from tickets.record.models import DeskRule, Ticket, TicketEvent
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db


def test_a_file_says_what_it_is_about_and_what_belongs_to_it(cast):
    record = archived(cast)
    ticket = record.ticket
    assert record.file_no == "DA-202406-001"
    assert record.key == f"{COMPANY}+{ticket.number}"
    assert record.archived_by == cast.staff["manager"]
    assert record.archived_at == ARCHIVED
    assert record.retain_until == date(2027, 6, 3)
    assert record.digest.splitlines() == [
        f"一般·硬件故障：{CONTACT}的设备无法启动",
        "反馈 2024-05-06 09:00，解决 2024-05-06 11:00，处理时长 2小时",
        "原因：接触器粘连",
        "结果：已彻底解决；满意度 5 分",
    ]
    names = [entry["name"] for entry in record.manifest]
    assert names[:4] == [
        "F3 客户服务流程执行表",
        "F6 问题确认单",
        "F7 客户满意度反馈表",
        "F9 售后服务工单结案报告",
    ]
    assert names[-1] == LOG
    assert record.manifest[-1]["sha256"] == ticket.attachments.get().file.sha256
    line = TicketEvent.objects.get(ticket=ticket, kind=EventKind.FILED)
    assert line.after == record.file_no


@pytest.mark.parametrize(
    ("day", "until"),
    [("2024-06-03", date(2027, 6, 3)), ("2024-02-29", date(2027, 2, 28))],
)
def test_a_file_is_kept_for_three_years(cast, day, until):
    at = moment(f"{day} 10:00")
    assert archived(cast, at=at, reported=at - 10 * DAY).retain_until == until


def test_the_desk_may_keep_files_for_longer(cast):
    DeskRule.objects.update(years_kept=5)
    assert archived(cast).retain_until == date(2029, 6, 3)


def test_what_was_cancelled_or_merged_has_a_file_too(cast):
    ticket = closed(cast).ticket
    merged = Ticket.objects.get(pk=closed(cast, REPORTED + DAY).ticket.pk)
    Ticket.objects.filter(pk=ticket.pk).update(
        status=Status.CANCELLED, cancelled_at=ARCHIVED, cancel_reason="重复登记"
    )
    Ticket.objects.filter(pk=merged.pk).update(status=Status.MERGED, merged_into=ticket)
    for one in (ticket, merged):
        moves.archive_ticket(one, by=None, at=ARCHIVED)
    assert filing.file_tickets(at=ARCHIVED, limit=10) == 2
    digests = dict(ArchiveRecord.objects.values_list("ticket", "digest"))
    assert digests[ticket.pk].endswith("已取消：重复登记")
    assert digests[merged.pk].endswith(f"并入工单 {ticket.number}")
    assert ArchiveRecord.objects.get(ticket=ticket).archived_by is None


def test_nothing_is_filed_twice(cast):
    archived(cast)
    assert filing.file_tickets(at=ARCHIVED + DAY, limit=10) == 0


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_file_each(cast):
    for n in range(3):
        play = closed(cast, REPORTED + n * DAY)
        moves.archive_ticket(play.ticket, by=None, at=ARCHIVED)
    done = at_once(3, lambda _n: filing.file_tickets(at=ARCHIVED, limit=2))
    while filing.file_tickets(at=ARCHIVED, limit=2):
        pass
    assert sum(done) <= 3
    assert ArchiveRecord.objects.count() == 3
