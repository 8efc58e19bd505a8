"""The whole check of the audit ledger, in words: by the command, and by a job every night."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.models import AuditEntry
from operations.queries import ledger_chain
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


def check_ledger(noted: dict[str, Heads]) -> LedgerReport:
    """Hash every entry anew and compare with heads that were noted, by their moments.

    The database hashes: a million entries take it some seconds and this process no memory.
    """
    chained = AuditEntry.objects.exclude(hash="").count()
    earlier = AuditEntry.objects.filter(hash="").count()
    return LedgerReport(list(_faults(noted)), chained, earlier, len(noted))


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


def read_noted_heads(path: Path) -> dict[str, Heads]:
    """The lines of such a file by their moments, from the last restore on.

    Raises `ValueError` naming the line that is none.
    """
    noted: dict[str, Heads] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            said = json.loads(line)
            heads = {
                stream: (int(position), str(digest))
                for stream, (position, digest) in said["heads"].items()
            }
            is_whole = heads_digest(heads) == said["digest"]
            moment = str(said["at"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} is no line of heads") from error
        if not is_whole:
            raise ValueError(f"line {number} was changed: its digest is another")
        if said.get("restored"):
            noted.clear()
        noted[moment] = heads
    return noted
