"""A backup is read as it was written, and whatever was changed, cut or exchanged in it is found."""

import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.domain.backup_keys import BackupKeys, backup_keys_of, new_key
from operations.domain.backup_sets import Damaged, NeedsKey, SetFault, WrongKey
from operations.queries.set_bytes import is_encrypted, is_set
from operations.queries.set_reader import NoReceiver, read_head, read_set
from tests.support import backups

KEY, OTHER = (backup_keys_of(new_key()[0], "BACKUP_KEY") for _ in range(2))
OPEN = BackupKeys()
# Of its length: the head of an encrypted set is not always as long.
PLACES = st.floats(0, 1, exclude_max=True)
BOTH = pytest.mark.parametrize("keys", [OPEN, KEY], ids=["open", "encrypted"])


class Collected(NoReceiver):
    """What a restore would have been given."""

    def __init__(self):
        self.dump, self.files, self.ended = [], {}, False

    def take_dump(self, part):
        assert not self.ended
        self.dump.append(part)

    def end_dump(self):
        self.ended = True

    def take_file(self, path, sha256, blocks):
        self.files[path] = b"".join(blocks)
        assert backups.digest(self.files[path]) == sha256


@BOTH
def test_everything_comes_back_as_it_went(tmp_path, keys):
    path = backups.write_set(tmp_path, backups.parts(), keys)
    seen = Collected()
    assert read_set(path, keys, seen) == (backups.HEAD, backups.manifest())
    assert seen.dump == backups.DUMP
    assert seen.files == {f"{one[:2]}/{one}": data for one, data in backups.FILES.items()}
    assert read_head(path, keys) == backups.HEAD
    assert is_set(path)
    assert is_encrypted(path) is bool(keys)


def test_files_that_a_receiver_does_not_want_are_checked_all_the_same(tmp_path):
    class Unwilling(NoReceiver):
        def take_file(self, path, sha256, blocks):
            """It has them."""

    path = backups.write_set(tmp_path, backups.parts(), KEY)
    assert read_set(path, KEY, Unwilling())[1] == backups.manifest()


def test_tar_and_sha256sum_open_what_is_not_encrypted(tmp_path):
    """An administrator without this product gets at the data."""
    path = backups.write_set(tmp_path, backups.parts(), OPEN)
    with tarfile.open(path) as tar:
        assert {name: tar.extractfile(name).read() for name in tar.getnames()} == backups.parts()


def test_an_encrypted_set_shows_nothing(tmp_path):
    content = backups.write_set(tmp_path, backups.parts(), KEY).read_bytes()
    for word in (b"set.json", b"media/", b"PGDMP", b"desk.example.com", b"manifest", b"first"):
        assert word not in content


def test_without_the_key_and_with_another_it_says_so(tmp_path):
    path = backups.write_set(tmp_path, backups.parts(), KEY)
    for read in (read_head, lambda *given: read_set(*given, NoReceiver())):
        with pytest.raises(NeedsKey, match="BACKUP_KEY"):
            read(path, OPEN)
        with pytest.raises(WrongKey, match="another"):
            read(path, OTHER)
        assert read(path, BackupKeys(OTHER.recipients, OTHER.identities + KEY.identities))


@given(st.data())
@settings(max_examples=60)
@pytest.mark.parametrize("keys", [OPEN, KEY], ids=["open", "encrypted"])
def test_one_changed_byte_is_found_wherever_it_is(tmp_path_factory, keys, data):
    folder = tmp_path_factory.mktemp("sets")
    path = backups.write_set(folder, backups.parts(), keys)
    content = bytearray(path.read_bytes())
    # also where nothing is but padding
    place = int(data.draw(PLACES) * len(content))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(SetFault):
        read_set(path, keys, NoReceiver())


@given(st.data())
@settings(max_examples=60)
@pytest.mark.parametrize("keys", [OPEN, KEY], ids=["open", "encrypted"])
def test_a_cut_tail_and_a_longer_one_are_found(tmp_path_factory, keys, data):
    folder = tmp_path_factory.mktemp("sets")
    path = backups.write_set(folder, backups.parts(), keys)
    content = path.read_bytes()
    left = int(data.draw(PLACES) * len(content))
    path.write_bytes(content[:left])
    with pytest.raises(SetFault):
        read_set(path, keys, NoReceiver())
    path.write_bytes(content + data.draw(st.binary(min_size=1, max_size=100)))
    with pytest.raises(SetFault):
        read_set(path, keys, NoReceiver())


