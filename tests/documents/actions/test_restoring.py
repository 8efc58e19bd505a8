"""Files of a backup on their way back: what is right stays, what is damaged is put right, nothing worse comes over it."""

import hashlib

import pytest

from documents.actions.restoring import put_back_file
from documents.storages import kept_files

PLACE = "ab/" + "ab" * 16
RIGHT, WRONG = b"right" * 1000, b"wrong" * 1000
DIGEST = hashlib.sha256(RIGHT).hexdigest()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def kept():
    with kept_files().open(PLACE, "rb") as file:
        return file.read()


def blocks(whole):
    return (whole[start : start + 700] for start in range(0, len(whole), 700))


def test_a_file_that_is_gone_comes_back_whole():
    put_back_file(PLACE, DIGEST, blocks(RIGHT))
    assert kept() == RIGHT


def test_what_is_right_is_not_even_read():
    put_back_file(PLACE, DIGEST, blocks(RIGHT))
    put_back_file(PLACE, DIGEST, iter([WRONG]))
    assert kept() == RIGHT


def test_what_was_damaged_is_put_right():
    put_back_file(PLACE, hashlib.sha256(WRONG).hexdigest(), blocks(WRONG))
    put_back_file(PLACE, DIGEST, blocks(RIGHT))
    assert kept() == RIGHT


def test_what_was_damaged_before_the_backup_comes_over_nothing():
    put_back_file(PLACE, DIGEST, blocks(WRONG))
    assert kept() == WRONG, "better than nothing"
    put_back_file(PLACE, hashlib.sha256(b"x").hexdigest(), blocks(RIGHT))
    assert kept() == WRONG
