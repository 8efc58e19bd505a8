"""What a backup is called, and what it says of itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.domain import backup_sets
from operations.domain.backup_sets import (
    Damaged,
    LostFile,
    Manifest,
    SetFault,
    SetHead,
    TableFacts,
    head_of_json,
    manifest_of_json,
    moment_in_name,
    set_name,
    table_differences,
)

MADE_AT = datetime(2026, 11, 29, 2, 30, 15, tzinfo=UTC)
HEAD = SetHead(MADE_AT, "desk.example.com", "r7", {"core": ["0001_initial"]}, 18, 18)
TABLES = {"public.a": TableFacts(3, "17"), "public.b": TableFacts(0, "0")}
MANIFEST = Manifest(
    TABLES, 10, "d" * 64, 2, 7, "e" * 64, [LostFile("0" * 32, "故障.png", "202611-00001")]
)


@given(
    st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")),
    st.sampled_from(["desk.example.com", "localhost:8000", "售后.example.com"]),
    st.integers(-12, 14),
    st.booleans(),
)
def test_a_name_gives_the_moment_back(at, site, hours, is_encrypted):
    moment = at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    name = set_name(site, moment, is_encrypted=is_encrypted)
    assert moment_in_name(name, site) == moment
    assert moment_in_name(name, "other.example.com") is None
    assert backup_sets.is_half_name(backup_sets.half_name(name), site)
    assert not backup_sets.is_half_name(name, site)


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "aftersales-desk.tar",
        "aftersales-desk-20261129T023015Z.tar.gz",
        "aftersales-desk-20261329T023015Z.tar",
        "aftersales-desk-20261129T023015Z (copy).tar",
        "my-aftersales-desk-20261129T023015Z.tar",
        "aftersales-desk-2-20261129T023015Z.tar",
        ".aftersales-desk-20261129T023015Z.tar.part",
    ],
)
def test_other_names_are_none_of_ours(name):
    assert moment_in_name(name, "desk") is None


def test_head_and_manifest_come_back_as_they_went():
    assert head_of_json(HEAD.as_json()) == HEAD
    assert manifest_of_json(MANIFEST.as_json()) == MANIFEST


def test_what_a_later_release_adds_to_the_manifest_is_left_aside():
    text = MANIFEST.as_json().replace(b'"heads"', b'"more": 1, "heads"')
    assert manifest_of_json(text) == MANIFEST


def test_a_format_of_a_newer_release_is_refused_as_such():
    with pytest.raises(SetFault, match="newer release"):
        head_of_json(replace(HEAD, format=backup_sets.FORMAT + 1).as_json())


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b"{", b'{"tables": [], "made_at": 3}', b"\xff"]
)
def test_what_cannot_be_read_is_called_damaged(text):
    for parse in (head_of_json, manifest_of_json):
        with pytest.raises(Damaged, match="cannot be read"):
            parse(text)


def test_differences_name_the_table_and_what_is_other():
    found = {"public.a": TableFacts(3, "18"), "public.c": TableFacts(1, "1")}
    assert table_differences(TABLES, TABLES) == []
    assert table_differences(TABLES, found) == [
        "public.a has other content in its 3 rows",
        "the table public.b was not restored",
        "the table public.c is not in the backup",
    ]
    found = {**TABLES, "public.a": TableFacts(2, "17")}
    assert table_differences(TABLES, found) == ["public.a has 2 rows instead of 3"]
