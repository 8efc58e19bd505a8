"""`python -m scripts.write_baseline`: the tables of a new desk, as the migrations leave them.

Migrates a new database the long way, on a server of its own, and writes what came of it to
`aftersales/baseline/`; with `--check` it writes nothing and fails where something differs. To be
done for a release. Databases that were made from an older baseline are none the worse: they get
the migrations after it.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from aftersales import baseline
from local_services.binaries import PostgresBinaries, binaries_for_new_data
from local_services.postgres import SPEED_FOR_SAFETY, Cluster, free_port
from local_services.privileges import prefix_for

ROOT = Path(__file__).parent.parent

# Settings of the program that reads, commands of psql, and what comes without a name of a schema.
LEFT_OUT = re.compile(r"^(SET |SELECT pg_catalog\.set_config|\\|--|$)")

HEAD = """\
-- Written by scripts/write_baseline.py; never edited by hand.
SET LOCAL check_function_bodies = off;
"""
# What it does depends on what the role may, so that no dump tells it.
BI_SCHEMA = import_module("analytics.migrations.0004_bi_schema").MAKE.lstrip()
APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"


@contextmanager
def start_server() -> Iterator[tuple[PostgresBinaries, str]]:
    """A PostgreSQL of its own, gone afterwards; its programs, and the address of its database."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)  # PostgreSQL may have to run as another user
        work = home / "postgres"
        work.mkdir()
        cluster = Cluster(work / "data", binaries_for_new_data(), prefix_for(work))
        cluster.create(role="postgres", is_durable=False)
        port = free_port()
        command = cluster.server(
            sockets=work, port=port, listen="127.0.0.1", settings=SPEED_FOR_SAFETY
        )
        with (
            (home / "log").open("w") as log,
            subprocess.Popen(command, stdout=log, stderr=log) as server,
        ):
            while not cluster.is_ready(host="127.0.0.1", port=port):
                if server.poll() is not None:
                    sys.exit((home / "log").read_text())
                time.sleep(0.1)
            yield cluster.binaries, f"postgres://postgres@127.0.0.1:{port}/postgres"
            server.send_signal(signal.SIGINT)  # not to wait for who is still connected


def migrate_the_long_way() -> list[tuple[str, str]]:
    """The migrations that were applied, in their order."""
    django.setup()
    call_command("migrate", "--without-baseline", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(APPLIED)
        return cursor.fetchall()


def read_tables(binaries: PostgresBinaries, address: str) -> str:
    """Statements that make the same tables in whatever schema they are run."""
    program = binaries.program("pg_dump")
    wanted = ["--schema-only", "--no-owner", "--no-privileges", "--schema=public"]
    said = subprocess.run(
        [program, *wanted, address], check=True, capture_output=True, encoding="utf-8"
    )
    lines = said.stdout.replace("public.", "").splitlines()
    kept = [line for line in lines if not LEFT_OUT.match(line)]
    return "\n".join(line for line in kept if "SCHEMA public" not in line) + "\n"


def write_rows(applied: list[tuple[str, str]]) -> str:
    """The note of what the tables stand for."""
    rows = ",\n".join(f"    ('{app}', '{name}', now())" for app, name in applied)
    return f"INSERT INTO django_migrations (app, name, applied) VALUES\n{rows};\n"


def make_files() -> dict[Path, str]:
    """Path to the text that belongs there."""
    with start_server() as (binaries, address):
        os.environ["DATABASE_URL"] = address
        applied = migrate_the_long_way()
        tables = read_tables(binaries, address)

    sources = "".join(f"{digest}  {path}\n" for path, digest in baseline.find_sources().items())
    return {
        baseline.SCHEMA: HEAD + tables + BI_SCHEMA + write_rows(applied),
        baseline.SOURCES: sources,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one differs")
    is_check = parser.parse_args().check
    os.environ["DJANGO_SETTINGS_MODULE"] = "aftersales.settings"
    os.environ.setdefault("SECRET_KEY", "only to make tables")

    differences: list[str] = []
    for path, text in make_files().items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if is_check:
            differences += difflib.unified_diff(
                before.splitlines(), text.splitlines(), path.name, "as the migrations leave it"
            )
        else:
            path.write_text(text, encoding="utf-8")
    if differences:
        sys.exit("\n".join(differences))


if __name__ == "__main__":
    main()
