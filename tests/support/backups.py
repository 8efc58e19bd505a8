"""Backups made by hand, part for part, for those who read them."""

from __future__ import annotations

import hashlib
import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from operations.domain.backup_keys import BackupKeys
from operations.domain.backup_sets import LostFile, Manifest, SetHead, TableFacts, set_name
from operations.exports.backup import write_protected

SITE = "desk.example.com"
MADE_AT = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
DUMP = [bytes(range(256)) * 40, b"PGDMP second part" * 100]
FILES = {"0a" * 16: b"first" * 300, "1b" * 16: b"", "2c" * 16: bytes(70_000), "3d" * 16: b"last"}
HEAD = SetHead(MADE_AT, SITE, "r1", {"core": ["0001_initial"]}, 18, 18)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(identifier: str) -> str:
    return f"media/{identifier[:2]}/{identifier}"


def file_list(files: dict[str, bytes]) -> bytes:
    return "".join(
        f"{digest(content)}  {path_of(one)}\n" for one, content in files.items()
    ).encode()


def manifest(**changes: object) -> Manifest:
    """Of the parts above, unless told otherwise."""
    dump = b"".join(DUMP)
    known = {
        "tables": {"public.a": TableFacts(3, "17")},
        "dump_bytes": len(dump),
        "dump_sha256": digest(dump),
        "files": len(FILES),
        "file_bytes": sum(map(len, FILES.values())),
        "list_sha256": digest(file_list(FILES)),
    }
    return Manifest(**(known | changes))


def parts() -> dict[str, bytes]:
    """The members of a good set, by name and in order."""
    dumped = {f"database/{n:06d}": part for n, part in enumerate(DUMP, 1)}
    stored = {path_of(one): content for one, content in FILES.items()}
    return {
        "set.json": HEAD.as_json(),
        **dumped,
        "files.sha256": file_list(FILES),
        **stored,
        "manifest.json": manifest().as_json(),
    }


def archive(members: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in members.items() if isinstance(members, dict) else members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def write_set(folder: Path, members: object, keys: BackupKeys, *, at: datetime = MADE_AT) -> Path:
    """A file as the product writes it; the members are the test's."""
    path = folder / set_name(SITE, at, is_encrypted=bool(keys))
    with path.open("wb") as out:
        write_protected(iter([archive(members)]), out, keys)
    return path


def lost(identifier: str, name: str = "故障.png", owner: str = "202611-00001") -> LostFile:
    return LostFile(identifier, name, owner)
