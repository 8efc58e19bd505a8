"""The PostgreSQL of `make run`: its data lie in var/postgres, and only its owner gets to it,
through a socket there.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg2

from local_services.binaries import (
    PostgresBinaries,
    all_binaries,
    binaries_for_new_data,
    binaries_of_major,
)
from local_services.errors import CannotStart, as_sentence, free_megabytes, full_disk
from local_services.one_run import Taken, note_holder, take_lock
from local_services.places import (
    DATABASE_HOME,
    DATABASE_NAME,
    DATABASE_ROLE,
    LOGS,
    SOCKET_NUMBER,
    VAR,
    socket_folder,
    socket_in,
)
from local_services.postgres import Cluster, answers_at, major_of, noted_number, server_of
from local_services.privileges import prefix_for
from local_services.processes import STARTUP_SECONDS, Children, Process

DATA = DATABASE_HOME / "data"
MEGABYTES_FOR_NEW_DATA = 200
MEGABYTES_TO_START = 40

# Commands of `manage.py` that ask no database, or start it themselves.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "startapp",
        "up",
        "version",
    }
)

OTHER_MAJOR = (
    "The data in {data} were written by PostgreSQL {old}, and here is only {known}. They are kept"
    " as"
    " they are. Carry them over with the programs of PostgreSQL {old} in some folder:"
    " `{python} -m local_services dump FOLDER desk.sql`, then"
    " `{python} -m local_services restore desk.sql`."
)
SQLITE_HEADER = b"SQLite format 3\x00"
EARLIER_DATA = (
    "{path} holds the data of an earlier release and stays as it is, but is not read any more:"
    ' docs/operations.md, "Data of a release before 0.4", says how to carry it over. Move the file'
    " away to end this note."
)


def local_cluster() -> Cluster:
    """The cluster in var/postgres, made now if there is none.

    Raises when its data belong to another version.
    """
    refuse_full_disk()
    DATABASE_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    prefix = prefix_for(DATABASE_HOME)
    cluster = Cluster(DATA, binaries_of_data(), prefix)
    if major_of(DATA) is None:
        create_cluster_at_once(cluster)
    return cluster


def refuse_full_disk() -> None:
    """Before anything is begun."""
    needed = MEGABYTES_TO_START if DATA.exists() else MEGABYTES_FOR_NEW_DATA
    if free_megabytes(DATABASE_HOME) < needed:
        raise full_disk(VAR)


def binaries_of_data() -> PostgresBinaries:
    """Those of the version that made the data; for new data, what is supported."""
    major = major_of(DATA)
    if major is None:
        return binaries_for_new_data()
    binaries = binaries_of_major(major)
    if binaries is None:
        known = ", ".join(f"{one.version} ({one.origin})" for one in all_binaries()) or "none"
        python = os.path.relpath(sys.executable)
        raise CannotStart(OTHER_MAJOR.format(data=DATA, old=major, known=known, python=python))
    return binaries


def create_cluster_at_once(cluster: Cluster) -> None:
    """Made beside its place and moved there whole, so that a killed start leaves no half of one."""
    half = Cluster(DATABASE_HOME / "data.new", cluster.binaries, cluster.prefix)
    shutil.rmtree(half.data, ignore_errors=True)
    half.create(role=DATABASE_ROLE, is_durable=True)
    half.data.rename(cluster.data)


def start_server(children: Children) -> Process:
    """The local database, once it answers. The caller holds the lock of the folder."""
    start_cluster(children, local_cluster())
    return children.processes[-1]


def start_cluster(children: Children, cluster: Cluster) -> Path:
    """A server for a cluster that lies in var/postgres; the folder of its socket once it answers
    there.
    """
    refuse_strange_server(cluster)
    sockets = own_socket_folder()
    command = cluster.server(sockets=sockets, port=SOCKET_NUMBER)
    children.start("postgres", command, stop_signal=signal.SIGINT, is_server=True)
    children.wait_until(lambda: is_database_there(sockets), "postgres")
    return sockets


def refuse_strange_server(cluster: Cluster) -> None:
    """Nothing of a run is left, so a server there was started by hand; a number that means nothing
    any more goes.
    """
    note = cluster.data / "postmaster.pid"
    number = noted_number(note)
    if number is None or not psutil.pid_exists(number):
        return  # PostgreSQL itself clears up after a server that was killed
    if server_of(cluster.data) is None:
        note.unlink()
        return
    raise CannotStart(
        f"A PostgreSQL that was not started here (process {number}) works on {cluster.data};"
        " stop it first."
    )


def own_socket_folder() -> Path:
    """The folder of the socket, which nobody else may have made."""
    folder = socket_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    home = DATABASE_HOME.stat()
    found = folder.lstat()
    if found.st_uid == os.geteuid() != home.st_uid:
        os.chown(folder, home.st_uid, home.st_gid)
    elif found.st_uid != home.st_uid or not folder.is_dir() or folder.is_symlink():
        raise CannotStart(f"{folder} belongs to somebody else; it has to go away first.")
    folder.chmod(0o700)
    return folder


def is_database_there(sockets: Path) -> bool:
    """Does the server answer? Makes the database of the desk where it is missing."""
    try:
        connection = psycopg2.connect(
            host=str(sockets), port=SOCKET_NUMBER, user=DATABASE_ROLE, dbname="postgres"
        )
    except psycopg2.OperationalError:
        return False
    with closing(connection), connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE_NAME}")
    return True


def is_running() -> bool:
    """Does the local database take connections?"""
    return answers_at(socket_in(socket_folder()))


@contextmanager
def database_for_command(arguments: Sequence[str]) -> Iterator[None]:
    """For `manage.py`: the local database runs meanwhile, unless DATABASE_URL names another or none
    is needed.

    `make run` may have it running already. Started here, it ends after the command and after others
    that came to use it.
    """
    has_its_own = bool(os.environ.get("DATABASE_URL"))
    if has_its_own or not needs_database(arguments) or is_running():
        yield
        return
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        lock = take_lock()
    except Taken:
        wait_until_running()
        yield
        return
    except OSError as error:
        raise as_sentence(error, VAR) or error from error
    note_holder(lock, f"manage.py {arguments[0]}")
    children = Children(lock)
    try:
        process = start_server(children)
        yield
        process.popen.send_signal(signal.SIGTERM)  # PostgreSQL lets other commands finish
        process.popen.wait()
    finally:
        children.stop()


def needs_database(arguments: Sequence[str]) -> bool:
    """Judged by the name of the command."""
    name = arguments[0] if arguments else "help"
    return name not in WITHOUT_DATABASE and not name.startswith("-") and "--help" not in arguments


def wait_until_running() -> None:
    """For one that is just starting. Raises when it does not come."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while not is_running():
        if time.monotonic() > deadline:
            raise CannotStart(f"The local database did not answer within {STARTUP_SECONDS} s.")
        time.sleep(0.1)


def note_about_earlier_data() -> str:
    """A sentence about data of a release that had another database; empty where there are none."""
    for path in sorted(VAR.glob("db.*")):
        with path.open("rb") as file:
            if file.read(len(SQLITE_HEADER)) == SQLITE_HEADER:
                return EARLIER_DATA.format(path=path)
    return ""
