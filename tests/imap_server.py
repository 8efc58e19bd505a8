"""A mail box for tests: a real IMAP server in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imap_tools import MailBoxUnencrypted

from local_services.postgres import free_port
from tests.fixtures import until

USER, PASSWORD = "service", "box-password"


@dataclass
class Box:
    """The box as its owner sees it."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def open(self) -> MailBoxUnencrypted:
        box = MailBoxUnencrypted("127.0.0.1", self.port, timeout=60)
        box.login(USER, PASSWORD, "INBOX")
        return box

    def put(self, *mails: bytes) -> None:
        """As if they had come in."""
        with self.open() as box:
            for mail in mails:
                box.append(mail, "INBOX")

    def unseen(self) -> list[str]:
        with self.open() as box:
            return box.uids("UNSEEN")

    def mark_all_seen(self) -> None:
        """As a colleague does who opens the box in a mail program."""
        with self.open() as box:
            box.flag(box.uids("ALL"), "\\Seen", True)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            return line.recv(100).startswith(b"* OK")
    except OSError:
        return False


@contextmanager
def running_box() -> Iterator[Box]:
    """A server with an empty box, until the block ends."""
    port = free_port()
    program = Path(sys.executable).with_name("pymap")
    command = [program, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict"]
    server = subprocess.Popen(
        [*command, "--demo-user", USER, "--demo-password", PASSWORD],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _answers(port), "the IMAP server answers")
        yield Box(port)
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    """A running server with an empty box, from which the product fetches."""
    with running_box() as found:
        settings.IMAP_URL = found.url
        yield found
