"""Is the audit ledger as it was written? Ends with 1 and a line for each fault where it is not."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.queries.ledger_check import check_ledger


class Command(BaseCommand):
    help = "Hash every entry of the audit ledger anew, and compare with heads that were noted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            default=None,
            help=f"a file of noted heads; without it {settings.LEDGER_HEADS} if it is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["heads"] or Path(settings.LEDGER_HEADS)
        if not path.exists():
            if options["heads"] is not None:
                raise CommandError(f"{path}: no such file")
            self.stderr.write(f"No heads were noted in {path}: a cut end would not be found.")
        report = check_ledger(path)
        for fault in report.faults:
            self.stderr.write(fault)
        if report.faults:
            raise CommandError(f"The ledger is not as it was written: {len(report.faults)} faults.")

        self.stdout.write(
            f"The ledger is as it was written: {report.chained} entries in the chain,"
            f" {report.earlier} from before it, {report.noted} noted heads agree."
        )
