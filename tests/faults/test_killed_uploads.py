"""A web server dies between the bytes of a file and its row: nothing is half there, and what is left is swept."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions as files
from documents.actions import sweeping
from documents.models import StoredFile
from tests.faults.processes import cut_sessions
from tests.fixtures import in_background, reported, table_held, until
from tests.processes import Web
from tests.support.sent_files import note
from tests.support.stored_files import PNG, on_disk
from tickets.record.models import Attachment, Communication

pytestmark = pytest.mark.django_db(transaction=True)

LATER = timedelta(hours=25)


@pytest.fixture
def media(settings, tmp_path):
    """The same folder here and in the processes."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return Path(settings.MEDIA_ROOT)


def send_quietly(web, number, name):
    """Whoever sends when a server dies gets no answer."""
    try:
        return note(web, number, (name, PNG)).status
    except OSError:
        return None


def swept(after=timedelta()):
    return sweeping.sweep_files(at=timezone.now() + after, before={})["removed"]


def test_bytes_of_a_killed_server_are_swept_and_nothing_else(cast, processes, media):
    ticket = reported(cast, timezone.now())
    web = Web(processes, cast.staff["agent"])
    assert note(web, ticket.number, ("kept.png", PNG)).status == 302
    (server,) = [process for process in processes.running if process.poll() is None]

    with table_held("core_storedfile") as who_waits:
        answer = in_background(lambda: send_quietly(web, ticket.number, "lost.png"))
        sessions = until(who_waits, "the server stands between the bytes and the row")
        assert len(on_disk(media)) == 2, "the bytes are there, the row is not"
        assert StoredFile.objects.count() == 1
        processes.kill(server)
        # a statement that waits in the database would be finished for a dead client
        assert cut_sessions(sessions) == 1
    assert answer() is None

    stored = StoredFile.objects.get()
    assert Attachment.objects.count() == Communication.objects.count() == 1
    assert swept() == 0, "it is young: it might be an upload on its way"
    assert len(on_disk(media)) == 2
    assert swept(after=LATER) == 1
    assert on_disk(media) == [files.stored_path(stored)]
    assert hashlib.sha256(on_disk(media)[0].read_bytes()).hexdigest() == stored.sha256


def keep_beside_a_sweep():
    """What the sweep removes while a row waits to be written; then the row."""
    upload = SimpleUploadedFile("a.png", PNG)
    with table_held("core_storedfile") as who_waits:
        kept = in_background(lambda: files.store_upload(upload, by=None, at=timezone.now()))
        until(who_waits, "the bytes are written, the row is not")
        removed = swept()
    return removed, kept()


def test_an_upload_in_flight_is_never_taken_for_a_stray(media):
    removed, stored = keep_beside_a_sweep()
    assert removed == 0
    assert files.stored_path(stored).read_bytes() == PNG


def test_control_without_an_age_it_would_be_lost(media, monkeypatch):
    monkeypatch.setattr(sweeping, "YOUNG", timedelta(seconds=-1))
    removed, stored = keep_beside_a_sweep()
    assert removed == 1
    assert not files.stored_path(stored).exists()
