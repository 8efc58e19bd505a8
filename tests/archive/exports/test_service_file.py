"""The whole file as a zip: papers, attachments, a list with checksums."""

import hashlib
import io
import json
import zipfile

import docx
import pytest

from archive.actions import disposal
from archive.exports.customer_data import customer_data
from archive.exports.service_file import service_file
from customers.rules import MASKED, UNMASKED
from documents.storages import kept_files
from tests.archive.support import ARCHIVED, COMPANY, CONTACT, LOG, PHONE, archived

pytestmark = pytest.mark.django_db
PAPERS = [
    "F3-客户服务流程执行表.docx",
    "F6-问题确认单.docx",
    "F7-客户满意度反馈表.docx",
    "F9-售后服务工单结案报告.docx",
    "F14-任务分配表.docx",
    "F15-处理进度记录表.docx",
    "F17-客户服务档案.docx",
    "沟通记录.docx",
]


def unzipped(pieces):
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def taken(record, visibility=UNMASKED):
    return unzipped(service_file(record, visibility, mark="李娜 2024-06-03", at=ARCHIVED))


def text_of(body):
    document = docx.Document(io.BytesIO(body))
    return "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )


def test_everything_is_in_it_and_its_list_proves_it(cast):
    record = archived(cast)
    zipped = taken(record)
    assert zipped.testzip() is None
    assert zipped.namelist() == [*PAPERS, f"files/001-{LOG}", "manifest.json"]
    manifest = json.loads(zipped.read("manifest.json"))
    assert (manifest["file_no"], manifest["ticket"]) == (record.file_no, record.ticket.number)
    for entry in manifest["files"]:
        body = zipped.read(entry["name"])
        assert entry["size"] == len(body)
        assert entry["sha256"] == hashlib.sha256(body).hexdigest()
    assert zipped.read(f"files/001-{LOG}").decode() == f"{CONTACT} {PHONE}"
    assert f"{CONTACT}您好，已登记" in text_of(zipped.read("沟通记录.docx"))
    assert "接触器粘连" in text_of(zipped.read(PAPERS[3]))


def test_the_usual_file_names_nobody(cast):
    zipped = taken(archived(cast), MASKED)
    papers = "".join(
        text_of(zipped.read(name)) for name in zipped.namelist() if name.endswith(".docx")
    )
    assert COMPANY not in papers
    assert CONTACT not in papers
    assert PHONE not in papers


def test_a_file_whose_bytes_are_gone_is_listed_as_missing(cast):
    record = archived(cast)
    kept_files().delete(record.ticket.attachments.get().file.relative_path)
    zipped = taken(record)
    missing = [
        entry for entry in json.loads(zipped.read("manifest.json"))["files"] if entry.get("missing")
    ]
    assert [entry["name"] for entry in missing] == [f"files/001-{LOG}"]
    assert zipped.testzip() is None


def test_all_that_is_held_about_a_customer(cast):
    record = archived(cast)
    ticket = record.ticket
    zipped = unzipped(customer_data(ticket.customer, mark="李娜", at=ARCHIVED))
    tables = {
        name: [json.loads(line) for line in zipped.read(name).splitlines()]
        for name in zipped.namelist()
        if name.endswith(".jsonl")
    }
    assert tables["customers-contact.jsonl"][0]["phone"] == PHONE
    assert tables["tickets-ticket.jsonl"][0]["number"] == ticket.number
    assert tables["feedback-survey.jsonl"][0]["overall"] == 5
    assert len(tables["tickets-communication.jsonl"]) == ticket.communications.count()
    assert f"{ticket.number}/files/001-{LOG}" in zipped.namelist()
    (other,) = {customer.name for customer in cast.customers.values()} - {COMPANY}
    assert other not in str(tables)


def test_a_person_removed_while_the_zip_is_sent_leaves_a_whole_zip(cast):
    """What was sent was sent; what comes after it is without the person."""
    record = archived(cast)
    pieces = service_file(record, UNMASKED, mark="李娜 2024-06-03", at=ARCHIVED)
    sent = [next(pieces)]
    order = {"by": cast.staff["manager"], "at": ARCHIVED, "reason": "本人要求"}
    disposal.order_erasure(record.ticket.contact, **order)
    disposal.carry_on_disposal(at=ARCHIVED, limit=100)
    zipped = unzipped([*sent, *pieces])
    assert zipped.testzip() is None
    manifest = json.loads(zipped.read("manifest.json"))
    for entry in manifest["files"]:
        assert entry["sha256"] == hashlib.sha256(zipped.read(entry["name"])).hexdigest()
    assert CONTACT not in text_of(zipped.read("沟通记录.docx"))


def test_what_a_customer_answered_to_what_was_said_is_in_the_talk(cast):
    record = archived(cast)
    said = record.ticket.communications.filter(direction="out").first()
    type(said).objects.filter(pk=said.pk).update(reaction="表示满意")
    assert "表示满意" in text_of(taken(record).read("沟通记录.docx"))


def test_the_execution_form_names_the_file(cast):
    record = archived(cast)
    assert record.file_no in text_of(taken(record).read("F3-客户服务流程执行表.docx"))
