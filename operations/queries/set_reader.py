"""Reads a backup from its first to its last byte, and finds whatever is not as it was written."""

import hashlib
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from operations.domain import backup_sets
from operations.domain.backup_keys import BackupKeys
from operations.domain.backup_sets import Damaged, Manifest, SetHead
from operations.queries.set_bytes import BLOCK_BYTES, CHANGED, CUT, plain_stream

LISTED_FILE = re.compile(rb"([0-9a-f]{64})  (media/([0-9a-f]{2})/\3[0-9a-f]{30})\n")


class Receiver(Protocol):
    """Who takes what is read: restoring does, verifying takes nothing."""

    def take_head(self, head: SetHead) -> None: ...

    def take_dump(self, part: bytes) -> None: ...

    def end_dump(self) -> None: ...

    def take_file(self, path: str, sha256: str, blocks: Iterator[bytes]) -> None: ...


class NoReceiver:
    """Reads to verify."""

    def take_head(self, head: SetHead) -> None:
        """Nothing to do."""

    def take_dump(self, part: bytes) -> None:
        """Nothing to do."""

    def end_dump(self) -> None:
        """Nothing to do."""

    def take_file(self, path: str, sha256: str, blocks: Iterator[bytes]) -> None:
        for _block in blocks:
            pass


def read_set(path: Path, keys: BackupKeys, receiver: Receiver) -> tuple[SetHead, Manifest]:
    """Hand every part to the receiver, in the order in which they stand.

    Returns when all of it was found to be as it was written; raises `SetFault` else, whatever the
    receiver was given until then.
    """
    with plain_stream(path, keys) as stream:
        reader = _SetReader(receiver)
        try:
            reader.read_members(stream.file)
        except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
            stream.require_whole()
            raise Damaged(CHANGED) from error
        except Damaged:
            # why the bytes are wrong says more than what is wrong with them
            stream.require_whole()
            raise
        stream.require_whole()
        return reader.result()


def read_head(path: Path, keys: BackupKeys) -> SetHead:
    """What a set says of itself, without reading the rest. Raises `SetFault`."""
    with plain_stream(path, keys) as stream:
        try:
            with tarfile.open(fileobj=stream.file, mode="r|", bufsize=BLOCK_BYTES) as archive:
                member = archive.next()
                content = archive.extractfile(member) if member else None
                if member is None or content is None or member.name != backup_sets.HEAD:
                    raise Damaged(CHANGED)
                return backup_sets.head_of_json(content.read())
        except (tarfile.TarError, EOFError) as error:
            stream.require_whole()
            raise Damaged(CHANGED) from error


# --- members --------------------------------------------------------------------------------------


class _SetReader:
    """The members in their order, each compared with what the others say of it."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.head: SetHead | None = None
        self.manifest: Manifest | None = None
        self.parts = 0
        self.dump_bytes = 0
        self.dump = hashlib.sha256()
        self.list_sha256 = ""
        self.files = 0
        self.file_bytes = 0
        self.listed: Iterator[tuple[str, str]] = iter(())
        self.absent: set[str] = set()
        self.altered: set[str] = set()

    def read_members(self, stream: IO[bytes]) -> None:
        with (
            tempfile.TemporaryFile() as listed,
            tarfile.open(fileobj=stream, mode="r|", bufsize=BLOCK_BYTES) as archive,
        ):
            while (member := archive.next()) is not None:
                # the library remembers every member it has seen
                archive.members.clear()
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or self.manifest is not None:
                    raise Damaged(f"{member.name} does not belong there.")
                self._read_member(member.name, content, listed)

    def _read_member(self, name: str, content: IO[bytes], listed: IO[bytes]) -> None:
        if self.head is None:
            self._read_head(name, content)
        elif name == f"{backup_sets.DUMP_PARTS}{self.parts + 1:06d}" and not self.list_sha256:
            self._read_part(content)
        elif name == backup_sets.FILE_LIST and not self.list_sha256:
            self._read_list(content, listed)
        elif name.startswith(backup_sets.FILES) and self.list_sha256:
            self._read_file(name, content)
        elif name == backup_sets.MANIFEST and self.list_sha256:
            self.absent.update(_identifier(path) for _sha256, path in self.listed)
            self.manifest = backup_sets.manifest_of_json(content.read())
        else:
            raise Damaged(f"{name} does not belong there.")

    def _read_head(self, name: str, content: IO[bytes]) -> None:
        if name != backup_sets.HEAD:
            raise Damaged(f"{name} does not belong there.")
        self.head = backup_sets.head_of_json(content.read())
        self.receiver.take_head(self.head)

    def _read_part(self, content: IO[bytes]) -> None:
        part = content.read()
        self.parts += 1
        self.dump_bytes += len(part)
        self.dump.update(part)
        self.receiver.take_dump(part)

    def _read_list(self, content: IO[bytes], listed: IO[bytes]) -> None:
        self.receiver.end_dump()
        digest = hashlib.sha256()
        for block in _blocks_of(content):
            digest.update(block)
            listed.write(block)
        self.list_sha256 = digest.hexdigest()
        listed.seek(0)
        self.listed = _lines_of(listed)

    def _read_file(self, name: str, content: IO[bytes]) -> None:
        sha256 = self._listed_sha256(name)
        digest = hashlib.sha256()

        def hashed_blocks() -> Iterator[bytes]:
            for block in _blocks_of(content):
                digest.update(block)
                self.file_bytes += len(block)
                yield block

        blocks = hashed_blocks()
        self.receiver.take_file(name.removeprefix(backup_sets.FILES), sha256, blocks)
        for _rest in blocks:
            pass
        self.files += 1
        if digest.hexdigest() != sha256:
            self.altered.add(_identifier(name))

    def _listed_sha256(self, name: str) -> str:
        """Both go in the same order; what the list names in between is not in the set."""
        for sha256, path in self.listed:
            if path == name:
                return sha256
            self.absent.add(_identifier(path))
        raise Damaged(f"{name} is not in the list of files.")

    def result(self) -> tuple[SetHead, Manifest]:
        """Raises `Damaged` when the parts do not fit each other."""
        head, manifest = self.head, self.manifest
        if head is None or manifest is None:
            raise Damaged(CUT)
        absent = {file.id for file in manifest.missing} | set(manifest.dropped)
        checks = {
            "the dump of the database": (manifest.dump_bytes, manifest.dump_sha256)
            == (self.dump_bytes, self.dump.hexdigest()),
            "the list of files": manifest.list_sha256 == self.list_sha256,
            "the number of files": manifest.files == self.files + len(self.absent),
            "the size of the files": manifest.file_bytes == self.file_bytes,
            "which files are missing": absent == self.absent,
            "the content of the files": {file.id for file in manifest.altered} == self.altered,
        }
        wrong = [name for name, is_right in checks.items() if not is_right]
        if wrong:
            raise Damaged(f"{MANIFEST_SAYS} {', '.join(wrong)}.")
        return head, manifest


MANIFEST_SAYS = "Its parts do not belong together; the manifest says something else about"


def _identifier(name: str) -> str:
    return name.rpartition("/")[2]


def _lines_of(listed: IO[bytes]) -> Iterator[tuple[str, str]]:
    """(SHA-256, path) of each; a path that leads out of its folder is none."""
    for line in listed:
        match = LISTED_FILE.fullmatch(line)
        if match is None:
            raise Damaged(f"{backup_sets.FILE_LIST} cannot be read.")
        yield match[1].decode(), match[2].decode()


def _blocks_of(content: IO[bytes]) -> Iterator[bytes]:
    while block := content.read(BLOCK_BYTES):
        yield block
