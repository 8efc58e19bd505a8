"""Files that come and go with tickets."""

import hashlib
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions as files
from documents.domain import filetypes
from documents.models import StoredFile
from tests.fixtures import browser_of, reported, small_cast
from tests.support.stored_files import HTML, PDF, PNG, on_disk
from tickets.record.models import Attachment, Communication, Ticket
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return small_cast()


@pytest.fixture
def ticket(cast):
    return reported(cast, timezone.now())


@pytest.fixture
def agent(cast):
    return browser_of(cast.staff["agent"])


def sent(*uploads):
    return {"body": "见附件", "uploads": [SimpleUploadedFile(name, body) for name, body in uploads]}


@pytest.mark.django_db(transaction=True)
def test_files_and_rows_stay_the_same_when_one_of_several_is_refused(media, ticket, agent):
    answer = agent.post(
        f"/tickets/{ticket.number}/note/", sent(("good.png", PNG), ("bad.html", HTML))
    )
    assert answer.status_code == 422
    assert "bad.html" in answer.content.decode()
    assert "见附件" in answer.content.decode(), "the text is kept"
    assert (
        Communication.objects.count()
        == Attachment.objects.count()
        == StoredFile.objects.count()
        == 0
    )
    assert on_disk(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_registration_that_is_refused_keeps_no_file(media, cast, agent):
    form = {
        "channel": cast.channels["邮件"].pk,
        "customer": next(iter(cast.customers.values())).pk,
        "original_text": "见附件",
        "tier": "general",
        "priority": "low",
        "nature": "fault",
        "business_type": "support",
        "impact": "none",
        "accept": "1",
        "uploads": [SimpleUploadedFile("a.png", PNG)],
    }
    answer = agent.post("/tickets/new/", form)
    assert answer.status_code == 422, "accepted without an acknowledgement"
    assert Ticket.objects.count() == StoredFile.objects.count() == 0
    assert on_disk(media) == []


def test_rows_and_readable_files_are_the_same_set(media, ticket, agent):
    for n in range(5):
        answer = agent.post(
            f"/tickets/{ticket.number}/note/",
            sent((f"{n}.png", PNG + bytes([n])), (f"{n}.log", b"line %d" % n)),
        )
        assert answer.status_code == 302
    rows = {files.stored_path(stored): stored.sha256 for stored in StoredFile.objects.all()}
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in on_disk(media)} == rows
    assert len(rows) == 10


BODIES = {
    "a.png": PNG,
    "a.pdf": PDF,
    "a.gif": b"GIF89a",
    "a.log": b"plain",
    "a.txt": HTML,
    "a.csv": b"a,b",
    "a.zip": b"PK\x03\x04",
    "a.doc": b"\xd0\xcf\x11\xe0",
    "a.mp4": b"\0\0\0\x18ftypmp42",
    "现场 照片.png": PNG,
    'x";y.png': PNG,
}


def attached(ticket, cast, name, body):
    upload = SimpleUploadedFile("x", body, "text/html")
    upload._name = name
    return conversation.attach_file(ticket, upload, by=cast.staff["agent"], at=timezone.now())


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("query", ["", "?download=1"])
def test_a_download_is_an_attachment_unless_harmless_and_never_runs(
    ticket, cast, agent, name, query
):
    attachment = attached(ticket, cast, name, BODIES[name])
    answer = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/{query}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == BODIES[name]
    disposition = answer["Content-Disposition"]
    may_show = attachment.file.content_type in filetypes.INLINE and not query
    assert disposition.split(";")[0] == ("inline" if may_show else "attachment")
    assert answer["Content-Type"].split(";")[0] == attachment.file.content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert not set("\r\n") & set("".join(answer.headers.values()))


def test_a_chinese_name_travels_as_rfc_6266_says(ticket, cast, agent):
    attachment = attached(ticket, cast, "现场 照片.png", PNG)
    disposition = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/?download")[
        "Content-Disposition"
    ]
    assert disposition == "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.png"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["2024／05／06.txt", "报价（第２版）①.txt", "cafe\u0301 Ａ.txt"])
def test_a_name_comes_back_as_it_came(ticket, agent, name):
    assert agent.post(f"/tickets/{ticket.number}/note/", sent((name, b"text"))).status_code == 302
    stored = StoredFile.objects.get()
    assert stored.name == name
    answer = agent.get(f"/tickets/{ticket.number}/files/{stored.pk}/")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert name in agent.get(f"/tickets/{ticket.number}/").content.decode()


@pytest.mark.parametrize("name", ["a\r\nX-Evil: y.png", "a\nb.png", "a\rb.png"])
def test_no_name_breaks_a_header(ticket, cast, agent, name):
    attachment = attached(ticket, cast, name, PNG)
    answer = agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fx.png", "&#13;&#10;X: y.png", "../../x.png", "\u202egpj.png"]
)
def test_a_name_from_a_browser_is_cleaned_on_its_way(ticket, agent, media, name):
    assert agent.post(f"/tickets/{ticket.number}/note/", sent((name, PNG))).status_code == 302
    stored = StoredFile.objects.get()
    assert [path.name for path in on_disk(media)] == [stored.id.hex]
    assert "/" not in stored.name
    answer = agent.get(f"/tickets/{ticket.number}/files/{stored.pk}/")
    assert answer.status_code == 200


def test_a_file_that_is_gone_from_the_disk_is_not_found(ticket, cast, agent):
    attachment = attached(ticket, cast, "a.png", PNG)
    files.stored_path(attachment.file).unlink()
    assert agent.get(f"/tickets/{ticket.number}/files/{attachment.file_id}/").status_code == 404
    assert agent.get(f"/tickets/{ticket.number}/").status_code == 200
