"""What the CRM keeps: its customers and cases, and how far it is in step with the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS customer (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL,
    -- as the desk knows them, once it does
    code TEXT UNIQUE, contact_id INTEGER, version INTEGER NOT NULL DEFAULT 0,
    -- what the desk said no with
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS ticket (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer, summary TEXT NOT NULL,
    number TEXT UNIQUE, status TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 0,
    is_gone INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT ''
);
-- what is to be changed at the desk; `seen` stood there, in this version, when it was decided
CREATE TABLE IF NOT EXISTS edit (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES ticket,
    symptom TEXT NOT NULL, seen TEXT NOT NULL, version INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT ''
);
-- messages by their id, and the tickets that they told of and that are still to be read
CREATE TABLE IF NOT EXISTS hook (id TEXT PRIMARY KEY, came INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS told (number TEXT PRIMARY KEY, times INTEGER NOT NULL DEFAULT 1);
-- up to where changes were followed
CREATE TABLE IF NOT EXISTS mark (kind TEXT PRIMARY KEY, after TEXT NOT NULL);
"""


class Store:
    """A file of SQLite; every thread opens its own."""

    def __init__(self, file: Path) -> None:
        self.db = sqlite3.connect(file, isolation_level=None, timeout=30)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(f"PRAGMA journal_mode = WAL; {TABLES}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also when the process is killed."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.execute(statement, values)]

    def row(self, statement: str, *values: Any) -> dict[str, Any] | None:
        """The first one."""
        return next(iter(self.rows(statement, *values)), None)

    def run(self, statement: str, *values: Any) -> int:
        """The key of a row that was added."""
        return self.db.execute(statement, values).lastrowid or 0
