"""`python -m local_services dump FOLDER FILE` and `restore FILE`: data of `make run` from one
PostgreSQL to another.

FOLDER holds the programs (`postgres`, `pg_dump`) of the version that made the data.

"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from local_services import local_database
from local_services.binaries import binaries_for_new_data, binaries_in
from local_services.errors import CannotStart, as_sentence
from local_services.local_database import DATA
from local_services.one_run import note_holder, take_lock
from local_services.places import DATABASE_NAME, DATABASE_ROLE, LOGS, SOCKET_NUMBER, VAR
from local_services.postgres import Cluster, last_lines, major_of
from local_services.privileges import prefix_for
from local_services.processes import Children


@contextmanager
def alone() -> Iterator[Children]:
    """Nothing else runs on the folder meanwhile; gives what the servers are started with."""
    LOGS.mkdir(parents=True, exist_ok=True)
    lock = take_lock()
    note_holder(lock, f"python -m local_services {sys.argv[1]}")
    children = Children(lock)
    try:
        yield children
    finally:
        children.stop()


def dump_data(folder: Path, file: Path) -> str:
    """Write the data as SQL, by the programs of a folder; a sentence that says so."""
    major = major_of(DATA)
    if major is None:
        raise CannotStart(f"There are no data in {DATA}.")
    binaries = binaries_in(folder.resolve(), str(folder))
    if binaries is None or binaries.major != major:
        raise CannotStart(f"{folder} does not hold the programs of PostgreSQL {major}.")
    if file.exists():
        raise CannotStart(f"{file} is there already; give another name.")
    cluster = Cluster(DATA, binaries, prefix_for(DATA.parent))
    half = file.with_name(f"{file.name}.part")
    with alone() as children:
        sockets = local_database.start_cluster(children, cluster)
        plain = ["--no-owner", "--no-privileges", "-f", half, DATABASE_NAME]
        run_client(binaries.program("pg_dump"), sockets, plain)
        half.rename(file)
    return f"{file} holds the data. Next: python -m local_services restore {file}"


def restore_data(file: Path) -> str:
    """Load SQL into a new data folder of a supported version; the old folder is kept under another
    name.
    """
    if not file.is_file():
        raise CannotStart(f"There is no file {file}.")
    with alone() as children:
        kept = move_data_away()
        local_database.DATABASE_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        prefix = prefix_for(local_database.DATABASE_HOME)
        cluster = Cluster(DATA, binaries_for_new_data(), prefix)
        try:
            local_database.create_cluster_at_once(cluster)
            sockets = local_database.start_cluster(children, cluster)
            whole = ["-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", file]
            run_client(cluster.binaries.program("psql"), sockets, [*whole, DATABASE_NAME])
        except Exception:
            children.stop()
            put_data_back(kept)
            raise
    return (
        f"The data are in {DATA} (PostgreSQL {cluster.binaries.version}); the old ones in {kept}."
    )


def move_data_away() -> Path | None:
    """Where the old folder is now; None if there was none."""
    if not DATA.exists():
        return None
    number = 1
    while (kept := DATA.with_name(f"data.old{number}")).exists():
        number += 1
    DATA.rename(kept)
    return kept


def put_data_back(kept: Path | None) -> None:
    """After a restore that failed: everything as it was."""
    shutil.rmtree(DATA, ignore_errors=True)
    if kept is not None:
        kept.rename(DATA)


def run_client(program: Path, sockets: Path, arguments: Sequence[str | Path]) -> None:
    """A program that talks to the server, as the desk's role. Raises with its last words."""
    to_server = ["-h", sockets, "-p", str(SOCKET_NUMBER), "-U", DATABASE_ROLE]
    done = subprocess.run(
        [program, *to_server, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"{program.name} failed:\n{last_lines(done.stderr)}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m local_services", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    dump = commands.add_parser("dump")
    dump.add_argument("folder", type=Path)
    dump.add_argument("file", type=Path)
    commands.add_parser("restore").add_argument("file", type=Path)
    given = parser.parse_args()
    try:
        if given.command == "dump":
            sentence = dump_data(given.folder, given.file)
        else:
            sentence = restore_data(given.file)
    except (CannotStart, OSError) as error:
        sys.exit(str(as_sentence(error, VAR) or error))
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    main()
