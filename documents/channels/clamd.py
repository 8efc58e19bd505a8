"""Asks a virus scanner: ClamAV's daemon, by its INSTREAM command over a socket.

Its protocol is two commands (clamd(8)); the packages that speak it have not been kept for years, so
these lines stand here instead of one.
"""

import socket
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORT = 3310

# Seconds for everything that one file takes; somebody waits, and holds a row meanwhile.
SCAN_SECONDS = 20
PING_SECONDS = 1

# An answer is a line.
LONGEST_ANSWER = 4096

# Bytes that are sent at once; the daemon takes up to its StreamMaxLength in all.
CHUNK = 1 << 16


class ScannerAway(Exception):
    """The scanner does not answer, answers nonsense, or cannot look at the file."""


def find_virus(address: str, body: Iterable[bytes]) -> str | None:
    """The name of what was found in a file; None for a clean one. Raises `ScannerAway`."""
    deadline = time.monotonic() + SCAN_SECONDS
    answer = _talk(address, _stream(body), deadline)
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    # also "INSTREAM size limit exceeded. ERROR": what was not looked at is not clean
    raise ScannerAway(answer[:200])


def is_answering(address: str) -> bool:
    """Does the scanner say that it is there?"""
    try:
        return _talk(address, [b"zPING\0"], time.monotonic() + PING_SECONDS) == "PONG"
    except ScannerAway:
        return False


def _stream(body: Iterable[bytes]) -> Iterable[bytes]:
    yield b"zINSTREAM\0"
    for chunk in body:
        for start in range(0, len(chunk), CHUNK):
            part = chunk[start : start + CHUNK]
            yield len(part).to_bytes(4, "big") + part
    yield bytes(4)


def _talk(address: str, parts: Iterable[bytes], deadline: float) -> str:
    try:
        with _connect(address, deadline) as scanner:
            _send(scanner, parts, deadline)
            return _answer(scanner, deadline)
    except (OSError, ValueError) as error:
        raise ScannerAway(f"{type(error).__name__}: {error}") from error


def _connect(address: str, deadline: float) -> socket.socket:
    url = urlsplit(address)
    if url.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX)
        try:
            scanner.settimeout(_left(deadline))
            scanner.connect(url.path)
        except OSError:
            scanner.close()
            raise
        return scanner
    place = (url.hostname or "127.0.0.1", url.port or DEFAULT_PORT)
    return socket.create_connection(place, timeout=_left(deadline))


def _send(scanner: socket.socket, parts: Iterable[bytes], deadline: float) -> None:
    try:
        for part in parts:
            scanner.settimeout(_left(deadline))
            scanner.sendall(part)
    except (BrokenPipeError, ConnectionResetError):
        # it hangs up at a file over its limit, and has said so
        return


def _answer(scanner: socket.socket, deadline: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        scanner.settimeout(_left(deadline))
        part = scanner.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(deadline: float) -> float:
    """Seconds until the deadline. Raises `TimeoutError` after it."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
