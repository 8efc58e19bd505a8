"""What gunicorn reads by itself when it starts here.

A folder where its processes count requests together, no boasting header, and words for what is no
request.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn import util
from gunicorn.http.wsgi import Response

# As much as it can: longer addresses are refused before anybody knows what they ask for.
limit_request_line = 8190

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "aftersales-metrics-"

# What `prometheus_client` calls its files, and bytes for the counts of some thousand views.
_KINDS = ("counter", "histogram")
_ROOM = 2 << 20


def _is_gone(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (ValueError, OSError):
        return False
    return False


def _new_folder() -> str:
    """Named by its process; those of killed ones are taken away."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        if _is_gone(pid):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")


_IS_OURS = _SHARED not in os.environ
if _IS_OURS:
    # New at each start, so that counts of processes long gone are not added. On HUP this file is
    # read again; then the folder is there.
    os.environ[_SHARED] = _new_folder()

_headers = Response.default_headers


def _quiet_headers(response: Response) -> list[str]:
    """Without the name of the server."""
    return [line for line in _headers(response) if not line.startswith("Server:")]


if not getattr(_headers, "is_quiet", False):
    _quiet_headers.is_quiet = True
    Response.default_headers = _quiet_headers


# As `api.enums.ProblemCode` has them: Django is not there yet.
_TOO_LONG, _MALFORMED, _FAULT = "uri_too_long", "malformed", "fault"


def _write_problem(sock: Any, status: int, reason: str, detail: str) -> None:
    """What nobody can read is answered as the interface answers it: browsers send none such."""
    code = _TOO_LONG if status == 414 else _MALFORMED if status < 500 else _FAULT
    problem = {
        "type": f"urn:problem:{code}",
        "title": reason,
        "status": status,
        "code": code,
        "detail": detail or reason,
    }
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin1") + body)


util.write_error = _write_problem


def post_fork(server: Any, worker: Any) -> None:
    """Room for the counts of a new process, before the first of them.

    They are written through memory: on a disk that has filled up meanwhile that would be a SIGBUS,
    and the end of the process.
    """
    folder = Path(os.environ[_SHARED])
    try:
        for kind in _KINDS:
            with (folder / f"{kind}_{os.getpid()}.db").open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, _ROOM)
    except OSError:
        # it counts for itself then
        del os.environ[_SHARED]


def on_exit(server: Any) -> None:
    """The last one takes the folder along."""
    if _IS_OURS and _SHARED in os.environ:
        shutil.rmtree(os.environ[_SHARED], ignore_errors=True)