def exchanged(**contents):
    return {name: contents.get(name, part) for name, part in backups.parts().items()}


def reordered():
    members = list(backups.parts().items())
    members[1], members[2] = members[2], members[1]
    return members


FIRST, SECOND = "database/000001", "database/000002"
A, B, C, D = map(backups.path_of, backups.FILES)
IMPOSSIBLE = {
    "parts of the dump in another order": reordered(),
    "contents of two parts exchanged": exchanged(
        **{FIRST: backups.DUMP[1], SECOND: backups.DUMP[0]}
    ),
    "a part of the dump left out": {k: v for k, v in backups.parts().items() if k != FIRST},
    "the last part left out": {k: v for k, v in backups.parts().items() if k != SECOND},
    "contents of two files exchanged": exchanged(**{A: backups.parts()[D], D: backups.parts()[A]}),
    "a file left out": {k: v for k, v in backups.parts().items() if k != B},
    "a file from elsewhere": {**exchanged(), "media/ff/" + "f" * 32: b"x"},
    "a file twice": [*backups.parts().items(), (A, backups.parts()[A])],
    "a manifest of another backup": exchanged(
        **{"manifest.json": backups.manifest(dump_bytes=1).as_json()}
    ),
    "another list of files": exchanged(**{"files.sha256": backups.file_list(backups.FILES)[:-1]}),
    "no manifest": {k: v for k, v in backups.parts().items() if k != "manifest.json"},
    "no head": {k: v for k, v in backups.parts().items() if k != "set.json"},
    "nothing": {},
}


@BOTH
@pytest.mark.parametrize("members", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_parts_that_do_not_belong_together_are_found_though_every_byte_is_protected(
    tmp_path, keys, members
):
    path = backups.write_set(tmp_path, members, keys)
    with pytest.raises(SetFault):
        read_set(path, keys, NoReceiver())


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/x", "media/../x", "media/00/" + "1" * 32]
)
def test_no_file_leads_out_of_its_folder(tmp_path, name):
    content = b"x"
    listed = f"{backups.digest(content)}  {name}\n".encode()
    members = {
        **{k: v for k, v in backups.parts().items() if k.startswith(("set", "database"))},
        "files.sha256": listed,
        name: content,
        "manifest.json": backups.manifest(
            files=1, file_bytes=1, list_sha256=backups.digest(listed)
        ).as_json(),
    }
    with pytest.raises(Damaged):
        read_set(backups.write_set(tmp_path, members, OPEN), OPEN, Collected())


def test_a_link_is_no_part(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo("set.json")
        info.size = len(backups.HEAD.as_json())
        tar.addfile(info, io.BytesIO(backups.HEAD.as_json()))
        link = tarfile.TarInfo("database/000001")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    path = tmp_path / "set.tar"
    seal = backups.digest(out.getvalue()).encode() + b"\n"
    path.write_bytes(out.getvalue() + seal)
    with pytest.raises(Damaged, match="does not belong"):
        read_set(path, OPEN, NoReceiver())


def test_files_that_were_missing_damaged_or_deleted_are_right_when_the_manifest_says_so(tmp_path):
    members = exchanged(**{C: b"not what it was"})
    del members[A], members[D]
    first, _second, third, fourth = backups.FILES
    said = backups.manifest(
        missing=[backups.lost(first)],
        altered=[backups.lost(third)],
        dropped=[fourth],
        file_bytes=len(b"not what it was"),
    )
    members["manifest.json"] = said.as_json()
    path = backups.write_set(tmp_path, members, KEY)
    assert read_set(path, KEY, NoReceiver())[1] == said


@pytest.mark.parametrize("content", [b"", b"notes", b"PK\x03\x04" + bytes(2000)])
def test_other_files_are_no_backups(tmp_path, content):
    path = tmp_path / "x.tar"
    path.write_bytes(content)
    assert not is_set(path)
    with pytest.raises(SetFault, match="no backup"):
        read_set(path, KEY, NoReceiver())
