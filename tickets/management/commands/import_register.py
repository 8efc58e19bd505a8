"""Brings a register (form F1, xlsx or csv) in. Without --commit nothing changes."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import BadFile
from tickets.transfer.actions import imports
from tickets.transfer.imports import register
from tickets.transfer.imports.staging import staged_rows


class Command(BaseCommand):
    help = "Import a service-ticket register; a dry run unless --commit is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path, now = options["file"], timezone.now()
        if not path.exists():
            raise CommandError(f"{path}: no such file")
        try:
            verdicts = register.check_register(path, path.name, now=now)
        except BadFile as error:
            raise CommandError(error.message) from error
        if options["commit"]:
            batch = imports.stage_rows(
                path.name, staged_rows(verdicts), verdicts.counts, by=None, at=now
            )
            imports.commit_batch(batch, by=None, at=now)
        self._tell(verdicts, as_json=options["json"], is_committed=options["commit"])

    def _tell(self, verdicts: register.Verdicts, *, as_json: bool, is_committed: bool) -> None:
        refused = [
            register.problem_data(problem) for row in verdicts.rows for problem in row.refused
        ]
        warned = [register.problem_data(problem) for row in verdicts.rows for problem in row.warned]
        if as_json:
            told = {
                **verdicts.counts,
                "committed": is_committed,
                "problems": refused,
                "warnings": warned,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        counts = ", ".join(f"{name} {count}" for name, count in verdicts.counts.items())
        self.stdout.write(f"{'committed' if is_committed else 'dry run'}: {counts}")
        for problem in (*refused, *warned):
            self.stdout.write("row {row}, {column}: “{value}” {reason}".format(**problem))
