"""Is the audit ledger as it was written? Each entry is hashed anew, by the database."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from core.work.ledger import REFUSED, AppendOnly

# Position and hash of the last entry of each stream.
Heads = dict[str, tuple[int, str]]

# Everything that is wrong with the chain itself: the entry, its stream, its place, and what.
FAULTS = """
WITH chained AS (
    SELECT id, lag(position, 1, 0::bigint) OVER stream_order AS position_before,
           lag(hash, 1, '') OVER stream_order AS hash_before
    FROM core_auditentry WHERE hash <> ''
    WINDOW stream_order AS (PARTITION BY stream ORDER BY position, id)
)
SELECT entry.id, entry.stream, entry.position, CASE
    WHEN entry.hash <> aftersales_entry_hash(entry) THEN 'changed'
    WHEN entry.position <> chained.position_before + 1 THEN 'gap'
    ELSE 'broken' END
FROM core_auditentry AS entry JOIN chained USING (id)
WHERE entry.hash <> aftersales_entry_hash(entry)
   OR entry.position <> chained.position_before + 1
   OR entry.previous <> chained.hash_before
UNION ALL
SELECT id, stream, position, 'unchained' FROM core_auditentry
WHERE hash = '' AND id > (SELECT min(id) FROM core_auditentry WHERE hash <> '')
ORDER BY 1
"""
LAST_ENTRIES = """
SELECT DISTINCT ON (stream) stream, position, hash FROM core_auditentry WHERE hash <> ''
ORDER BY stream, position DESC
"""
# Streams whose last entry is not the one that their head remembers. One statement, as entries are
# written meanwhile.
ENDS = f"""
SELECT stream, head.position, last.position
FROM ({LAST_ENTRIES}) AS last FULL JOIN core_ledgerhead AS head USING (stream)
WHERE (last.position, last.hash) IS DISTINCT FROM (head.position, head.hash)
"""  # noqa: S608
# Heads that were noted, by three lists of one length, and are not the one entry at their place.
DIFFERING = """
SELECT stream, position
FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS noted (stream, position, hash)
WHERE ARRAY[noted.hash] IS DISTINCT FROM (
    SELECT array_agg(entry.hash::text) FROM core_auditentry AS entry
    WHERE entry.stream = noted.stream AND entry.position = noted.position AND entry.hash <> ''
)
"""
TRIGGERS = "SELECT tgname, tgenabled IN ('O', 'A') FROM pg_trigger WHERE NOT tgisinternal"
CHAIN_TRIGGERS = ("core_auditentry_chain", "core_auditentry_head")


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """Something that nobody can do through the product. `entry` is None where none is left."""

    what: str
    stream: str
    position: int
    entry: int | None = None


def ledger_faults() -> list[LedgerFault]:
    """Entries that were changed, taken out or slipped in, and streams whose end was cut off."""
    with connection.cursor() as cursor:
        cursor.execute(FAULTS)
        faults = [
            LedgerFault(what, stream, position, entry)
            for entry, stream, position, what in cursor.fetchall()
        ]
        cursor.execute(ENDS)
        for stream, in_head, last in cursor.fetchall():
            what = "headless" if in_head is None else "cut"
            faults.append(LedgerFault(what, stream, last if in_head is None else in_head))
    return faults


def faults_against(heads: Heads) -> list[LedgerFault]:
    """What heads that were noted outside the database know otherwise. One statement."""
    streams = list(heads)
    noted = [streams, [heads[one][0] for one in streams], [heads[one][1] for one in streams]]
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, noted)
        return [LedgerFault("differs", stream, position) for stream, position in cursor.fetchall()]


def missing_guards() -> list[str]:
    """Triggers of the ledgers that are gone or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        is_on = dict(cursor.fetchall())
    return [name for name in _guards() if not is_on.get(name, False)]


def _guards() -> Iterator[str]:
    yield from CHAIN_TRIGGERS
    for model in apps.get_models():
        if any(isinstance(one, AppendOnly) for one in model._meta.constraints):
            for change in REFUSED:
                yield f"{model._meta.db_table}_no_{change}"


def last_entries() -> Heads:
    """The last entry of each stream, from the entries themselves."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ENTRIES)
        return {stream: (position, digest) for stream, position, digest in cursor.fetchall()}


def heads_digest(heads: Mapping[str, Iterable[object]]) -> str:
    """One hash over the heads of all streams."""
    plain = json.dumps({name: list(heads[name]) for name in sorted(heads)}, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
