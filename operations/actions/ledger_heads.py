"""Notes the heads of the audit ledger outside the database, where who turns it over cannot reach.

The chain finds what was changed; that its end was cut off, only somebody who remembers it can tell.
"""

import logging
from datetime import datetime
from pathlib import Path

from documents.line_files import add_line
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
    add_line(path, said)
    entries = sum(position for position, _digest in heads.values())
    log.info("heads of the audit ledger: %d entries, %s", entries, digest)
    return digest
