"""The daily look at kept files, as the timetable rings it; after a restore it waits for somebody's word."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from core.models import JobRun
from documents import actions as files
from notifications.actions.pausing import pause_outbox, release_outbox
from operations.timetable import FILES
from tests.fixtures import browser_of
from tests.support.stored_files import PNG, on_disk

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def swept():
    """What the job leaves in its heartbeat."""
    current_app.loader.import_default_modules()
    current_app.tasks[FILES]()
    return JobRun.objects.get(pk=FILES).data


def old_stray(media):
    """Bytes as a killed process left them two days ago."""
    name = uuid4().hex
    path = media / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PNG)
    long_ago = (timezone.now() - 2 * DAY).timestamp()
    os.utime(path, (long_ago, long_ago))
    return path


def kept():
    return files.store_upload(SimpleUploadedFile("a.png", PNG), by=None, at=timezone.now())


def test_the_job_leaves_its_counts_in_its_heartbeat(media):
    old = old_stray(media)
    files.stored_path(kept()).unlink()
    data = swept()
    assert (data["removed"], data["missing"]) == (1, 1)
    assert not old.exists()
    assert swept()["missing_since"] == data["missing_since"]


def test_after_a_restore_it_removes_nothing_until_somebody_says_go(media):
    """A file that came after the backup has no row any more, and is not lost."""
    lost = [old_stray(media), old_stray(media)]
    pause_outbox(restored_from="a.tar", at=timezone.now() - DAY)
    for _day in range(3):
        data = swept()
        assert (data["removed"], data["waiting"]) == (0, 2)
    assert on_disk(media) == sorted(lost)
    assert release_outbox(by=None, at=timezone.now()) == 0
    data = swept()
    assert (data["removed"], data["waiting"]) == (2, 0)
    assert on_disk(media) == []


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "Files without a record stay until messages leave again", "The last look found 1."),
        ("zh-hans", "在恢复发送消息之前，没有记录的文件不会被清理", "最近一次检查发现 1 个。"),
    ],
)
def test_the_page_says_why_it_waits(media, language, words, found):
    keeper = User.objects.create(
        username="root", is_superuser=True, is_staff=True, language=language
    )
    page = browser_of(keeper).get("/operations/").text
    assert words not in page
    pause_outbox(restored_from="a.tar", at=timezone.now())
    page = browser_of(keeper).get("/operations/").text
    assert (words in page, found in page) == (True, False)
    old_stray(media)
    swept()
    assert found in browser_of(keeper).get("/operations/").text
