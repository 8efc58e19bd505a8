"""Notes the heads of the audit ledger outside the database, where who turns it over cannot reach.

The chain finds what was changed; that its end was cut off, only somebody who remembers it can tell.
"""

import json
import logging
import os
from datetime import datetime
from pathlib import Path

from operations.queries.ledger_chain import heads_digest, last_entries

log = logging.getLogger("aftersales.ledger")


def note_ledger_heads(path: Path, *, at: datetime, is_restored: bool = False) -> str:
    """Add a line to the file, and one to the log, which a server sends elsewhere; the digest.

    A line is JSON: `at`, `digest`, `heads` (position and hash of the last entry, by stream), and
    `restored` where a backup was restored: what was noted before is not in the database any more.
    """
    heads = last_entries()
    digest = heads_digest(heads)
    said = {"at": at.isoformat(), "digest": digest, "heads": heads, "restored": is_restored}
    line = json.dumps(said, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_off_half_a_line(path)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    entries = sum(position for position, _digest in heads.values())
    log.info("heads of the audit ledger: %d entries, %s", entries, digest)
    return digest


def _cut_off_half_a_line(path: Path) -> None:
    """What a full disk or a kill left of a line, which would spoil the next one."""
    if not path.exists():
        return
    whole, _newline, rest = path.read_bytes().rpartition(b"\n")
    if rest:
        log.warning("half a line in %s was taken out: %d bytes", path, len(rest))
        os.truncate(path, len(whole) + 1 if whole else 0)
