"""Fills the database with realistic bulk data for benchmarks.

Two years of tickets, a twentieth of them open.
"""

import random
import time
from argparse import ArgumentTypeError
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.domain import worktime
from demo.load import indexes
from demo.load.columns import TABLES
from demo.load.limits import LoadLimits
from demo.load.lives import generate_lives
from demo.load.people import PREFIX, gather_crowd
from demo.load.rows import LoadWriter
from tickets.limits.models import SlaKind
from tickets.record.models import SearchText, Ticket

# Tickets of one transaction: a killed load keeps whole chunks, and memory does not grow.
CHUNK = 5_000

# From so many tickets on the search indexes are made at the end.
LARGE = 50_000

AGENTS = 200


def aware_moment(written: str) -> datetime:
    """An ISO moment with its zone."""
    parsed = parse_datetime(written)
    if parsed is None or parsed.tzinfo is None:
        raise ArgumentTypeError("write it as 2026-11-20T09:00+08:00")
    return parsed


class Command(BaseCommand):
    help = (
        "Write TICKETS realistic tickets of the last 24 months with queues, agents, customers,"
        " entries and limits straight into the database. Adds to what an earlier load left;"
        " refuses where people registered tickets, unless --add is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tickets", type=int, required=True)
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed and moment make the same data"
        )
        parser.add_argument("--agents", type=int, default=AGENTS)
        parser.add_argument(
            "--at",
            type=aware_moment,
            default=None,
            help="the moment up to which the tickets lived; default: now",
        )
        parser.add_argument(
            "--add", action="store_true", help="also beside tickets that people registered"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["tickets"]
        at = worktime.whole_second(options["at"] or timezone.now())
        if count < 0 or options["agents"] < 1:
            raise CommandError("--tickets must not be negative and --agents needs at least one")
        if not SlaKind.objects.exists():
            raise CommandError("migrate first: there are no limits yet")
        registered = Ticket.objects.exclude(created_by__username__startswith=PREFIX)
        if not options["add"] and registered.exists():
            raise CommandError(
                "people registered tickets here: --add puts the load beside them,"
                " nothing takes it away again"
            )
        started = time.monotonic()
        self._fill_database(count, options["seed"], options["agents"], at)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{count} tickets in {seconds:.1f} s, {count / max(seconds, 0.001):.0f} a second"
        )

    def _fill_database(self, count: int, seed: int, agents: int, at: datetime) -> None:
        dice = random.Random(seed)
        with transaction.atomic():
            crowd = gather_crowd(dice, tickets=count, agents=agents, at=at)
        writer = LoadWriter(crowd, LoadLimits(at), dice)
        upcoming = generate_lives(random.Random(f"lives {seed}"), count, at=at)
        is_large = count >= LARGE
        with indexes.made_at_the_end(*TABLES, SearchText) if is_large else nullcontext():
            while chunk := list(islice(upcoming, CHUNK)):
                with transaction.atomic():
                    writer.write_lives(chunk)
        self._analyze_tables()

    def _analyze_tables(self) -> None:
        """The planner learns what came in, and index-only scans see it."""
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
