"""Locks on what has no row yet: a name or number that two people may bring in at once."""

import zlib

from django.db import connection

# The upper half of the key, so that these meet no lock of a job.
NAME_SPACE = 0x4E41 << 32


def lock_name(kind: str, name: str) -> None:
    """Wait until no other transaction is at work on what is called so; held until this one ends.

    To be asked before looking whether there is such a thing: whoever comes second finds it. Names
    that share a checksum wait for each other too, which costs a moment and no more.
    """
    key = NAME_SPACE | zlib.crc32(f"{kind}:{name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
