"""Puts files of a backup back where their rows look for them."""

import hashlib
import tempfile
from collections.abc import Iterable

from django.core.files.base import File

from documents.storages import kept_files

# Bytes of a file on its way back that stay in memory.
IN_MEMORY = 1 << 20
BLOCK = 1 << 20


def put_back_file(relative_path: str, sha256: str, blocks: Iterable[bytes]) -> None:
    """Write one file. What lies there already and is right stays.

    A file that was damaged before it was backed up is put back as it is, but over nothing. Raises
    `OSError` when it cannot be written.
    """
    places = kept_files()
    is_there = places.exists(relative_path)
    if is_there and _sha256_of(relative_path) == sha256:
        return
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as came:
        for block in blocks:
            came.write(block)
            digest.update(block)
        if is_there and digest.hexdigest() != sha256:
            return
        came.seek(0)
        places.delete(relative_path)
        places.save(relative_path, File(came))


def _sha256_of(relative_path: str) -> str:
    digest = hashlib.sha256()
    with kept_files().open(relative_path, "rb") as file:
        for block in file.chunks(BLOCK):
            digest.update(block)
    return digest.hexdigest()
