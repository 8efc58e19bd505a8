"""Brings the history of another help desk in. Without --commit nothing changes."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import BadFile
from tickets.transfer.imports import history


class Command(BaseCommand):
    help = "Import another help desk's history; a dry run unless --commit is given. Run it again to go on after a crash."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            required=True,
            help="a name in tickets/transfer/imports/mappings, or the path of a TOML file",
        )
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        try:
            mapping = history.mapping_at(options["mapping"])
            outcome = history.bring_in(
                path, mapping, by=None, at=timezone.now(), is_dry=not options["commit"]
            )
        except BadFile as error:
            raise CommandError(error.message) from error
        self._tell(outcome, as_json=options["json"], is_committed=options["commit"])

    def _tell(self, outcome: history.ImportOutcome, *, as_json: bool, is_committed: bool) -> None:
        refused, warned = (
            [history.problem_data(problem) for problem in listed]
            for listed in (outcome.refused, outcome.warned)
        )
        if as_json:
            told = {
                **outcome.counts,
                "committed": is_committed,
                "problems": refused,
                "warnings": warned,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        counts = ", ".join(f"{name} {count}" for name, count in outcome.counts.items())
        self.stdout.write(f"{'committed' if is_committed else 'dry run'}: {counts}")
        for problem in (*refused, *warned):
            self.stdout.write("row {row}, {column}: “{value}” {reason}".format(**problem))
