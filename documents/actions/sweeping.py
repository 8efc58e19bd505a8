"""Bytes without a row are taken away, rows without bytes are counted.

A process that is killed between the two leaves bytes that nobody knows of; a disk that was changed
or a restore by halves leaves rows that lead nowhere.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from documents.models import StoredFile
from documents.storages import kept_files

log = logging.getLogger(__name__)

# Nobody's upload, and nobody's transaction, lasts as long.
YOUNG = timedelta(hours=24)

BATCH = 500

# So many rows whose bytes are gone are named in the log.
MOST_NAMED = 20

# More strays than rows, and more than this, are no leftovers: the rows are missing.
MOST_STRAYS = 100

_FOLDER = re.compile(r"[0-9a-f]{2}")
_FILE = re.compile(r"([0-9a-f]{32})(\.part)?")


def sweep_files(
    *, at: datetime, before: dict[str, object], is_desk_restored: bool = False
) -> dict[str, object]:
    """Take strays away that are older than `YOUNG`; how many were `removed`, and why not.

    `kept`: more than there are rows, as if a database had been emptied below its files. `waiting`:
    the desk was restored and nobody has said go (`is_desk_restored`), so that they may belong to
    rows that the backup did not hold. `missing`: rows whose bytes are gone; since when is taken
    over from `before`, which is what the last run returned.
    """
    strays = list(_old_strays(at))
    is_doubtful = len(strays) > max(MOST_STRAYS, StoredFile.objects.count())
    removed = 0
    if is_desk_restored:
        log.warning(
            "the desk was restored and nobody has released its messages: files without a row stay,"
            " %d of them",
            len(strays),
        )
    elif is_doubtful:
        log.error("%d files have no row, more than there are rows: none was removed", len(strays))
    else:
        removed = _remove_strays(strays)
    missing = list(_missing_files())
    for name in missing[:MOST_NAMED]:
        log.error("the bytes of a file are missing: %s", name)
    since = before.get("missing_since") or at.isoformat()
    return {
        "removed": removed,
        "kept": len(strays) if is_doubtful and not is_desk_restored else 0,
        "waiting": len(strays) if is_desk_restored else 0,
        "missing": len(missing),
        "missing_since": since if missing else None,
    }


def _remove_strays(strays: list[str]) -> int:
    """The number removed. Rows are asked for anew: a restore may have put them under the files."""
    removed = 0
    for paths in _batches(strays):
        known = _known_ids([path.rpartition("/")[2] for path in paths])
        for path in paths:
            if path.rpartition("/")[2] not in known:
                log.info("a file without a row is removed: %s", path)
                kept_files().delete(path)
                removed += 1
    return removed


def _folders() -> list[str]:
    try:
        folders, _files = kept_files().listdir("")
    except FileNotFoundError:
        # nothing was ever kept
        return []
    return sorted(folder for folder in folders if _FOLDER.fullmatch(folder))


def _files_in(folder: str) -> set[str]:
    try:
        return set(kept_files().listdir(folder)[1])
    except FileNotFoundError:
        return set()


def _old_strays(at: datetime) -> Iterator[str]:
    """Names of our own shape that no row knows; asked for by batches."""
    for folder in _folders():
        # sorted: the same order on every run
        for names in _batches(sorted(filter(_FILE.fullmatch, _files_in(folder)))):
            known = _known_ids(names)
            for name in names:
                path = f"{folder}/{name}"
                is_known = name in known
                if not is_known and _is_old(path, at):
                    yield path


def _known_ids(names: list[str]) -> set[str]:
    """Of these names those that a row has; what is still being written has none."""
    ids = [UUID(name) for name in names if len(name) == 32]
    return {key.hex for key in StoredFile.objects.filter(pk__in=ids).values_list("pk", flat=True)}


def _is_old(path: str, at: datetime) -> bool:
    try:
        return at - kept_files().get_modified_time(path) > YOUNG
    except FileNotFoundError:
        # renamed or taken away meanwhile
        return False


def _missing_files() -> Iterator[str]:
    """Rows whose bytes are gone, folder by folder."""
    for number in range(256):
        folder = f"{number:02x}"
        first, last = UUID(hex=f"{folder}{'0' * 30}"), UUID(hex=f"{folder}{'f' * 30}")
        rows = StoredFile.objects.filter(pk__gte=first, pk__lte=last)
        # the rows first: the bytes of a row were there before it
        ids = {key.hex for key in rows.values_list("pk", flat=True)}
        gone = ids - _files_in(folder) if ids else set()
        for name in sorted(gone):
            # asked again: it may have been dropped between the two looks
            is_still_there = StoredFile.objects.filter(pk=UUID(name)).exists()
            path = f"{folder}/{name}"
            if is_still_there and not kept_files().exists(path):
                yield path


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while batch := list(islice(rest, BATCH)):
        yield batch
