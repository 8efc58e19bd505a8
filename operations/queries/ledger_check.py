"""The whole check of the audit ledger, in words: by the command, and by a job every night."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.models import AuditEntry
from operations import timetable
from operations.queries import ledger_chain
from operations.queries.jobs import job_data
from operations.queries.ledger_chain import Heads, LedgerFault, heads_digest

WORDS = {
    "changed": "was changed",
    "gap": "does not follow: entries before it are gone",
    "broken": "does not hold the hash of the entry before it",
    "unchained": "was written past the chain",
    "cut": "is the last one by the head of its stream, and is not there",
    "headless": "has no head: somebody wrote to the heads",
    "differs": "is not what was noted outside the database",
}


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What was found: a line for each fault, and how much was looked at."""

    faults: list[str]
    chained: int
    earlier: int
    noted: int


def check_ledger(path: Path) -> LedgerReport:
    """Hash every entry anew and compare with the heads that were noted in the file.

    The database hashes: a million entries take it twenty seconds and this process no memory.
    """
    noted, faults = read_noted_heads(path) if path.exists() else ({}, [])
    kept, found = job_data(timetable.HEADS).get("lines", 0), count_lines(path)
    if found < kept:
        faults.append(f"{path}: {kept} heads were noted there, and {found} are left")
    faults += _faults(noted)
    chained = AuditEntry.objects.exclude(hash="").count()
    earlier = AuditEntry.objects.filter(hash="").count()
    return LedgerReport(faults, chained, earlier, len(noted))


def _faults(noted: dict[str, Heads]) -> Iterator[str]:
    for name in ledger_chain.missing_guards():
        yield f"{name}: this trigger is gone or off"
    yield from map(_fault_in_words, ledger_chain.ledger_faults())
    for moment, heads in noted.items():
        for fault in ledger_chain.faults_against(heads):
            yield f"{moment}: {_fault_in_words(fault)}"


def _fault_in_words(fault: LedgerFault) -> str:
    """`entry 17 (person:3, 5) was changed`."""
    name = f"entry {fault.entry}" if fault.entry else "the entry"
    return f"{name} ({fault.stream}, {fault.position}) {WORDS[fault.what]}"


def count_lines(path: Path) -> int:
    """How many heads were noted in the file; none where there is none."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def read_noted_heads(path: Path) -> tuple[dict[str, Heads], list[str]]:
    """The lines of such a file by their moments, from the last restore on; and lines that are none.

    A line that cannot be read keeps the others from nothing.
    """
    noted: dict[str, Heads] = {}
    faults: list[str] = []
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            said = json.loads(line)
            heads = {
                stream: (int(position), str(digest))
                for stream, (position, digest) in said["heads"].items()
            }
            is_whole = heads_digest(heads) == said["digest"]
            moment = str(said["at"])
        except (AttributeError, KeyError, TypeError, ValueError):
            faults.append(f"{path}: line {number} is no line of heads")
            continue
        if not is_whole:
            faults.append(f"{path}: line {number} was changed: its digest is another")
            continue
        if said.get("restored"):
            noted.clear()
        noted[moment] = heads
    return noted, faults
