"""Where kept files lie: on this machine's disk, or in a bucket that speaks S3.

The bucket is `documents.buckets`. Both are Django storages, and neither has an address of its own:
a file leaves through the page that asks who may read it (`documents.views`).
"""

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

if TYPE_CHECKING:
    from documents.buckets import BucketStorage

# Share of the disk that stays free for the database and the logs.
FREE_SPACE_FLOOR = 0.05

# A large disk may fall below the floor while so many of the largest uploads still fit.
ENOUGH_UPLOADS = 20

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageAway(OSError):
    """The place where files lie does not answer, or refuses us."""


class PrivateStorage:
    """Has no addresses."""

    def url(self, name: str | None, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never: an address that opens by itself would go past the reader's rights."""
        raise NotImplementedError("kept files are served by documents.views.send_stored_file")


class DiskStorage(PrivateStorage, FileSystemStorage):
    """Files below `MEDIA_ROOT`: written beside, synced, renamed; nothing is left when it fails."""

    is_on_disk = True

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            with part.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                # before the rename: a row must never name a file that a loss of power left empty
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
            _sync_folder(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        return name

    def has_room(self, size: int, largest: int) -> bool:
        """Would a file of so many bytes leave the database and the logs enough?"""
        disk = shutil.disk_usage(self._nearest())
        is_below_floor = disk.free - size < disk.total * FREE_SPACE_FLOOR
        return not is_below_floor or disk.free >= ENOUGH_UPLOADS * largest

    def answers(self) -> bool:
        """May files be written there?"""
        return os.access(self._nearest(), os.W_OK | os.X_OK)

    def _nearest(self) -> Path:
        """The folder, or where it will be made."""
        root = Path(self.location)
        return next(path for path in (root, *root.parents) if path.exists())


def kept_files() -> "DiskStorage | BucketStorage":
    """The place of kept files that the settings name."""
    return storages["default"]


def _sync_folder(folder: Path) -> None:
    """The name of a file is kept by its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
