"""Kept files in a bucket that speaks S3.

Named by the settings alone: whoever keeps files on a disk does not load its libraries, which takes
a tenth of the start of every process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from documents.storages import PrivateStorage, StorageAway

# Seconds: a page waits for them, and holds a row meanwhile.
CONNECT_SECONDS, READ_SECONDS = 5, 20
PROBE_SECONDS = 1

# One request keeps a file or does not: there is nothing half to clean up.
WHOLE = 5 << 30

# Bytes of a file on its way out of the bucket that stay in memory.
IN_MEMORY = 1 << 20


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
