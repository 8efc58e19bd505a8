"""Forms with files as a browser sends them, byte by byte where that matters."""

from __future__ import annotations

import contextlib
import http.client
import socket
from pathlib import Path
from typing import Any

from tests.processes import Web

BOUNDARY = "----desk"
HEAD = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields: dict[str, str], *files: tuple[str, str, bytes]) -> bytes:
    """The body of a form; files as field, name, content."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, name, body in files:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        )
        kind = "Content-Type: application/octet-stream\r\n\r\n"
        parts.append((head + kind).encode() + body + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def post(web: Web, path: str, body: bytes, **headers: str) -> http.client.HTTPResponse:
    """The answer to a whole form of whoever is logged in; its text is in `text`."""
    server = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    server.request("POST", path, body, {"Content-Type": HEAD, **_own(web), **headers})
    answer = server.getresponse()
    answer.text = answer.read().decode()
    server.close()
    return answer


def send_all_the_same(web: Web, path: str, body: bytes) -> None:
    """As `post`, by somebody who does not listen: until the line is cut."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        post(web, path, body)


def _own(web: Web) -> dict[str, str]:
    cookies = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
    return {"Cookie": cookies, "X-CSRFToken": web.cookies.get("csrftoken", "")}


def answer_to_head(port: int, path: str, *lines: str) -> bytes:
    """What comes before anything of a body was sent: the first line of the answer and some of its text."""
    head = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {HEAD}", *lines, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall("\r\n".join(head).encode())
        return line.recv(1 << 16)


def bytes_below(folder: Path) -> int:
    """Of all files that somebody has written there, but for the counts of the web server itself."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db"]
    return sum(path.stat().st_size for path in files)


def resident_megabytes(pids: list[int]) -> float:
    """The most that these processes have ever had in memory."""
    peaks = [
        int(line.split()[1])
        for pid in pids
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return sum(peaks) / 1024


def note(web: Web, number: str, *files: tuple[str, bytes], **fields: Any) -> Any:
    """The answer to a note on a ticket with these files."""
    page = web.ask("GET", f"/tickets/{number}/note/")
    submit_id = page.text.partition('name="submit_id" value="')[2].partition('"')[0]
    told = {"body": "见附件", "submit_id": submit_id, **fields}
    body = multipart(told, *(("uploads", name, content) for name, content in files))
    return post(web, f"/tickets/{number}/note/", body)
