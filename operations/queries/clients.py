"""Commands of PostgreSQL's own programs on the desk's server."""

import os
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from local_services.privileges import dies_with_parent


def major_of(session: Any) -> int:
    """18 of PostgreSQL 18.6, for the server of a session."""
    major: int = session.server_version // 10_000
    return major


def client_command(program: Path, database: str, *arguments: str) -> list[str]:
    """A program on a database of the server; it ends with this process."""
    words, _secrets = _place_of(database)
    # the first is psql, the last the database
    return [*dies_with_parent("TERM"), str(program), *words[1:-1], "-d", words[-1], *arguments]


def client_environment(database: str) -> dict[str, str]:
    """With the password, which no command line shows."""
    _words, secrets = _place_of(database)
    return {**os.environ, **secrets, "PGAPPNAME": "aftersales backup"}


def _place_of(database: str) -> tuple[list[str], dict[str, str]]:
    stored = {**connection.settings_dict, "NAME": database}
    words, secrets = DatabaseClient.settings_to_cmd_args_env(stored, [])
    return words, secrets or {}
