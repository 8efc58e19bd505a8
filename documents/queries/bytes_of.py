"""The bytes of a kept file, wherever they lie."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File

from documents.models import StoredFile
from documents.storages import kept_files


def open_stored_file(stored: StoredFile) -> File:
    """The file opened for reading; close it.

    Raises `FileNotFoundError` when it is gone, another `OSError` when it cannot be read now.
    """
    return kept_files().open(stored.relative_path, "rb")


@contextmanager
def local_copy(stored: StoredFile) -> Iterator[Path]:
    """A path for programs that want one: the file itself, or a copy while the work inside lasts.

    Raises as `open_stored_file`.
    """
    if kept_files().is_on_disk:
        yield stored_path(stored)
        return
    with open_stored_file(stored) as file, tempfile.NamedTemporaryFile(suffix=".kept") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)


def stored_path(stored: StoredFile) -> Path:
    """Where the file lies on this machine's disk. Raises `NotImplementedError` for a bucket."""
    return Path(kept_files().path(stored.relative_path))
