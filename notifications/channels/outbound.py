"""The only way out by HTTP that a row of administrators decides: to hosts of the deployment."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

# Seconds for a connection, for each wait, and for the whole answer.
TIMEOUT = 10
LONGEST_ANSWER = 64 * 1024
PIECE = 8 * 1024
JSON = {"Content-Type": "application/json; charset=utf-8"}
LOOPBACK = ("127.0.0.1", "localhost")


class NotOutside(ValueError):
    """An address that leads to none of the hosts that the deployment names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `body` is empty where it was no JSON object."""

    status: int
    body: dict[str, Any]


def require_outside(url: str, hosts: list[str]) -> None:
    """Raise `NotOutside` unless the address is `https://` to one of the hosts, on its usual port.

    A host that is this machine, which only tests name, may be plain.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotOutside(url) from None
    is_here = host in LOOPBACK
    is_safe = parts.scheme == "https" and port in (None, 443)
    if host not in hosts or parts.username or not (is_safe or is_here):
        raise NotOutside(url)


def post_json(
    url: str,
    data: Mapping[str, Any] | None,
    *,
    hosts: list[str],
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send it and read the answer. Raises `NotOutside`, and `OSError` for an answer that does not
    come, not in time, or not whole.

    No redirect is followed, and of a long answer the beginning is read.
    """
    return _ask("POST", url, data, hosts, headers)


def get_json(url: str, *, hosts: list[str]) -> Answer:
    """Read an answer; otherwise as `post_json`."""
    return _ask("GET", url, None, hosts, None)


def _ask(
    method: str,
    url: str,
    data: Mapping[str, Any] | None,
    hosts: list[str],
    headers: Mapping[str, str] | None,
) -> Answer:
    require_outside(url, hosts)
    # As it is, not escaped: an escaped Chinese letter is six bytes of a limit instead of three.
    content = json.dumps(data, ensure_ascii=False).encode() if data is not None else None
    try:
        with requests.request(
            method,
            url,
            data=content,
            headers={**(JSON if content else {}), **(headers or {})},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return Answer(answer.status_code, _object_in(_beginning_of(answer.raw)))
    # Those of urllib3 come from what is read of the answer itself.
    except (requests.RequestException, HTTPError) as error:
        # its words hold the address, which is a secret
        raise OSError(type(error).__name__) from None


def _beginning_of(answer: BaseHTTPResponse) -> bytes:
    """Raises `TimeoutError` where it comes drop by drop, each of them in time."""
    ends_at = time.monotonic() + TIMEOUT
    content = b""
    while len(content) < LONGEST_ANSWER:
        piece = answer.read1(PIECE, decode_content=True)
        if not piece:
            break
        content += piece
        if time.monotonic() > ends_at:
            raise TimeoutError("the answer did not end")
    return content


def _object_in(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
