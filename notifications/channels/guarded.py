"""The way out by HTTP to addresses that somebody entered: anybody's, but never into the house.

The name is resolved once, every address that it has is looked at, and the connection goes to one
of these: a name that answers something else a moment later leads nowhere else. No redirect is
followed, no proxy asked.
"""

import io
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from requests.certs import where

from notifications.channels.outbound import LONGEST_ANSWER, PIECE, TIMEOUT
from notifications.domain.addresses import (
    Destination,
    NotOutside,
    destination_of,
    is_inside_named,
    is_outside,
)

# Of the addresses of a name so many are tried.
ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered; of a long answer the beginning."""

    status: int
    retry_after: str
    content: bytes


def post_guarded(
    url: str, content: bytes, *, headers: Mapping[str, str], inside: Collection[str]
) -> Reply:
    """Send it and read the answer, all within `TIMEOUT` seconds.

    `inside` are the hosts and networks of the deployment that may be reached although they do not
    lie outside. Raises `NotOutside`, before anything is sent; `OSError` for an answer that does not
    come, not in time, or not whole.
    """
    ends_at = time.monotonic() + TIMEOUT
    destination = destination_of(url, inside)
    line = _open_line(destination, _addresses_of(destination, inside), ends_at)
    connection = HTTPConnection(destination.host, destination.port)
    connection.sock = _TimedLine(line, ends_at)
    try:
        sent = {"Host": destination.host_header, "Connection": "close", **headers}
        connection.request("POST", destination.path, content, sent)
        return _reply_in(connection.getresponse(), ends_at)
    except (HTTPException, ValueError) as error:
        raise OSError(f"no HTTP: {type(error).__name__}") from None
    finally:
        connection.close()
        line.close()


def _addresses_of(destination: Destination, inside: Collection[str]) -> list[str]:
    """What the name stands for. Raises `NotOutside` unless every address may be reached."""
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(place[0]) for *_kind, place in found))
    for address in addresses:
        is_open = destination.is_named or is_inside_named(address, inside)
        if not is_open and not is_outside(address):
            raise NotOutside(destination.host)
    return addresses[:ADDRESSES]


def _open_line(
    destination: Destination, addresses: Collection[str], ends_at: float
) -> socket.socket:
    """A connection to the first address that takes one. Raises `OSError`."""
    error = OSError("no address")
    for address in addresses:
        try:
            line = socket.create_connection((address, destination.port), _time_left(ends_at))
        except OSError as refused:
            error = refused
            continue
        try:
            if not destination.is_safe:
                return line
            line.settimeout(_time_left(ends_at))
            return _tls_context().wrap_socket(line, server_hostname=destination.host)
        except OSError:
            line.close()
            raise
    raise error


@cache
def _tls_context() -> ssl.SSLContext:
    """Trusts what the machine trusts, and the public authorities where it knows none."""
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context


def _time_left(ends_at: float) -> float:
    """Raises `TimeoutError` when none is left."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer did not end")
    return left


def _reply_in(answer: HTTPResponse, ends_at: float) -> Reply:
    content = b""
    while len(content) < LONGEST_ANSWER:
        _time_left(ends_at)
        piece = answer.read1(PIECE)
        if not piece:
            break
        content += piece
    return Reply(answer.status, answer.getheader("Retry-After", ""), content[:LONGEST_ANSWER])


class _TimedLine:
    """A socket of which every wait is shortened by those before: drop by drop takes no longer."""

    def __init__(self, line: socket.socket, ends_at: float) -> None:
        self.line, self.ends_at = line, ends_at

    def sendall(self, data: Any) -> None:
        self.line.settimeout(_time_left(self.ends_at))
        self.line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self.line, self.ends_at))

    def close(self) -> None:
        """Whoever opened the line closes it: the answer is read after the request has ended."""


class _TimedReader(io.RawIOBase):
    """What comes over the line."""

    def __init__(self, line: socket.socket, ends_at: float) -> None:
        super().__init__()
        self.line, self.ends_at = line, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.line.settimeout(_time_left(self.ends_at))
        return self.line.recv_into(buffer)
