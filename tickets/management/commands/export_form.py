"""Writes a form to a file: F1 for all tickets or a month, F3 for one ticket."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.actions import audit
from customers.rules import Sight
from tickets.exports import forms
from tickets.models import Ticket


class Command(BaseCommand):
    help = "Export form F1 (register; --month YYYY-MM narrows it) or F3 (--ticket NUMBER). Masked unless --unmasked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", choices=["F1", "F3"])
        parser.add_argument("--ticket")
        parser.add_argument("--month")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--unmasked", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        sight = Sight(names=options["unmasked"], contacts=options["unmasked"])
        file = self._f3(options, sight) if options["code"] == "F3" else self._f1(options, sight)
        with options["out"].open("wb") as out:
            shutil.copyfileobj(file, out)
        audit.record(f"export_{options['code'].lower()}", by=None, at=timezone.now(), target=options["ticket"] or options["code"])
        self.stdout.write(str(options["out"]))

    def _f1(self, options: dict[str, Any], sight: Sight) -> Any:
        tickets = Ticket.objects.order_by("number")
        if options["ticket"]:
            tickets = tickets.filter(number=options["ticket"])
        if options["month"]:
            tickets = tickets.filter(reported_at__gte=self._start(options["month"]), reported_at__lt=self._end(options["month"]))
        return forms.f1(tickets, sight)[0]

    def _f3(self, options: dict[str, Any], sight: Sight) -> Any:
        ticket = Ticket.objects.filter(number=options["ticket"]).first()
        if ticket is None:
            raise CommandError("F3 needs --ticket with an existing number")
        return forms.f3(ticket, sight)

    @staticmethod
    def _start(month: str) -> datetime:
        try:
            return timezone.make_aware(datetime.strptime(month, "%Y-%m"))  # noqa: DTZ007 — made aware here
        except ValueError as error:
            raise CommandError("write the month as 2024-05") from error

    def _end(self, month: str) -> datetime:
        start = self._start(month)
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
