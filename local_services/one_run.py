"""One run per folder: two would share database and timetable.

The lock is inherited by every child, and theirs, so whoever gets it knows that nothing of an
earlier run is left.
"""

import fcntl
import os
import time
from typing import IO

import psutil

from local_services.errors import CannotStart
from local_services.places import DATABASE_HOME, VAR
from local_services.postgres import stop_server_of

# What a killed run leaves behind is gone by then.
LOCK_SECONDS = 30

STILL_THERE = "What a killed run left behind has not ended yet; try again in a minute."


class Taken(CannotStart):
    """Another process has the folder, and lives."""


def take_lock() -> IO[str]:
    """Waits for the rest of a killed run, and ends its database if need be. Raises `Taken`."""
    VAR.mkdir(parents=True, exist_ok=True)
    lock = (VAR / "up.lock").open("a+")
    deadline = time.monotonic() + LOCK_SECONDS
    while not is_got(lock):
        refuse_beside_another(lock)
        stop_server_of(DATABASE_HOME / "data")
        if time.monotonic() > deadline:
            raise CannotStart(STILL_THERE)
        time.sleep(0.2)
    note_holder(lock, "")
    return lock


def is_got(lock: IO[str]) -> bool:
    """Is the lock ours now?"""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def note_holder(lock: IO[str], what: str) -> None:
    """Who holds the lock: the address of a desk, or a command.

    For the sentence that a second run shows.
    """
    lock.truncate(0)
    lock.write(f"{os.getpid()} {what}")
    lock.flush()


def refuse_beside_another(lock: IO[str]) -> None:
    """Raises `Taken` if the holder lives."""
    lock.seek(0)
    number, _, what = lock.read().partition(" ")
    if not number.isdigit() or not psutil.pid_exists(int(number)):
        return
    if what and not what.startswith("http"):
        raise Taken(f"`{what}` (process {number}) has the local database; wait until it has ended.")
    where = f"at {what} " if what else ""
    raise Taken(f"Already running {where}(process {number}). Ctrl-C in its terminal stops it.")
