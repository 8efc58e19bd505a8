"""A mail server for tests: real sockets, answers by script, keeps what it took."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

import pytest

Script = Callable[[str, str], str]
"""What to answer: asked with the stage (`rcpt`, `data`) and the address, gives a reply line, `hang` or `drop`."""


@dataclass
class Sink:
    """The server's memory. `took` are the mails that it acknowledged (or dropped after taking them), in order."""

    script: Script = field(default=lambda stage, address: "250 ok")
    took: list[Message] = field(default_factory=list)
    port: int = 0
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        """Message-IDs of all that was taken."""
        return [mail["Message-ID"] for mail in self.took]


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        sink: Sink = self.server.sink
        to = ""
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line.decode("utf-8", "replace").strip()
            word = verb[:4].upper()
            if word == "RCPT":
                to = verb.partition("<")[2].partition(">")[0]
                if not self.answer(sink.script("rcpt", to)):
                    return
            elif word == "DATA":
                self.say("354 go on")
                sink_mail = self.read_mail()
                if sink_mail is None:
                    return
                reply = sink.script("data", to)
                if reply.startswith("250") or reply == "drop":
                    sink.took.append(email.message_from_bytes(sink_mail))
                if not self.answer(reply):
                    return
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def answer(self, reply: str) -> bool:
        """Say it; False when the line is to be cut."""
        if reply == "hang":
            self.server.sink.release.wait(60)
            return False
        if reply == "drop":
            return False
        self.say(reply)
        return True

    def read_mail(self) -> bytes | None:
        """All up to the lone dot; None when the client went away before it."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


def start(port: int = 0) -> tuple[Sink, Callable[[], None]]:
    """A running sink on loopback, and how to stop it."""
    server = Server(("127.0.0.1", port), Talk)
    server.sink = sink = Sink(port=server.server_address[1])
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()

    def stop() -> None:
        sink.release.set()
        server.shutdown()
        server.server_close()

    return sink, stop


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A running sink to which the product mails."""
    found, stop = start()
    point_at(settings, found)
    yield found
    stop()


def point_at(settings: Any, sink: Sink) -> None:
    """Let the product mail there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    settings.EMAIL_IS_SET_UP = True
    settings.SITE_URL = "https://desk.example"
    settings.DEFAULT_FROM_EMAIL = "desk@example.com"
