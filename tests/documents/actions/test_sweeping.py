"""Bytes without a row, rows without bytes."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions as files
from documents.actions import sweeping
from tests.support.stored_files import PNG, on_disk

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOTHING = {"removed": 0, "kept": 0, "waiting": 0, "missing": 0, "missing_since": None}


def kept(name="a.png"):
    return files.store_upload(SimpleUploadedFile(name, PNG), by=None, at=timezone.now())


def stray(media, name=None, *, folder=None):
    """Bytes as a killed process leaves them."""
    name = name or uuid4().hex
    place = media / (folder or name[:2])
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_bytes(PNG)
    return path


def swept(*, after=DAY + MINUTE, **before):
    return sweeping.sweep_files(at=timezone.now() + after, before=before)


def test_old_bytes_without_a_row_go_and_everything_else_stays(media):
    stored = kept()
    whole, half = stray(media), stray(media, f"{uuid4().hex}.part")
    others = [
        stray(media, "readme.txt", folder="ab"),
        stray(media, uuid4().hex, folder="backup"),
        stray(media, f"{uuid4().hex}.bak"),
    ]
    assert swept()["removed"] == 2
    assert not whole.exists()
    assert not half.exists()
    assert set(on_disk(media)) == {files.stored_path(stored), *others}


def test_what_is_still_young_may_be_an_upload_on_its_way(media):
    paths = [stray(media), stray(media, f"{uuid4().hex}.part")]
    assert swept(after=DAY - MINUTE)["removed"] == 0
    assert on_disk(media) == sorted(paths)


def test_a_second_run_finds_nothing_and_many_are_asked_for_in_batches(
    media, django_assert_num_queries
):
    for _number in range(sweeping.BATCH + 20):
        stray(media, folder="ab")
    # two batches, the count of the rows, 256 folders of rows
    with django_assert_num_queries(2 + 1 + 256):
        assert swept()["kept"] == sweeping.BATCH + 20
    for path in on_disk(media)[sweeping.MOST_STRAYS :]:
        path.unlink()
    assert swept()["removed"] == sweeping.MOST_STRAYS
    assert swept() == NOTHING


def test_more_strays_than_rows_are_told_and_never_removed(media, caplog):
    for _number in range(sweeping.MOST_STRAYS + 1):
        stray(media)
    assert swept() == {**NOTHING, "kept": 101}
    assert len(on_disk(media)) == 101
    assert "101 files have no row" in caplog.text


@pytest.mark.parametrize("count", [1, sweeping.MOST_STRAYS + 1])
def test_after_a_restore_nothing_is_removed_and_gaps_are_counted_all_the_same(media, caplog, count):
    """However many: the rows that are missing may have come after the backup."""
    files.stored_path(kept()).unlink()
    for _number in range(count):
        stray(media)
    at = timezone.now() + DAY + MINUTE
    with caplog.at_level(logging.WARNING):
        seen = sweeping.sweep_files(at=at, before={}, is_desk_restored=True)
    assert seen == {
        **NOTHING,
        "waiting": count,
        "missing": 1,
        "missing_since": at.isoformat(),
    }
    assert len(on_disk(media)) == count
    assert f"files without a row stay, {count} of them" in caplog.text


def test_a_row_that_came_back_while_strays_were_looked_for_keeps_its_bytes(media):
    """As when a database is put under the files."""
    there, gone = files.stored_path(kept()), stray(media)
    found = [str(path.relative_to(media)) for path in (there, gone)]
    assert sweeping._remove_strays(found) == 1
    assert on_disk(media) == [there]


def test_rows_whose_bytes_are_gone_are_counted_with_their_beginning(media, caplog):
    there, gone = kept(), kept()
    files.stored_path(gone).unlink()
    with caplog.at_level(logging.ERROR):
        first = swept()
    assert first["missing"] == 1
    assert gone.id.hex in caplog.text
    assert there.id.hex not in caplog.text
    assert swept(**first)["missing_since"] == first["missing_since"]
    files.stored_path(gone).write_bytes(PNG)
    assert swept(**first) == NOTHING


def test_without_a_folder_there_is_nothing_to_sweep(media):
    assert not media.exists()
    assert swept()["removed"] == 0
