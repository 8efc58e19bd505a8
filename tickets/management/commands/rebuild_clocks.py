"""Builds clocks anew from the ledger and shows what differs; writes only when asked to repair."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from tickets.limits.actions import clocks
from tickets.limits.models import SlaClock
from tickets.record.models import Ticket

CHUNK = 500


class Command(BaseCommand):
    """`rebuild_clocks [--ticket N] [--repair --reason WHY]`.

    Exit code 1 when something differs and was not repaired.
    """

    help = __doc__

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--ticket",
            metavar="NUMBER",
            help="only the clocks of this ticket; else of all open tickets",
        )
        parser.add_argument(
            "--repair", action="store_true", help="write what the ledger tells, with an audit entry"
        )
        parser.add_argument("--reason", default="", help="why; needed to repair")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"] and not options["reason"].strip():
            raise CommandError("--repair needs --reason")
        counts = {"looked_at": 0, "differ": 0, "untold": 0, "repaired": 0}
        for row in self._clock_rows(options["ticket"]).iterator(CHUNK):
            self._compare_clock(row, options, counts)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
        if counts["differ"] > counts["repaired"]:
            raise SystemExit(1)

    def _clock_rows(self, number: str | None) -> QuerySet[SlaClock]:
        clock_rows = SlaClock.objects.select_related("kind", "ticket").prefetch_related("pauses")
        ordered = clock_rows.order_by("ticket", "pk")
        if number is None:
            return ordered.filter(ticket__is_open=True)
        if not Ticket.objects.filter(number=number).exists():
            raise CommandError(f"there is no ticket {number}")
        return ordered.filter(ticket__number=number)

    def _compare_clock(
        self, row: SlaClock, options: dict[str, Any], counts: dict[str, int]
    ) -> None:
        label = f"{row.ticket.number} {row.kind.code}#{row.cycle}"
        counts["looked_at"] += 1
        try:
            rebuilt = clocks.rebuild_clock(row)
        except clocks.IncompleteLedger as why:
            counts["untold"] += 1
            self.stdout.write(f"{label}: cannot be told anew, {why}")
            return
        if not rebuilt.differs:
            return
        counts["differ"] += 1
        for name, (stored, by_ledger) in rebuilt.differs.items():
            self.stdout.write(f"{label} {name}: row {stored}, ledger {by_ledger}")
        if options["repair"]:
            clocks.repair_clock(row, by=None, at=timezone.now(), reason=options["reason"])
            counts["repaired"] += 1
