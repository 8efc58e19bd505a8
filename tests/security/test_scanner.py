"""A virus scanner that looks at every file: what it finds, and what happens while it cannot look."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import BadFile
from documents import actions as files
from documents.channels import clamd
from documents.models import StoredFile
from operations.queries import health
from tests.factories.operations import heartbeat
from tests.fixtures import browser_of, reported
from tests.support.clamd_server import EICAR, FOUND, running_scanner
from tests.support.stored_files import PNG, on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, tmp_path):
    with running_scanner(tmp_path / "clamd" if request.param == "unix" else None) as found:
        settings.CLAMD_URL = found.address
        yield found


@pytest.fixture
def quick(monkeypatch):
    """As patient as a test can be."""
    monkeypatch.setattr(clamd, "SCAN_SECONDS", 0.5)
    monkeypatch.setattr(clamd, "PING_SECONDS", 0.3)


def store(name, body):
    return files.store_upload(SimpleUploadedFile(name, body), by=None, at=timezone.now())


def refusal_of(name, body):
    with pytest.raises(BadFile) as refused:
        store(name, body)
    return refused.value.message


def test_a_clean_file_is_kept_and_was_seen_whole(media, scanner):
    body = PNG + bytes(range(256)) * 2000
    assert store("a.png", body).size == len(body)
    assert scanner.seen == [body]


@pytest.mark.parametrize("before", [b"", b"x" * 100_000])
def test_what_it_finds_is_named_and_leaves_nothing(media, scanner, before):
    refusal = refusal_of("说明.txt", before + EICAR)
    assert "说明.txt" in refusal
    assert FOUND in refusal
    assert on_disk(media) == []
    assert not StoredFile.objects.exists()


@pytest.mark.usefixtures("in_english", "quick")
@pytest.mark.parametrize("trouble", ["hangs", "nonsense", "error", "limit", "empty"])
def test_a_scanner_that_cannot_look_lets_nothing_in(media, scanner, trouble):
    if trouble == "hangs":
        scanner.hangs = True
    elif trouble == "limit":
        scanner.limit = 10
    else:
        answers = {"nonsense": b"HTTP/1.1 200 OK\0", "error": b"stream: x ERROR\0", "empty": b"\0"}
        scanner.answer = answers[trouble]
    refusal = refusal_of("a.png", PNG + bytes(200_000))
    assert "“a.png” cannot be checked for viruses now" in refusal
    assert on_disk(media) == []


@pytest.mark.usefixtures("in_english", "quick")
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:99999"]
)
def test_nor_does_one_that_is_not_there(media, settings, address, caplog):
    settings.CLAMD_URL = address
    assert "cannot be checked" in refusal_of("a.png", PNG)
    assert "the virus scanner could not look" in caplog.text


def test_the_ticket_keeps_its_text_and_says_why(media, scanner, cast):
    ticket = reported(cast, timezone.now())
    form = {"body": "见附件", "uploads": SimpleUploadedFile("说明.txt", EICAR)}
    answer = browser_of(cast.staff["agent"]).post(f"/tickets/{ticket.number}/note/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert FOUND in page
    assert "见附件" in page


@pytest.mark.usefixtures("quick")
def test_operation_warns_of_it_and_pages_go_on(client, scanner, settings):
    settings.DISK_FLOOR_BYTES = 1
    heartbeat()
    assert client.get("/readyz").json()["checks"]["scanner"] == {"state": "ok"}
    scanner.hangs = True
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["scanner"] == {"state": "warning"}
    seen = health.look_at_operation(timezone.now())
    assert "scanner" in [trouble.key for trouble in health.list_troubles(seen)]


def test_without_one_nobody_is_asked(media, settings, client):
    settings.CLAMD_URL = ""
    settings.DISK_FLOOR_BYTES = 1
    assert store("a.txt", EICAR).size == len(EICAR)
    assert "scanner" not in client.get("/readyz").json()["checks"]
