"""The index of the archive, the card beside a ticket, holds, and the file as a download."""

import io
import zipfile

import pytest

from archive.models import ArchiveRecord
from core.models import AuditEntry
from tests.archive.support import ARCHIVED, COMPANY, CONTACT, DAY, HOUR, REPORTED, archived
from tests.fixtures import browser_of
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db


def texts(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_found_by_its_number_its_customer_and_its_ticket(cast):
    record = archived(cast)
    other = archived(cast, reported=REPORTED + HOUR, summary="另一件事")
    browser = browser_of(cast.staff["manager"])
    assert texts(browser, "/archive/").count("data-row") == 2
    for words in (
        record.file_no,
        record.file_no.lower(),
        record.ticket.number,
        f"{COMPANY}%2B{record.ticket.number}",
    ):
        page = texts(browser, f"/archive/?q={words}")
        assert record.file_no in page
        assert other.file_no not in page
    assert "data-row" not in texts(browser, "/archive/?q=DA-209901-001")
    assert "请至少输入两个字" in texts(browser, "/archive/?q=x")


def test_files_are_listed_by_what_becomes_of_them(cast):
    due, held, gone = (archived(cast, reported=REPORTED + n * HOUR) for n in range(3))
    ArchiveRecord.objects.filter(pk=held.pk).update(has_legal_hold=True, hold_reason="诉讼")
    ArchiveRecord.objects.filter(pk=gone.pk).update(disposed_at=ARCHIVED)
    ArchiveRecord.objects.filter(pk=due.pk).update(retain_until="2025-01-01")
    browser = browser_of(cast.staff["manager"])
    for shown, record in (("held", held), ("due", due), ("disposed", gone)):
        page = texts(browser, f"/archive/?show={shown}")
        assert page.count("data-row") == 1
        assert record.file_no in page


def test_who_sees_one_department_finds_its_files_alone(cast):
    record = archived(cast)
    Ticket.objects.update(
        department=cast.staff["agent2"].department,
        assignee=None,
        created_by=cast.staff["agent2"],
        accepted_by=None,
    )
    browser = browser_of(cast.staff["engineer"])
    assert "data-row" not in texts(browser, "/archive/")
    assert browser.get(f"/archive/{record.file_no}/file.zip").status_code == 404


def test_who_reads_no_names_finds_nobody_by_name(cast):
    record = archived(cast)
    browser = browser_of(cast.staff["analyst"])
    page = texts(browser, "/archive/")
    assert record.file_no in page
    assert COMPANY not in page
    assert CONTACT not in page
    assert "data-row" not in texts(browser, f"/archive/?q={COMPANY}")


def test_beside_the_ticket_stands_its_file(cast):
    record = archived(cast)
    browser = browser_of(cast.staff["agent"])
    number = record.ticket.number
    assert f"/archive/of-ticket/{number}/" in texts(browser, f"/tickets/{number}/")
    card = texts(browser, f"/archive/of-ticket/{number}/")
    assert record.file_no in card
    assert "2027-06-03" in card
    assert "/do/hold/" not in card, "agents hold nothing"


def test_before_the_sweep_it_says_that_the_number_comes(cast):
    record = archived(cast)
    number = record.ticket.number
    ArchiveRecord.objects.all().delete()
    card = texts(browser_of(cast.staff["manager"]), f"/archive/of-ticket/{number}/")
    assert "一分钟内生成档案编号" in card


def test_a_manager_sets_and_lifts_a_hold(cast):
    record = archived(cast)
    browser = browser_of(cast.staff["manager"])
    for key, reason, holds in (("hold", "诉讼未结", True), ("release", "已结案", False)):
        path = f"/archive/{record.file_no}/do/{key}/"
        assert browser.post(path, {"note": ""}).status_code == 422
        assert browser.post(path, {"note": reason}).status_code == 302
        assert ArchiveRecord.objects.get().has_legal_hold is holds


def test_the_download_is_a_zip_that_is_noted(cast):
    record = archived(cast)
    answer = browser_of(cast.staff["agent"]).get(f"/archive/{record.file_no}/file.zip")
    assert answer["Content-Type"] == "application/zip"
    assert f"{record.file_no}_{record.ticket.number}.zip" in answer["Content-Disposition"]
    zipped = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "manifest.json" in zipped.namelist()
    entry = AuditEntry.objects.get(action="file_taken")
    assert (entry.actor, entry.target) == (cast.staff["agent"], f"file {record.file_no}")
    assert entry.data["is_masked"] is True


def test_in_full_it_needs_the_right_and_a_reason(cast):
    record = archived(cast)
    path = f"/archive/{record.file_no}/unmasked/"
    assert browser_of(cast.staff["agent"]).get(path).status_code == 404
    browser = browser_of(cast.staff["manager"])
    assert browser.post(path, {"reason": ""}).status_code == 422
    answer = browser.post(path, {"reason": "法院调取"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    entry = AuditEntry.objects.get(action="file_taken")
    assert (entry.reason, entry.data["is_masked"]) == ("法院调取", False)


def test_the_index_asks_as_often_for_many_as_for_few(cast, django_assert_num_queries):
    browser = browser_of(cast.staff["manager"])
    archived(cast)
    texts(browser, "/archive/")
    counts = []
    for n in range(2):
        archived(cast, at=ARCHIVED + n * DAY, reported=REPORTED + (n + 1) * HOUR)
        with django_assert_num_queries(4):
            texts(browser, "/archive/")
        counts.append(ArchiveRecord.objects.count())
    assert counts == [2, 3]
