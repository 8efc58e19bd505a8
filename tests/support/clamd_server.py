"""A virus scanner for tests: real sockets, clamd's commands, one signature, answers by script."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"
LIMIT = 26 << 20
"""Bytes of a stream; the daemon hangs up at the next one."""


@dataclass
class Scanner:
    """`answer` replaces what it would say; `hang` says nothing until the end. `seen` are the bodies it was sent."""

    address: str = ""
    answer: bytes | None = None
    hangs: bool = False
    limit: int = LIMIT
    seen: list[bytes] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class Talk(socketserver.StreamRequestHandler):
    """One command, one answer, as clamd does outside of a session."""

    def handle(self) -> None:
        scanner: Scanner = self.server.scanner
        command = self._line()
        if scanner.hangs:
            scanner.released.wait(60)
            return
        if command == b"zPING":
            self.wfile.write(scanner.answer or b"PONG\0")
        elif command == b"zINSTREAM":
            said = self._scan(scanner)
            self.wfile.write(scanner.answer or said)
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _line(self) -> bytes:
        line = b""
        while (sign := self.rfile.read(1)) not in (b"\0", b""):
            line += sign
        return line

    def _scan(self, scanner: Scanner) -> bytes:
        body = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            if len(body) + length > scanner.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
            body += self.rfile.read(length)
        scanner.seen.append(body)
        return f"stream: {FOUND} FOUND\0".encode() if EICAR in body else b"stream: OK\0"


class TcpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def running_scanner(path: Path | None = None) -> Iterator[Scanner]:
    """One that listens on loopback, or on a socket file."""
    server = UnixServer(str(path), Talk) if path else TcpServer(("127.0.0.1", 0), Talk)
    server.scanner = scanner = Scanner()
    scanner.address = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield scanner
    finally:
        scanner.released.set()
        server.shutdown()
        server.server_close()
