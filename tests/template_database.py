"""`python -m tests.template_database`: the database that every worker's own one is a copy of.

To make all tables takes ten seconds of computing; to copy them takes a moment. The controller starts
this, and the workers collect their tests meanwhile. What came of it is a fact in the run's folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

PATIENCE = 300.0  # seconds; it takes ten, and on a busy machine several times that
READY, FAILED = "template.ready", "template.failed"


def template_name() -> str:
    """Of this run: a server of one's own (TEST_DATABASE_URL) may serve several."""
    return f"template_of_{Path(os.environ['TEST_FOLDER']).name.rpartition('-')[2]}"


def start_making() -> subprocess.Popen[bytes]:
    """Returns at once."""
    return subprocess.Popen([sys.executable, "-m", "tests.template_database"])


def wait_until_made() -> str:
    """The name of the database. Raises `RuntimeError` with its words if it could not be made."""
    folder, end = Path(os.environ["TEST_FOLDER"]), time.monotonic() + PATIENCE
    while not (folder / READY).exists():
        failed = folder / FAILED
        if failed.exists() or time.monotonic() > end:
            words = failed.read_text() if failed.exists() else f"not there after {PATIENCE:.0f} s"
            raise RuntimeError(f"The template of the test databases: {words}")
        time.sleep(0.1)
    return template_name()


def tell_server(statement: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def drop() -> None:
    """For a server that outlives the run."""
    tell_server(f"DROP DATABASE IF EXISTS {template_name()} WITH (FORCE)")


def make() -> None:
    """Every table with its seed."""
    server = urlsplit(os.environ["DATABASE_URL"])
    tell_server(f"CREATE DATABASE {template_name()}")
    os.environ["DATABASE_URL"] = server._replace(path=f"/{template_name()}").geturl()
    os.environ["DJANGO_SETTINGS_MODULE"] = "aftersales.settings"

    # Settings are read when they are imported, and must find the database named above.
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    connections.close_all()


def main() -> None:
    folder = Path(os.environ["TEST_FOLDER"])
    try:
        make()
    except BaseException:
        (folder / FAILED).write_text(traceback.format_exc())
        raise
    (folder / READY).touch()


if __name__ == "__main__":
    main()
