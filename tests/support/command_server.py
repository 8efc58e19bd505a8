"""`python -m tests.support.command_server`: forks each command of `manage.py` that it is told to run.

Django is loaded once, so the next command starts within milliseconds. A line of JSON on its input names
words, database, settings and the file for what the command says; its output says that the command was
`born`, and that it has `ended` with a code (-9 for SIGKILL) and its most memory in kilobytes.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django
from django.conf import settings
from django.db import connection


def serve() -> None:
    django.setup()
    # what every command needs is imported before the first is forked
    from django.core.management import ManagementUtility

    from operations.exports import nightly  # noqa: F401
    from operations.imports import restore  # noqa: F401

    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if not pid:
            run_command(ManagementUtility, wanted)
        tell("born", pid)
        _pid, status, usage = os.wait4(pid, 0)
        tell("ended", os.waitstatus_to_exitcode(status), usage.ru_maxrss)


def tell(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 — the test reads it


def run_command(utility: Any, wanted: dict[str, Any]) -> None:
    """Never returns."""
    out = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, stands_for in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(number, stands_for)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    connection.settings_dict["NAME"] = wanted["database"]
    for name, value in wanted["settings"].items():
        setattr(settings, name, value)
    code = 0
    try:
        utility(["manage.py", *wanted["words"]]).execute()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve()
