"""Makes the report of a month, as the job on the 1st does."""

import json
import re
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from analytics.actions.reports import build_report
from core.errors import LawBroken

WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class Command(BaseCommand):
    help = (
        "Make the report of a month that is over: a draft, the draft brought up to date, or a new"
        " version where the issued one is no longer true. --json prints its figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", metavar="YYYY-MM")
        parser.add_argument("--json", action="store_true", help="print all figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        written = WRITTEN.fullmatch(options["month"])
        if written is None:
            raise CommandError(f"“{options['month']}” is no month: write it as 2024-05.")
        month = date(int(written[1]), int(written[2]), 1)
        try:
            report = build_report(month, at=timezone.now())
        except LawBroken as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{report.month:%Y-%m}, version {report.version}: {report.get_state_display()}"
        )
