"""Files in a bucket: a real server that speaks S3, in a process of its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core.errors import BadFile
from core.undo import undone_on_failure
from documents import actions as files
from documents import buckets
from documents.actions import sweeping
from documents.models import StoredFile
from documents.storages import kept_files
from operations.queries import health
from tests.factories.operations import heartbeat
from tests.fixtures import browser_of, reported, small_cast
from tests.support.bucket_server import BUCKET, options_of, running_bucket
from tests.support.stored_files import PDF, PNG
from tickets.transfer.actions import imports
from tickets.transfer.imports.staging import read_waiting_files
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_bucket(tmp_path_factory.mktemp("bucket")) as found:
        yield found


@pytest.fixture(autouse=True)
def bucket(server, settings, monkeypatch):
    """The product's files lie there; it is empty."""
    monkeypatch.setattr(buckets, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(buckets, "READ_SECONDS", 1)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "documents.buckets.BucketStorage",
            "OPTIONS": options_of(server, location="desk"),
        },
    }
    server.empty()
    return server


@pytest.fixture
def cast(db):
    return small_cast()


@pytest.fixture
def ticket(cast):
    return reported(cast, timezone.now())


def store(name="a.png", body=PNG):
    return files.store_upload(SimpleUploadedFile(name, body), by=None, at=timezone.now())


def name_of(stored):
    return f"desk/{stored.relative_path}"


def test_the_bytes_come_back_and_nothing_lies_on_this_machine(bucket, media):
    body = PDF + bytes(range(256)) * 40_000
    stored = store("a.pdf", body)
    assert bucket.names() == [name_of(stored)]
    with files.open_stored_file(stored) as file:
        assert file.read() == body
    with files.local_copy(stored) as path:
        assert path.read_bytes() == body
    assert not path.exists()
    assert not media.exists()


def test_a_reader_gets_it_only_by_the_page_that_asks_for_rights(bucket, cast, ticket):
    agent = cast.staff["agent"]
    upload = SimpleUploadedFile("现场.pdf", PDF)
    attachment = conversation.attach_file(ticket, upload, by=agent, at=timezone.now())
    address = f"/tickets/{ticket.number}/files/{attachment.file_id}/"
    answer = browser_of(agent).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert bucket.address not in str(answer.headers)
    with pytest.raises(NotImplementedError):
        kept_files().url(attachment.file.relative_path)


def test_a_bucket_is_asked_for_nothing_that_opens_it_to_others(bucket):
    stored = store()
    grants = bucket.client.get_object_acl(Bucket=BUCKET, Key=name_of(stored))["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]
    assert "URI" not in grants[0]["Grantee"]


@pytest.mark.django_db(transaction=True)
def test_a_failure_takes_the_bytes_back_and_dropping_waits_for_the_commit(bucket):
    with pytest.raises(RuntimeError), undone_on_failure(), transaction.atomic():
        store()
        raise RuntimeError
    assert bucket.names() == []

    stored = store()
    with transaction.atomic():
        files.drop_file(stored)
        assert len(bucket.names()) == 1
    assert bucket.names() == []


@pytest.mark.usefixtures("in_english")
def test_while_it_is_away_uploads_are_refused_and_downloads_say_so(bucket, cast, ticket):
    agent = cast.staff["agent"]
    upload = SimpleUploadedFile("a.png", PNG)
    attachment = conversation.attach_file(ticket, upload, by=agent, at=timezone.now())
    browser = browser_of(agent)
    address = f"/tickets/{ticket.number}/files/{attachment.file_id}/"
    with bucket.away():
        with pytest.raises(BadFile) as refused:
            store("b.png")
        answer = browser.get(address)
        page = browser.get(f"/tickets/{ticket.number}/")
    assert "“b.png” cannot be kept now" in refused.value.message
    assert StoredFile.objects.count() == 1
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["X-Request-Id"] in answer.content.decode()
    assert page.status_code == 200, "the ticket needs no file"
    assert bucket.names() == [name_of(attachment.file)]
    assert browser.get(address).status_code == 200, "and it heals by itself"


@pytest.mark.parametrize(
    "others", [{"endpoint_url": "http://127.0.0.1:1"}, {"bucket_name": "no-such-bucket"}]
)
def test_a_bucket_that_is_not_there_is_away_too(bucket, settings, others):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "documents.buckets.BucketStorage",
            "OPTIONS": options_of(bucket, **others),
        },
    }
    with pytest.raises(BadFile):
        store()
    assert not StoredFile.objects.exists()
    assert not kept_files().answers()


def test_operation_sees_whether_it_answers(bucket, client, settings, monkeypatch):
    monkeypatch.setattr(buckets, "PROBE_SECONDS", 0.3)
    settings.DISK_FLOOR_BYTES = 1
    heartbeat()
    assert client.get("/readyz").json()["checks"]["files"] == {"state": "ok"}
    with bucket.away():
        answer = client.get("/readyz")
        seen = health.look_at_operation(timezone.now())
    assert answer.status_code == 200
    assert answer.json()["checks"]["files"] == {"state": "warning"}
    (trouble,) = [one for one in health.list_troubles(seen) if one.key == "files"]
    assert trouble.sentence(timezone.now())


def test_a_file_that_is_gone_is_not_found(bucket, cast, ticket):
    agent = cast.staff["agent"]
    upload = SimpleUploadedFile("a.png", PNG)
    attachment = conversation.attach_file(ticket, upload, by=agent, at=timezone.now())
    bucket.empty()
    address = f"/tickets/{ticket.number}/files/{attachment.file_id}/"
    assert browser_of(agent).get(address).status_code == 404


def test_the_sweep_finds_strays_and_gaps_there_too(bucket):
    there, gone = store(), store()
    bucket.client.delete_object(Bucket=BUCKET, Key=name_of(gone))
    stray, foreign = f"desk/ab/{uuid4().hex}", "desk/ab/readme.txt"
    for name in (stray, foreign, "others/file"):
        bucket.client.put_object(Bucket=BUCKET, Key=name, Body=b"x")
    later = timezone.now() + timedelta(hours=25)
    assert sweeping.sweep_files(at=timezone.now(), before={})["removed"] == 0
    counts = sweeping.sweep_files(at=later, before={})
    assert (counts["removed"], counts["missing"]) == (1, 1)
    assert sorted(bucket.names()) == sorted([name_of(there), foreign, "others/file"])


def test_a_large_register_is_read_from_there(bucket, cast):
    upload = SimpleUploadedFile("登记表.csv", "工单号,客户名称\n".encode())
    batch = imports.request_reading(
        upload, "登记表.csv", by=cast.staff["supervisor"], at=timezone.now()
    )
    assert len(bucket.names()) == 1
    read_waiting_files(at=timezone.now())
    batch.refresh_from_db()
    assert not batch.is_reading
    assert batch.read_error
