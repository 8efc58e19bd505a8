"""What the chain of the audit ledger costs an entry. Imported after Django is set up."""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from core.actions.audit import write_audit_entry
from core.enums import Audited
from operations.queries.ledger_chain import CHAIN_TRIGGERS

TURNS = int(os.environ.get("BENCH_TURNS", "10"))

# By how many entries a transaction has: how many transactions a turn has.
TIMES = {1: 50, 200: 2}


def measure_ledger(by: User) -> dict[str, Any]:
    """Milliseconds of an entry, and how many times that of an entry without the chain.

    The triggers are on and off in turns. The entries past them stay: the database is the bench's.
    """
    found: dict[str, Any] = {}
    for entries, times in TIMES.items():
        taken: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
        for turn in range(TURNS):
            for word in sorted(taken, reverse=bool(turn % 2)):
                _switch_chain(word)
                taken[word] += _milliseconds(partial(_write_entries, by, entries), times)
        _switch_chain("ENABLE")
        with_chain, without = (sorted(ms)[len(ms) // 2] / entries for ms in taken.values())
        found[f"ms, {entries} at once"] = with_chain
        found[f"ratio, {entries} at once"] = with_chain / without
    return found


def _switch_chain(word: str) -> None:
    with connection.cursor() as cursor:
        for trigger in CHAIN_TRIGGERS:
            cursor.execute(f"ALTER TABLE core_auditentry {word} TRIGGER {trigger}")


def _write_entries(by: User, count: int) -> None:
    with transaction.atomic():
        for _n in range(count):
            write_audit_entry(
                Audited.SETTING_CHANGED, by=by, at=timezone.now(), target="deskrule 1", fields=["a"]
            )


def _milliseconds(act: Callable[[], None], times: int) -> list[float]:
    """Of each time; the first, which finds nothing in memory, is left out."""
    act()
    taken = []
    for _n in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
