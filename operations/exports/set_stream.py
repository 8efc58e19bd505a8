"""A backup as a stream of bytes: a tar archive made piece by piece, however large the desk is."""

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.files.base import File
from django.db import connection

from documents.storages import StorageAway, kept_files
from local_services.binaries import PostgresBinaries
from local_services.postgres import last_lines
from operations.domain import backup_sets
from operations.domain.backup_sets import Manifest, SetFault, SetHead
from operations.queries import snapshot as snapshots
from operations.queries.clients import client_command, client_environment
from operations.queries.snapshot import Snapshot

PART_BYTES = 8 << 20
BLOCK_BYTES = 1 << 20
END_OF_ARCHIVE = bytes(2 * tarfile.BLOCKSIZE)

# Milliseconds that pg_dump waits for a table that a migration has locked.
LOCK_PATIENCE = "60000"


class SetStream:
    """Gives the bytes of one set; `manifest` is known once all were taken.

    The session of the snapshot is closed as soon as it has told everything: copying files may take
    hours, and a snapshot that is held keeps old rows alive.
    """

    def __init__(self, snapshot: Snapshot, head: SetHead, *, client: PostgresBinaries) -> None:
        self.snapshot = snapshot
        self.head = head
        self.client = client
        self.manifest: Manifest | None = None

    def blocks(self) -> Iterator[bytes]:
        """Raises `SetFault` when the database cannot be dumped."""
        yield from self._member(backup_sets.HEAD, self.head.as_json())
        dump = Counted()
        yield from self._dump_members(dump)
        with tempfile.TemporaryFile() as listed:
            listing = Counted()
            files = self._write_list(listed, listing)
            tables = self.snapshot.table_facts()
            self.snapshot.session.close()

            self.manifest = Manifest(
                tables=tables,
                dump_bytes=dump.bytes,
                dump_sha256=dump.digest,
                files=files,
                file_bytes=0,
                list_sha256=listing.digest,
            )
            yield self._header(backup_sets.FILE_LIST, listing.bytes)
            yield from _blocks_of(listed)
            yield _padding(listing.bytes)
            yield from self._file_members(listed, self.manifest)
        yield from self._member(backup_sets.MANIFEST, self.manifest.as_json())
        yield END_OF_ARCHIVE

    def _header(self, name: str, size: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size = size
        info.mode = 0o600
        info.mtime = int(self.head.made_at.timestamp())
        return info.tobuf(tarfile.PAX_FORMAT)

    def _member(self, name: str, content: bytes) -> Iterator[bytes]:
        yield self._header(name, len(content))
        yield content
        yield _padding(len(content))

    # --- the database -----------------------------------------------------------------------------

    def _dump_members(self, dump: "Counted") -> Iterator[bytes]:
        """In parts, because the head of a member holds its size."""
        with self._pg_dump() as output:
            number = 0
            while part := output.read(PART_BYTES):
                number += 1
                dump.add(part)
                yield from self._member(f"{backup_sets.DUMP_PARTS}{number:06d}", part)

    @contextmanager
    def _pg_dump(self) -> Iterator[IO[bytes]]:
        """What pg_dump writes of the snapshot. It takes the locks of a reader, no others."""
        database = str(connection.settings_dict["NAME"])
        wanted = ["--format=custom", "--no-owner", "--no-privileges"]
        wanted += [f"--exclude-table-data={table}" for table in snapshots.UNKEPT_TABLES]
        wanted += [f"--snapshot={self.snapshot.name}", f"--lock-wait-timeout={LOCK_PATIENCE}"]
        command = client_command(self.client.program("pg_dump"), database, *wanted)
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=client_environment(database),
            )
            try:
                if process.stdout is None:
                    raise RuntimeError("pg_dump has no output")
                with process.stdout as output:
                    yield output
                if process.wait():
                    complaints.seek(0)
                    words = complaints.read().decode(errors="replace")
                    raise SetFault(f"pg_dump failed:\n{last_lines(words)}")
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    # --- the files --------------------------------------------------------------------------------

    def _write_list(self, listed: IO[bytes], listing: "Counted") -> int:
        """The files that the snapshot names; their number."""
        count = 0
        for row in self.snapshot.stored_rows():
            line = f"{row.sha256}  {backup_sets.FILES}{row.relative_path}\n".encode()
            listed.write(line)
            listing.add(line)
            count += 1
        listed.seek(0)
        return count

    def _file_members(self, listed: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
        listed.seek(0)
        for line in listed:
            sha256, name = line.decode().rstrip("\n").split("  ", 1)
            yield from self._file_member(name, sha256, manifest)

    def _file_member(self, name: str, sha256: str, manifest: Manifest) -> Iterator[bytes]:
        """A file as it lies there; what lies there is never changed, so no lock is needed."""
        path = name.removeprefix(backup_sets.FILES)
        identifier = path.rpartition("/")[2]
        file = _open_kept_file(path)
        if file is None:
            # between the dump and this moment somebody may have deleted what it belonged to
            if snapshots.is_file_known(identifier):
                manifest.missing.append(snapshots.lost_file(identifier))
            else:
                manifest.dropped.append(identifier)
            return

        with file:
            copied = Counted()
            size = _size_of(file)
            yield self._header(name, size)
            for block in _blocks_of(file, size):
                copied.add(block)
                yield block
            if copied.bytes < size:
                # the disk gave less than it promised: the archive must stay readable
                yield bytes(size - copied.bytes)
            yield _padding(size)
        manifest.file_bytes += size
        if copied.digest != sha256:
            manifest.altered.append(snapshots.lost_file(identifier))


def _open_kept_file(path: str) -> File | None:
    """None for one that is gone or cannot be read. Raises `StorageAway` where none can be."""
    try:
        return kept_files().open(path, "rb")
    except StorageAway:
        raise
    except OSError:
        return None


class Counted:
    """How many bytes passed, and their SHA-256."""

    def __init__(self) -> None:
        self.bytes = 0
        self.hash = hashlib.sha256()

    def add(self, block: bytes) -> None:
        self.bytes += len(block)
        self.hash.update(block)

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()


def _size_of(file: IO[bytes]) -> int:
    """Bytes of an open file."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _blocks_of(file: IO[bytes], size: int | None = None) -> Iterator[bytes]:
    """The rest of a file, `size` bytes at most; less where the disk cannot be read."""
    left = size
    while left is None or left:
        try:
            block = file.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left))
        except OSError:
            return
        if not block:
            return
        if left is not None:
            left -= len(block)
        yield block


def _padding(size: int) -> bytes:
    """To the next block of the archive."""
    return bytes(-size % tarfile.BLOCKSIZE)
