"""Where kept files lie: on this machine's disk, or in a bucket that speaks S3.

Both are Django storages, and neither has an address of its own: a file leaves through the page that
asks who may read it (`documents.views`).
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from storages.backends.s3 import S3Storage

# Share of the disk that stays free for the database and the logs.
FREE_SPACE_FLOOR = 0.05

# A large disk may fall below the floor while so many of the largest uploads still fit.
ENOUGH_UPLOADS = 20

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

# Seconds: a page waits for them, and holds a row meanwhile.
CONNECT_SECONDS, READ_SECONDS = 5, 20
PROBE_SECONDS = 1

# One request keeps a file or does not: there is nothing half to clean up.
WHOLE = 5 << 30

# Bytes of a file on its way out of the bucket that stay in memory.
IN_MEMORY = 1 << 20


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


class BucketStorage(PrivateStorage, S3Storage):
    """Files in a bucket of S3 or of what speaks like it. Raises `StorageAway` when it cannot."""

    is_on_disk = False

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            # names are never used twice: it need not be asked whether one is taken
            "file_overwrite": True,
            "default_acl": None,
            "max_memory_size": IN_MEMORY,
            "transfer_config": TransferConfig(multipart_threshold=WHOLE, use_threads=False),
        }

    def __init__(self, **options: Any) -> None:
        style = options.get("addressing_style")
        super().__init__(client_config=_client_config(style), **options)

    @property
    def bucket(self) -> Any:
        """Of this thread's own connection, which the parent would share between threads."""
        return self.connection.Bucket(self.bucket_name)

    def _save(self, name: str, content: File) -> str:
        with _telling_that_it_is_away():
            return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> File:
        with _telling_that_it_is_away():
            file = super()._open(name, mode)
            # fetched now: whoever reads on must not find out half-way
            file.open()
            return file

    def delete(self, name: str) -> None:
        with _telling_that_it_is_away():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _telling_that_it_is_away():
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _telling_that_it_is_away():
            return super().listdir(path)

    def get_modified_time(self, name: str) -> Any:
        with _telling_that_it_is_away():
            return super().get_modified_time(name)

    def has_room(self, size: int, largest: int) -> bool:
        """A bucket has no end."""
        return True

    def answers(self) -> bool:
        """May files be looked for there? Asked briefly: a probe waits for it."""
        client = self._create_session().client(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.endpoint_url,
            config=_client_config(self.addressing_style, seconds=PROBE_SECONDS),
        )
        try:
            client.list_objects_v2(Bucket=self.bucket_name, Prefix=self.location, MaxKeys=1)
        except (BotoCoreError, ClientError):
            return False
        finally:
            client.close()
        return True


def kept_files() -> DiskStorage | BucketStorage:
    """The place of kept files that the settings name."""
    return storages["default"]


def _client_config(addressing_style: str | None, *, seconds: int | None = None) -> Config:
    return Config(
        s3={"addressing_style": addressing_style or "auto"},
        signature_version="s3v4",
        connect_timeout=seconds or CONNECT_SECONDS,
        read_timeout=seconds or READ_SECONDS,
        retries={"total_max_attempts": 1 if seconds else 2, "mode": "standard"},
        # what only speaks like S3 does not know the newer checksums
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def _telling_that_it_is_away() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise StorageAway(str(error)) from error


def _sync_folder(folder: Path) -> None:
    """The name of a file is kept by its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
