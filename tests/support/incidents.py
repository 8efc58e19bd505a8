"""Incidents of another desk in few lines, and the 300 of the packed file."""

import csv
import gzip
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tickets.record.enums import EventKind
from tickets.transfer.domain.history import judge_incident, layout_of, mapping_of

DATA = Path(__file__).parents[1] / "tickets" / "data" / "servicenow_incidents_300.csv.gz"

SHANGHAI = ZoneInfo("Asia/Shanghai")

NOW = datetime(2026, 11, 20, tzinfo=UTC)

SHIPPED = Path(__file__).parents[2] / "tickets" / "transfer" / "imports" / "mappings"

MAPPING = {
    "file": {"time": "%d-%m-%Y %H:%M", "unknown": ["?"]},
    "columns": {
        "number": "no",
        "state": "state",
        "at": "at",
        "order": "mod",
        "reported_at": "opened",
        "resolved_at": "resolved",
        "closed_at": "closed",
        "reopened": "re",
        "reassigned": "ra",
        "department": "group",
        "assignee": "who",
    },
    "states": {
        "New": "new",
        "Active": "processing",
        "User": "waiting_customer/customer",
        "Vendor": "waiting_internal/third_party",
        "Resolved": "resolved",
        "Closed": "closed",
    },
    "defaults": {"customer": "x", "channel": "phone"},
}

HEADER = ["no", "state", "at", "mod", "opened", "resolved", "closed", "re", "ra", "group", "who"]


def shipped(name):
    return mapping_of(tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8")))


def line(
    state,
    at,
    *,
    mod="?",
    opened="01-03-2016 09:00",
    resolved="?",
    closed="?",
    re="0",
    ra="0",
    group="A",
    who="?",
):
    return [
        "I1",
        state,
        f"01-03-2016 {at}" if len(at) == 5 else at,
        str(mod),
        opened,
        resolved,
        closed,
        str(re),
        str(ra),
        group,
        who,
    ]


def incident_of(*lines, without=()):
    columns = {name: column for name, column in MAPPING["columns"].items() if name not in without}
    layout = layout_of(mapping_of({**MAPPING, "columns": columns}), HEADER, SHANGHAI)
    return judge_incident("I1", [(n, cells) for n, cells in enumerate(lines, 2)], layout, NOW)


def moves(one):
    return [
        (entry.before, entry.after, entry.data.get("move", ""))
        for entry in one.entries
        if entry.kind == EventKind.MOVED
    ]


def counted(one):
    """Reopenings and reassignments as our own ledger gives them."""
    reopened = sum(
        entry.kind == EventKind.MOVED and entry.data.get("move") == "reopen"
        for entry in one.entries
    )
    return reopened, sum(entry.kind == EventKind.ASSIGNED for entry in one.entries)


def shanghai(written):
    return datetime.strptime(written, "%d-%m-%Y %H:%M").replace(tzinfo=SHANGHAI)


def of_the_file():
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    layout = layout_of(shipped("servicenow"), header, SHANGHAI)
    lines = {}
    for n, cells in enumerate(rows, 2):
        lines.setdefault(cells[0], []).append((n, cells))
    return (
        header,
        lines,
        {number: judge_incident(number, found, layout, NOW) for number, found in lines.items()},
    )
