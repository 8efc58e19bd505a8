"""An S3 server for tests: moto's, in a process of its own, with one empty bucket."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local_services.postgres import free_port
from local_services.privileges import dies_with_parent
from tests.fixtures import until

BUCKET = "desk-files"
KEYS = {"aws_access_key_id": "desk", "aws_secret_access_key": "desk-secret"}


@dataclass
class BucketServer:
    """Where it listens, and what lies in the bucket; it may be stopped and goes on with what it had."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> object:
        return boto3.client("s3", endpoint_url=self.address, region_name="us-east-1", **KEYS)

    def names(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [entry["Key"] for entry in listed]

    def empty(self) -> None:
        for name in self.names():
            self.client.delete_object(Bucket=BUCKET, Key=name)

    @contextmanager
    def away(self) -> Iterator[None]:
        """It takes connections and never answers: its process stands still."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def running_bucket(folder: Path) -> Iterator[BucketServer]:
    """Ended with the test; nothing of it is on disk but its log."""
    port = free_port()
    command = [*dies_with_parent("KILL"), sys.executable, "-m", "moto.server", "-p", str(port)]
    with (folder / "bucket.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    server = BucketServer(port, process)
    try:
        until(lambda: _has_bucket(server), "the S3 server answers")
        yield server
    finally:
        process.kill()
        process.wait(10)


def _has_bucket(server: BucketServer) -> bool:
    assert server.process.poll() is None, "the S3 server did not start"
    try:
        server.client.create_bucket(Bucket=BUCKET)
    except (BotoCoreError, ClientError):
        return False
    return True


def options_of(server: BucketServer, **others: object) -> dict[str, object]:
    """The options of the product's storage that lead there."""
    return {
        "bucket_name": BUCKET,
        "endpoint_url": server.address,
        "region_name": "us-east-1",
        "access_key": KEYS["aws_access_key_id"],
        "secret_key": KEYS["aws_secret_access_key"],
        "addressing_style": "path",
        **others,
    }
