"""Makes a backup: one file that is there whole or not at all, proved readable, then old ones go.

A kill at any moment leaves the sets as they were, and at most a file that begins with a dot and is
cleared away next time.
"""

import fcntl
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pyrage
from django.utils import timezone

from local_services.binaries import client_for
from local_services.errors import free_megabytes, is_about_full_disk
from operations.actions.backups import note_backup
from operations.domain import backup_sets
from operations.domain.backup_keys import BackupKeys
from operations.domain.backup_sets import Manifest, SetFault, SetHead
from operations.domain.retention import KeepRule, kept_moments
from operations.exports.set_stream import SetStream
from operations.queries import clients, set_reader
from operations.queries.set_bytes import is_set
from operations.queries.snapshot import database_snapshot

BLOCK_BYTES = 1 << 20
FULL = (
    "The disk of {folder} is full ({free} MB free): no backup was made. The older ones are as they"
    " were; make room, or keep fewer with BACKUP_KEEP."
)
SHOWN_FILES = 20


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where to, for which site and release, what protects it, and what is kept beside it."""

    folder: Path
    site: str
    release: str
    keys: BackupKeys
    keep: KeepRule | None


@dataclass(slots=True)
class MadeBackup:
    """`pruned`: names of the sets that were removed for it; `left`: those that could not be."""

    path: Path
    made_at: datetime
    verified_at: datetime
    manifest: Manifest
    bytes: int
    is_encrypted: bool
    is_read: bool
    pruned: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """For the row of the job."""
        lost = [str(file) for file in self.manifest.lost]
        return {
            "set": self.path.name,
            "made_at": self.made_at.isoformat(),
            "verified_at": self.verified_at.isoformat(),
            "bytes": self.bytes,
            "rows": self.manifest.rows,
            "files": self.manifest.files,
            "lost": lost[:SHOWN_FILES],
            "lost_count": len(lost),
            "is_encrypted": self.is_encrypted,
        }


def make_backup(plan: BackupPlan) -> MadeBackup:
    """One consistent set of database and files.

    Raises `SetFault`, `CannotStart` where programs are missing, and `OSError`; nothing that was
    there before has changed then.
    """
    try:
        plan.folder.mkdir(mode=0o700, exist_ok=True)
        clear_leftovers(plan)
        made = _write_set(plan)
    except (OSError, pyrage.EncryptError) as error:
        if is_about_full_disk(error, plan.folder):
            free = free_megabytes(plan.folder)
            raise SetFault(FULL.format(folder=plan.folder, free=free)) from error
        raise
    note_backup(
        made.path.name,
        at=made.verified_at,
        is_encrypted=made.is_encrypted,
        rows=made.manifest.rows,
        files=made.manifest.files,
    )
    if plan.keep is not None:
        prune_sets(plan, made)
    return made


def _write_set(plan: BackupPlan) -> MadeBackup:
    with database_snapshot() as snapshot:
        server = clients.major_of(snapshot.session)
        client = client_for(server)
        head = SetHead(
            made_at=snapshot.made_at,
            site=plan.site,
            release=plan.release,
            migrations=snapshot.migrations(),
            server=server,
            programs=client.major,
        )
        is_encrypted = bool(plan.keys)
        name = backup_sets.set_name(plan.site, head.made_at, is_encrypted=is_encrypted)
        stream = SetStream(snapshot, head, client=client)
        half, final = plan.folder / backup_sets.half_name(name), plan.folder / name
        with _half_file(half) as file:
            digest = write_protected(stream.blocks(), file, plan.keys)
            is_read = _prove_readable(half, digest, plan.keys)
            if final.exists():
                raise SetFault(f"{final} is there already; wait a second.")
            half.rename(final)
    _sync_folder(plan.folder)
    if stream.manifest is None:
        raise RuntimeError("the stream ended without a manifest")
    return MadeBackup(
        path=final,
        made_at=head.made_at,
        verified_at=timezone.now(),
        manifest=stream.manifest,
        bytes=final.stat().st_size,
        is_encrypted=is_encrypted,
        is_read=is_read,
    )


@contextmanager
def _half_file(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone, locked as long as somebody writes it; gone when that fails."""
    with path.open("xb") as half:
        os.fchmod(half.fileno(), 0o600)
        with suppress(OSError):  # some network disks have no locks
            fcntl.flock(half, fcntl.LOCK_EX)
        try:
            yield half
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def write_protected(blocks: Iterator[bytes], out: IO[bytes], keys: BackupKeys) -> str:
    """Write what the blocks give, encrypted or sealed, and onto the disk; the SHA-256 of it."""
    counted = _HashedWriter(out)
    if keys:
        source = BlockReader(blocks)
        try:
            reader = io.BufferedReader(source, BLOCK_BYTES)
            pyrage.encrypt_io(reader, counted, list(keys.recipients))
        except Exception:
            # the library tells only the text of what went wrong on either side
            if fault := source.fault or counted.fault:
                raise fault from None
            raise
    else:
        for block in blocks:
            counted.write(block)
        counted.write(f"{counted.hash.hexdigest()}\n".encode())
    out.flush()
    os.fsync(out.fileno())
    return counted.hash.hexdigest()


