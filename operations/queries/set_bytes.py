"""The bytes of a backup without their protection: decrypted, or without the seal at the end."""

import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage

from operations.domain.backup_keys import BackupKeys
from operations.domain.backup_sets import (
    AGE_MAGIC,
    SEAL_BYTES,
    TAR_MAGIC,
    Damaged,
    NeedsKey,
    SetFault,
    WrongKey,
)

BLOCK_BYTES = 1 << 20

CUT = "It ends before its end: the file was cut, or is still being copied."
CHANGED = "A byte of it is not as it was written."
NO_MATCH = "No matching keys found"


def is_set(path: Path) -> bool:
    """Does a file begin as a backup does?"""
    with path.open("rb") as file:
        return file.read(len(AGE_MAGIC)).startswith((AGE_MAGIC, TAR_MAGIC))


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(AGE_MAGIC)) == AGE_MAGIC


class PlainStream:
    """The archive itself, with its protection taken off.

    `end` raises when the protection says that something is wrong; it is asked at the end.
    """

    def __init__(self, file: IO[bytes], end: Callable[[], None]) -> None:
        self.file = file
        self.end = end

    def require_whole(self) -> None:
        """Read what is left, and raise `SetFault` if the whole is not as it was written."""
        while self.file.read(BLOCK_BYTES):
            pass
        self.end()


@contextmanager
def plain_stream(path: Path, keys: BackupKeys) -> Iterator[PlainStream]:
    if is_encrypted(path):
        if not keys.identities:
            raise NeedsKey("It is encrypted: BACKUP_KEY or BACKUP_KEY_FILE must hold its key.")
        with _decrypted(path, keys) as stream:
            yield stream
    elif is_set(path):
        with path.open("rb") as file:
            sealed = _SealedFile(file, path.stat().st_size - SEAL_BYTES)
            yield PlainStream(io.BufferedReader(sealed, BLOCK_BYTES), sealed.require_seal)
    else:
        raise SetFault("It is no backup of this product.")


class _SealedFile(io.RawIOBase):
    """All but the seal at the end, counted and hashed as it is read."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.left = max(0, size)
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self.file.read(min(len(buffer), self.left))
        self.left -= len(block)
        self.hash.update(block)
        buffer[: len(block)] = block
        return len(block)

    def require_seal(self) -> None:
        seal = self.file.read()
        if seal == f"{self.hash.hexdigest()}\n".encode():
            return
        is_seal = len(seal) == SEAL_BYTES and seal[:-1].isalnum() and seal.endswith(b"\n")
        raise Damaged(CHANGED if is_seal else CUT)


@contextmanager
def _decrypted(path: Path, keys: BackupKeys) -> Iterator[PlainStream]:
    """Through a pipe: the library wants to write, and the archive's reader wants to read."""
    here, there = os.pipe()
    faults: list[Exception] = []

    def decrypt() -> None:
        try:
            with path.open("rb") as file, open(there, "wb") as pipe:  # noqa: PTH123  # a number
                pyrage.decrypt_io(file, pipe, list(keys.identities))
        except Exception as error:
            faults.append(error)

    def require_whole() -> None:
        thread.join()
        if faults:
            raise _decryption_fault(faults[0]) from faults[0]

    thread = threading.Thread(target=decrypt, name="decrypt", daemon=True)
    with open(here, "rb", buffering=BLOCK_BYTES) as file:  # noqa: PTH123  # a number, no path
        thread.start()
        try:
            yield PlainStream(file, require_whole)
        finally:
            # whoever stops early takes the reader away, and so ends the thread
            file.close()
            thread.join()


def _decryption_fault(error: Exception) -> SetFault:
    if NO_MATCH in str(error):
        return WrongKey("The key here does not open it: it was encrypted with another one.")
    return Damaged("It was changed or cut: its encryption does not hold.")
