"""Brings a register (form F1, xlsx or csv) in. Without --commit nothing changes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import BadFile
from tickets.management.import_report import write_report
from tickets.transfer.actions import imports
from tickets.transfer.imports import register
from tickets.transfer.imports.staging import staged_remarks, staged_rows


class Command(BaseCommand):
    help = "Import a service-ticket register; a dry run unless --commit is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        is_committed = options["commit"]
        now = timezone.now()
        if not path.exists():
            raise CommandError(f"{path}: no such file")
        try:
            verdicts = register.check_register(path, path.name, by=None, now=now)
        except BadFile as error:
            raise CommandError(error.message) from error
        if is_committed:
            batch = imports.stage_rows(
                path.name,
                staged_rows(verdicts),
                verdicts.counts,
                staged_remarks(verdicts),
                by=None,
                at=now,
            )
            imports.commit_batch(batch, by=None, at=now)
        refused = []
        warned = []
        for row in verdicts.rows:
            refused += map(register.problem_data, row.refused)
            warned += map(register.problem_data, row.warned)
        write_report(
            self.stdout,
            counts=verdicts.counts,
            refused=refused,
            warned=warned,
            remarks=staged_remarks(verdicts),
            is_committed=is_committed,
            as_json=options["json"],
        )
