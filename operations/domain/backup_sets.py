"""What a backup is called and what it says of itself.

A set is one file: a tar archive, encrypted in the age format when a key was given. Its members, in
this order: `set.json` (`SetHead`), the dump of PostgreSQL in parts `database/000001` …, the list
`files.sha256` of the stored files that the dump names, in the format of sha256sum, these files as
`media/ab/ab…`, and `manifest.json` (`Manifest`). A set without its manifest is not whole.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

FORMAT = 1
HEAD = "set.json"
DUMP_PARTS = "database/"
FILE_LIST = "files.sha256"
FILES = "media/"
MANIFEST = "manifest.json"

# First bytes of the two kinds of set.
AGE_MAGIC = b"age-encryption.org/v1\n"
TAR_MAGIC = HEAD.encode() + b"\0"

# After a set that is not encrypted: the SHA-256 of all bytes before it, as text.
SEAL_BYTES = 65


class SetFault(Exception):
    """A set cannot be used; the text says why, for the person at the terminal."""


class NeedsKey(SetFault):
    """It is encrypted, and no key was given."""


class WrongKey(SetFault):
    """None of the keys opens it."""


class Damaged(SetFault):
    """It is not as it was written: changed, cut, or put together from others."""


# --- names ----------------------------------------------------------------------------------------


def set_name(site: str, at: datetime, *, is_encrypted: bool) -> str:
    """`aftersales-desk.example.com-20261129T023000Z.tar.age`."""
    ending = ".tar.age" if is_encrypted else ".tar"
    return f"{_stem(site)}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{ending}"


def moment_in_name(name: str, site: str) -> datetime | None:
    """When a set of this site was made, by its name; None for every other name."""
    stem = re.escape(_stem(site))
    match = re.fullmatch(rf"{stem}(\d{{8}}T\d{{6}})Z\.tar(\.age)?", name)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def half_name(name: str) -> str:
    """What a set is called while it is written."""
    return f".{name}.part"


def is_half_name(name: str, site: str) -> bool:
    """Does a file have the name of a set of this site that is being written?"""
    is_half = name.startswith(".") and name.endswith(".part")
    return is_half and moment_in_name(name[1:].removesuffix(".part"), site) is not None


def _stem(site: str) -> str:
    return f"aftersales-{re.sub(r'[^a-z0-9.-]', '-', site.lower())}-"


# --- what stands in it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetHead:
    """Known before the first byte of data.

    `migrations`: by app, what the database had seen. `server`, `programs`: major versions of
    PostgreSQL.
    """

    made_at: datetime
    site: str
    release: str
    migrations: dict[str, list[str]]
    server: int
    programs: int
    format: int = FORMAT

    def as_json(self) -> bytes:
        return _json_bytes({**asdict(self), "made_at": self.made_at.isoformat()})


def head_of_json(text: bytes) -> SetHead:
    """Raises `Damaged`, and `SetFault` for a format that is not known yet."""
    data = _json_object(text, HEAD)
    if data.get("format", 0) > FORMAT:
        raise SetFault("This backup was made by a newer release: restore it with that one.")
    try:
        return SetHead(**{**data, "made_at": datetime.fromisoformat(data["made_at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{HEAD} cannot be read.") from error


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table: how many rows, and a digest of their content that does not depend on their order."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class LostFile:
    """A stored file that is not in the set as it should be: which, and whose it is."""

    id: str
    name: str
    owner: str

    def __str__(self) -> str:
        return f"“{self.name}” ({self.owner})" if self.owner else f"“{self.name}”"


@dataclass(slots=True)
class Manifest:
    """Known when all was written; it grows while files are copied.

    `missing`: a row names them, the disk does not have them; `altered`: the disk has something
    else than was stored; `dropped`: deleted by somebody after the database was dumped. `heads`:
    last links of hash chains, by chain.
    """

    tables: dict[str, TableFacts]
    dump_bytes: int
    dump_sha256: str
    files: int
    file_bytes: int
    list_sha256: str
    missing: list[LostFile] = field(default_factory=list)
    altered: list[LostFile] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """In all tables together."""
        return sum(table.rows for table in self.tables.values())

    @property
    def lost(self) -> list[LostFile]:
        """What somebody has to look after."""
        return [*self.missing, *self.altered]

    def as_json(self) -> bytes:
        return _json_bytes(asdict(self))


def manifest_of_json(text: bytes) -> Manifest:
    """Raises `Damaged`. What a later release adds is left aside."""
    data = _json_object(text, MANIFEST)
    try:
        known = {name: data[name] for name in Manifest.__dataclass_fields__ if name in data}
        known["tables"] = {
            name: TableFacts(facts["rows"], facts["digest"])
            for name, facts in data["tables"].items()
        }
        for name in ("missing", "altered"):
            known[name] = [LostFile(**file) for file in data[name]]
        return Manifest(**known)
    except (KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{MANIFEST} cannot be read.") from error


def table_differences(
    expected: Mapping[str, TableFacts], found: Mapping[str, TableFacts]
) -> list[str]:
    """What is not the same in two databases, a sentence for each table."""
    differences: list[str] = []
    for name in sorted({*expected, *found}):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            state = "is not in the backup" if before is None else "was not restored"
            differences.append(f"the table {name} {state}")
        elif before.rows != after.rows:
            differences.append(f"{name} has {after.rows} rows instead of {before.rows}")
        elif before != after:
            differences.append(f"{name} has other content in its {after.rows} rows")
    return differences


def _json_bytes(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _json_object(text: bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise Damaged(f"{name} cannot be read.") from error
    if not isinstance(data, dict):
        raise Damaged(f"{name} cannot be read.")
    return data