class BlockReader(io.RawIOBase):
    """Blocks as a file; `fault` is what went wrong while they were made."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.rest = memoryview(b"")
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            while not self.rest:
                self.rest = memoryview(next(self.blocks))
        except StopIteration:
            return 0
        except BaseException as error:
            self.fault = error
            raise
        taken = self.rest[: len(buffer)]
        self.rest = self.rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class _HashedWriter:
    """A file that is hashed as it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.hash = hashlib.sha256()
        self.fault: Exception | None = None

    def write(self, block: bytes) -> int:
        try:
            self.out.write(block)
        except OSError as error:
            self.fault = error
            raise
        self.hash.update(block)
        return len(block)

    def flush(self) -> None:
        self.out.flush()


def _prove_readable(half: Path, digest: str, keys: BackupKeys) -> bool:
    """Read it all again before it gets its name; True if also its content was looked at.

    A server that has only the public key cannot open what it wrote, and compares the bytes.
    """
    if keys and not keys.identities:
        with half.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise SetFault("The disk does not give back what was written: no backup was made.")
        return False
    set_reader.read_set(half, keys, set_reader.NoReceiver())
    return True


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a loss of power."""
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks cannot do it to a folder
            os.fsync(number)
    finally:
        os.close(number)


# --- what goes ------------------------------------------------------------------------------------


def clear_leftovers(plan: BackupPlan) -> None:
    """Halves of runs that were killed: nobody holds their lock any more."""
    for path in plan.folder.iterdir():
        if not backup_sets.is_half_name(path.name, plan.site):
            continue
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            path.unlink(missing_ok=True)


def prune_sets(plan: BackupPlan, made: MadeBackup) -> None:
    """Remove the sets of this site that the rule does not keep. Called when the newest was proved
    readable; a set that cannot be removed is told and stops nothing.
    """
    if plan.keep is None:
        return
    sets = dict(sets_in(plan.folder, plan.site))
    kept = kept_moments(map(timezone.localtime, sets), plan.keep)
    for moment in sorted(sets.keys() - kept):
        path = sets[moment]
        if path == made.path:
            continue
        try:
            path.unlink()
            made.pruned.append(path.name)
        except OSError:
            made.left.append(path.name)


def sets_in(folder: Path, site: str) -> Iterator[tuple[datetime, Path]]:
    """The whole sets of a site, known by their name and by their first bytes."""
    for path in folder.iterdir():
        moment = backup_sets.moment_in_name(path.name, site)
        if moment and path.is_file() and not path.is_symlink() and is_set(path):
            yield moment, path
