"""Sweep from the command line, for a cron or a look."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tickets.limits.actions import clocks


class Command(BaseCommand):
    help = "Look at the clocks that are due; --once handles one batch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--limit", type=int, default=500)

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            swept = clocks.sweep_clocks(at=timezone.now(), limit=options["limit"])
            self.stdout.write(
                f"looked at {swept.looked_at}, late {swept.breached}, raised {swept.raised}"
            )
            # A batch that is not full was the last one.
            if options["once"] or swept.looked_at < options["limit"]:
                return
