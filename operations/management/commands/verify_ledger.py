"""Is the audit ledger as it was written? Ends with 1 and a line for each fault where it is not."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.models import AuditEntry
from operations.actions.ledger_heads import read_noted_heads
from operations.queries import ledger_chain
from operations.queries.ledger_chain import LedgerFault

WORDS = {
    "changed": "was changed",
    "gap": "does not follow: entries before it are gone",
    "broken": "does not hold the hash of the entry before it",
    "unchained": "was written past the chain",
    "cut": "is the last one by the head of its stream, and is not there",
    "headless": "has no head: somebody wrote to the heads",
    "differs": "is not what was noted outside the database",
}


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
        faults = [f"{name}: this trigger is gone or off" for name in ledger_chain.missing_guards()]
        faults += map(fault_in_words, ledger_chain.ledger_faults())
        noted = self._noted_heads(options["heads"])
        for moment, heads in noted.items():
            faults += [
                f"{moment}: {fault_in_words(fault)}" for fault in ledger_chain.faults_against(heads)
            ]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The ledger is not as it was written: {len(faults)} faults.")

        chained = AuditEntry.objects.exclude(hash="").count()
        earlier = AuditEntry.objects.filter(hash="").count()
        self.stdout.write(
            f"The ledger is as it was written: {chained} entries in the chain,"
            f" {earlier} from before it, {len(noted)} noted heads agree."
        )

    def _noted_heads(self, path: Path | None) -> dict[str, ledger_chain.Heads]:
        place = path or Path(settings.LEDGER_HEADS)
        if not place.exists():
            if path is not None:
                raise CommandError(f"{place}: no such file")
            self.stderr.write(f"No heads were noted in {place}: a cut end would not be found.")
            return {}
        try:
            return read_noted_heads(place)
        except ValueError as error:
            raise CommandError(f"{place}: {error}") from error


def fault_in_words(fault: LedgerFault) -> str:
    """`entry 17 (person:3, 5) was changed`."""
    name = f"entry {fault.entry}" if fault.entry else "the entry"
    return f"{name} ({fault.stream}, {fault.position}) {WORDS[fault.what]}"
