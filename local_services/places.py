"""Where `make run` keeps things. Read by Django's settings, so this imports nothing."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
LOGS = VAR / "log"

DATABASE_HOME = VAR / "postgres"
DATABASE_NAME = DATABASE_ROLE = "aftersales"
SOCKET_NUMBER = 5432

# Bytes; the address of a socket may not be much longer on any system.
LONGEST_SOCKET = 100


def socket_folder() -> Path:
    """Where the local database listens: beside its data, or in a short place if that address is too
    long.

    Only its owner may enter either, and so only the owner gets to the data.

    """
    if len(os.fsencode(socket_in(DATABASE_HOME))) <= LONGEST_SOCKET:
        return DATABASE_HOME
    sign = hashlib.sha256(os.fsencode(DATABASE_HOME)).hexdigest()[:16]
    return Path("/tmp") / f"aftersales-{sign}"  # noqa: S108 — its owner is checked before use


def socket_in(folder: Path) -> Path:
    """The address that PostgreSQL makes of a folder."""
    return folder / f".s.PGSQL.{SOCKET_NUMBER}"
